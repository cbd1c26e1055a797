"""Are works cited as NLM's sample references (Vancouver) cite them?"""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.bibliography.references import ama, kind, link, vancouver


def people(text: str) -> list[dict[str, str]]:
    """CSL names from `Halpern, Scott D; Ubel, Peter A; =A Study Group`, where = marks an organisation."""
    names = []
    for part in text.split("; "):
        family, _, given_name = part.partition(", ")
        names.append(
            {"literal": part[1:]} if part.startswith("=") else {"family": family, "given": given_name}
        )
    return names


def on(*parts: int) -> dict[str, Any]:
    return {"date-parts": [list(parts)]}


def journal(
    title: str, *, source: str, date: dict[str, Any], volume: str, pages: str, **more: Any
) -> dict[str, Any]:
    return {
        "type": "article-journal",
        "title": title,
        "container-title-short": source,
        "issued": date,
        "volume": volume,
        "page": pages,
        **more,
    }


GOLDEN = {
    "Halpern SD, Ubel PA, Caplan AL. Solid-organ transplantation in HIV-infected patients. N Engl J Med. "
    "2002 Jul 25;347(4):284-7.": journal(
        "Solid-organ transplantation in HIV-infected patients",
        author=people("Halpern, Scott D; Ubel, Peter A; Caplan, Arthur L"),
        source="N Engl J Med",
        date=on(2002, 7, 25),
        volume="347",
        issue="4",
        pages="284-287",
    ),
    "Halpern SD, Ubel PA, Caplan AL. Solid-organ transplantation in HIV-infected patients. N Engl J Med. "
    "2002;347:284-7.": journal(
        "Solid-organ transplantation in HIV-infected patients",
        author=people("Halpern, S.D.; Ubel, P. A.; Caplan, AL"),
        source="N Engl J Med",
        date=on(2002),
        volume="347",
        pages="284–287",
    ),
    "Rose ME, Huerbin MB, Melick J, Marion DW, Palmer AM, Schiding JK, et al. Regulation of interstitial "
    "excitatory amino acid concentrations after cortical contusion injury. Brain Res. "
    "2002;935(1-2):40-6.": journal(
        "Regulation of interstitial excitatory amino acid concentrations after cortical contusion injury",
        author=people(
            "Rose, M E; Huerbin, M B; Melick, J; Marion, D W; Palmer, A M; Schiding, J K; Kochanek, P M; "
            "Graham, S H"
        ),
        source="Brain Res",
        date=on(2002),
        volume="935",
        issue="1-2",
        pages="40-46",
    ),
    "Diabetes Prevention Program Research Group. Hypertension, insulin, and proinsulin in participants with "
    "impaired glucose tolerance. Hypertension. 2002;40(5):679-86.": journal(
        "Hypertension, insulin, and proinsulin in participants with impaired glucose tolerance.",
        author=people("=Diabetes Prevention Program Research Group"),
        source="Hypertension",
        date=on(2002),
        volume="40",
        issue="5",
        pages="679-686",
    ),
    "Vallancien G, Emberton M, Harving N, van Moorselaar RJ; Alf-One Study Group. Sexual dysfunction in "
    "1,274 European men suffering from lower urinary tract symptoms. J Urol. 2003;169(6):2257-61.": journal(
        "Sexual dysfunction in 1,274 European men suffering from lower urinary tract symptoms",
        author=people(
            "Vallancien, Guy; Emberton, Mark; Harving, Niels; van Moorselaar, R J A; =Alf-One Study Group"
        ),
        source="J Urol.",
        date=on(2003),
        volume="169",
        issue="6",
        pages="2257-2261",
    ),
    "21st century heart solution may have a sting in the tail. BMJ. 2002;325(7357):184.": journal(
        "21st century heart solution may have a sting in the tail",
        source="BMJ",
        date=on(2002),
        volume="325",
        issue="7357",
        pages="184-184",
    ),
    "Murray PR, Rosenthal KS, Kobayashi GS, Pfaller MA. Medical microbiology. 4th ed. St. Louis: Mosby; "
    "2002.": {
        "type": "book",
        "title": "Medical microbiology",
        "author": people("Murray, P R; Rosenthal, K S; Kobayashi, G S; Pfaller, M A"),
        "edition": 4,
        "publisher-place": "St. Louis",
        "publisher": "Mosby",
        "issued": on(2002),
    },
    "Meltzer PS, Kallioniemi A, Trent JM. Chromosome alterations in human solid tumors. In: Vogelstein B, "
    "Kinzler KW, editors. The genetic basis of human cancer. New York: McGraw-Hill; 2002. p. 93-113.": {
        "type": "chapter",
        "title": "Chromosome alterations in human solid tumors",
        "author": people("Meltzer, P S; Kallioniemi, A; Trent, J M"),
        "editor": people("Vogelstein, B; Kinzler, K W"),
        "container-title": "The genetic basis of human cancer",
        "publisher-place": "New York",
        "publisher": "McGraw-Hill",
        "issued": on(2002),
        "page": "93-113",
    },
    "Cancer-Pain.org [Internet]. New York: Association of Cancer Online Resources, Inc.; c2000-01 [updated "
    "2002 May 16; cited 2002 Jul 9]. Available from: http://www.cancer-pain.org/.": {
        "type": "webpage",
        "title": "Cancer-Pain.org",
        "publisher-place": "New York",
        "publisher": "Association of Cancer Online Resources, Inc.",
        "issued": {"literal": "c2000-01"},
        "updated": on(2002, 5, 16),
        "accessed": on(2002, 7, 9),
        "URL": "http://www.cancer-pain.org/",
    },
    "National Institute for Health and Care Excellence. Type 2 diabetes in adults: management [Internet]. "
    "London: NICE; 2015 [updated 2022 Jun 29; cited 2026 Nov 22]. (NICE guideline; NG28). Available from: "
    "https://www.nice.org.uk/guidance/ng28": {
        "type": "report",
        "title": "Type 2 diabetes in adults: management",
        "author": people("=National Institute for Health and Care Excellence"),
        "publisher-place": "London",
        "publisher": "NICE",
        "issued": on(2015),
        "updated": on(2022, 6, 29),
        "accessed": on(2026, 11, 22),
        "collection-title": "NICE guideline",
        "number": "NG28",
        "URL": "https://www.nice.org.uk/guidance/ng28",
    },
    "Lancet. 1998 Feb 28;351(9103):637-41. doi: 10.1016/s0140-6736(97)11096-0. Retraction in: Lancet. 2004 "
    "Mar 6;363(9411):750.": journal(
        "Placeholder",
        source="Lancet",
        date=on(1998, 2, 28),
        volume="351",
        issue="9103",
        pages="637-641",
        DOI="https://doi.org/10.1016/s0140-6736(97)11096-0",
        note="Read by us.\nRetraction in: Lancet. 2004 Mar 6;363(9411):750",
    ),
}


@pytest.mark.parametrize(("expected", "csl"), GOLDEN.items())
def test_a_work_is_cited_as_the_sample_references_cite_it(expected: str, csl: dict[str, Any]) -> None:
    assert vancouver(csl).removeprefix("Placeholder. ") == expected


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("284-287", "284-7"),
        ("1120-1125", "1120-5"),
        ("e736-e742", "e736-42"),
        ("S93–S99", "S93-9"),
        ("599-600", "599-600"),
        ("40-6", "40-6"),
        ("287-84", "287-84"),
        ("1759-1764.e6", "1759-1764.e6"),
        ("12-15, 18-19", "12-5, 18-9"),
        ("iii-xi", "iii-xi"),
        ("e0815", "e0815"),
        ("7--9", "7-9"),
    ],
)
def test_the_end_of_a_page_range_drops_the_digits_that_repeat(written: str, printed: str) -> None:
    csl = journal("A title", source="J", date=on(2000), volume="1", pages=written)
    assert vancouver(csl) == f"A title. J. 2000;1:{printed}."


def test_ama_prints_the_end_of_a_page_range_in_full() -> None:
    csl = journal("A title", source="J", date=on(2000), volume="1", pages="1521-7")
    assert ama(csl) == "A title. J. 2000;1:1521-1527."


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ({"family": "Example", "given": "Alpha Beta Gamma"}, "Example AB"),
        ({"family": "Example", "given": "Alpha-Beta"}, "Example AB"),
        ({"family": "Example", "given": "alpha"}, "Example A"),
        ({"family": "Example", "given": "Alpha B", "suffix": "Jr."}, "Example AB Jr"),
        ({"family": "Example", "given": "A", "suffix": "III"}, "Example A 3rd"),
        ({"family": "Example", "given": "Alpha", "non-dropping-particle": "van der"}, "van der Example A"),
        ({"family": "Example", "given": "Alpha de"}, "de Example A"),
        ({"family": "例", "given": "子"}, "例子"),
        ({"family": "Пример", "given": "Юлия А"}, "Пример ЮА"),
        ({"family": "उदाहरण", "given": "कि"}, "उदाहरण कि"),
        ({"family": "Example"}, "Example"),
        ({"family": "World Health Organization"}, "World Health Organization"),
    ],
)
def test_a_person_has_at_most_two_initials_and_no_points(name: dict[str, str], printed: str) -> None:
    assert vancouver({"title": "A title", "author": [name]}) == f"{printed}. A title."


@pytest.mark.parametrize(("count", "ending"), [(6, "Example F. "), (7, "Example F, et al. ")])
def test_six_authors_stand_and_then_et_al(count: int, ending: str) -> None:
    authors = [{"family": "Example", "given": letter} for letter in "ABCDEFG"[:count]]
    assert ending + "A title." in vancouver({"title": "A title", "author": authors})


def test_authors_that_a_file_left_out_are_et_al() -> None:
    authors = [{"family": "Example", "given": "A"}, {"literal": "et al"}]
    assert vancouver({"title": "A title", "author": authors}) == "Example A, et al. A title."


@pytest.mark.parametrize(
    ("date", "printed"),
    [
        (on(2002, 7), "2002 Jul"),
        ({"date-parts": [["2002", "7", "25"]]}, "2002 Jul 25"),
        ({"date-parts": [[2002, 1], [2002, 2]]}, "2002 Jan-Feb"),
        ({"date-parts": [[1999, 12], [2000, 1]]}, "1999 Dec-2000 Jan"),
        ({"date-parts": [[2000, 7, 25], [2000, 7, 31]]}, "2000 Jul 25-31"),
        ({"date-parts": [[2004]], "season": "4"}, "2004 Winter"),
        ({"raw": "2005-03"}, "2005 Mar"),
        (on(2002, 13, 40), "2002"),
        ({"literal": "in press"}, "in press"),
        ({}, "[date unknown]"),
    ],
)
def test_a_date_is_printed_as_far_as_it_is_known(date: dict[str, Any], printed: str) -> None:
    csl = journal("A title", source="J", date=date, volume="9", pages="1")
    assert vancouver(csl) == f"A title. J. {printed};9:1."


def test_a_title_that_ends_in_a_question_mark_gets_no_full_stop() -> None:
    assert vancouver({"title": "Does it work?", "type": "book"}) == "Does it work?"


def test_markup_in_a_title_is_text_like_any_other() -> None:
    title = "<script>alert(1)</script> & <i>x</i>"
    assert vancouver({"title": title}) == f"{title}."
    assert ama({"title": title}) == f"{title}."


def test_a_work_of_which_nothing_is_known_says_so() -> None:
    assert vancouver({}) == ama({}) == "[Title not given]."
    assert (link({}), kind({})) == (None, "article")


AMA = """
Murray PR, Rosenthal KS, Kobayashi GS, Pfaller MA. Medical microbiology. 4th ed. Mosby; 2002.

Meltzer PS, Kallioniemi A, Trent JM. Chromosome alterations in human solid tumors. In: Vogelstein B,
Kinzler KW, eds. The genetic basis of human cancer. McGraw-Hill; 2002:93-113.

Vallancien G, Emberton M, Harving N, van Moorselaar RJA; Alf-One Study Group. Sexual dysfunction in
1,274 European men suffering from lower urinary tract symptoms. J Urol. 2003;169(6):2257-2261.

Rose ME, Huerbin MB, Melick J, et al. Regulation of interstitial excitatory amino acid concentrations
after cortical contusion injury. Brain Res. 2002;935(1-2):40-46.

National Institute for Health and Care Excellence. Type 2 diabetes in adults: management. NICE; 2015.
Updated June 29, 2022. Accessed November 22, 2026. https://www.nice.org.uk/guidance/ng28
"""


@pytest.mark.parametrize("expected", [" ".join(lines.split()) for lines in AMA.split("\n\n")])
def test_ama_names_three_authors_of_many_and_gives_pages_in_full(expected: str) -> None:
    assert expected in [ama(csl) for csl in GOLDEN.values()]


def test_ama_says_when_an_article_without_volume_came_online() -> None:
    csl = {"type": "article-journal", "title": "A title", "container-title": "J", "issued": on(2020, 5, 23)}
    assert ama(csl) == "A title. J. Published online May 23, 2020."


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
VARIABLES = [
    "author",
    "editor",
    "title",
    "container-title",
    "container-title-short",
    "issued",
    "accessed",
    "updated",
    "page",
    "volume",
    "issue",
    "edition",
    "publisher",
    "collection-title",
    "number",
    "DOI",
    "PMID",
    "PMCID",
    "URL",
    "note",
    "genre",
]
TYPES = ["article-journal", "book", "chapter", "webpage", "report", "thesis", "paper-conference", ""]


@given(
    csl=st.fixed_dictionaries(
        {"type": st.sampled_from(TYPES)}, optional=dict.fromkeys(VARIABLES, json_values)
    )
)
def test_whatever_a_record_holds_it_is_printed_on_one_line(csl: dict[str, Any]) -> None:
    for line in (vancouver(csl), ama(csl)):
        assert line
        assert line.splitlines() == [line]
    assert kind(csl)
    assert (link(csl) or "https://").startswith(("https://", "http://"))


def test_fifty_references_of_a_hundred_authors_take_no_time() -> None:
    csl = dict(next(iter(GOLDEN.values())), author=[{"family": "Example", "given": "Alpha B"}] * 100)
    began = time.perf_counter()
    for _ in range(50):
        vancouver(csl)
    assert time.perf_counter() - began < 0.1


def test_three_thousand_authors_are_six_and_et_al() -> None:
    csl = {"title": "A title", "author": [{"family": "Example", "given": "Alpha B"}] * 3000}
    assert vancouver(csl) == "Example AB, " * 6 + "et al. A title."
