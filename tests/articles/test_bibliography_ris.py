"""Is RIS read without losing or merging a record?"""

import pytest

from articles.bibliography import read


def csl(lines: str, *, kind: str = "JOUR") -> dict[str, object]:
    found, refusals = read(f"TY  - {kind}\n{lines}\nER  - \n".encode(), filename="works.ris")
    assert (len(found), refusals) == (1, [])
    return found[0].csl


def test_an_article_has_its_tags_under_their_csl_names() -> None:
    lines = (
        "ID  - a1\nAU  - Example, Ab\nA1  - Sample, Cd, Jr\nAU  - Example Group\nT1  - A title\n"
        "JF  - The Journal\nJ2  - J\n"
        "VL  - 3\nIS  - 2\nSP  - 10\nEP  - 19\nPY  - 2001/05/07/\nDO  - 10.1000/a\nSN  - 1234-5678\n"
        "UR  - https://example.org/a;b\nY2  - 2020/01/02\nN1  - One\nN1  - Two\nPB  - House"
    )
    assert csl(lines) == {
        "id": "a1", "type": "article-journal", "title": "A title", "container-title": "The Journal",
        "container-title-short": "J", "volume": "3", "issue": "2", "page": "10-19", "publisher": "House",
        "author": [{"family": "Example", "given": "Ab"}, {"family": "Sample", "given": "Cd", "suffix": "Jr"},
                   {"literal": "Example Group"}],
        "issued": {"date-parts": [[2001, 5, 7]]}, "accessed": {"date-parts": [[2020, 1, 2]]},
        "DOI": "10.1000/a", "ISSN": "1234-5678", "URL": "https://example.org/a;b", "note": "One\nTwo",
    }  # fmt: skip


def test_a_chapter_has_its_book_and_the_editors() -> None:
    found = csl(
        "TI  - A part\nT2  - The whole\nA2  - Example, Ab\nSN  - 9780000000002\nET  - 2\nCY  - Town",
        kind="CHAP",
    )
    assert found["container-title"] == "The whole"
    assert found["editor"] == [{"family": "Example", "given": "Ab"}]
    assert (found["ISBN"], found["edition"], found["publisher-place"]) == ("9780000000002", "2", "Town")


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        ("PY  - 2001", [2001]),
        ("Y1  - 2001/05/", [2001, 5]),
        ("PY  - 2001\nDA  - 2001/05/07", [2001, 5, 7]),
        ("PY  - 2013/04/18\nPY  - 2013/02/15/received\nY1  - 2013", [2013, 4, 18]),
        ("PY  - 2013/02/15/received\nY1  - 2013", [2013]),
        ("PY  - 2001\nDA  - 2002/05/07", [2001]),
        ("PY  - 2001/13/40", [2001]),
    ],
)
def test_the_date_of_publication_is_found_among_several(lines: str, date: list[int]) -> None:
    assert csl(f"TI  - A\n{lines}")["issued"] == {"date-parts": [date]}


@pytest.mark.parametrize("lines", ["U1  - 123[pmid]", "DB  - PubMed\nAN  - 123", "AN  - 123[pmid]"])
def test_the_pubmed_number_is_found_where_programs_put_it(lines: str) -> None:
    assert csl(lines)["PMID"] == "123"


def test_a_type_that_is_none_is_known_by_its_journal() -> None:
    assert csl("TI  - A\nJO  - J", kind="Journal Article")["type"] == "article-journal"
    assert csl("TI  - A", kind="Something")["type"] == "document"


@pytest.mark.parametrize("head", ["TY  - JOUR", "TY - JOUR"])
@pytest.mark.parametrize("end", ["ER  - ", "ER  -", "ER - "])
def test_one_space_or_two_before_the_dash_make_no_difference(head: str, end: str) -> None:
    text = f"{head}\nTI - One\n{end}\n\n{head}\nTI  - Two\n{end}"
    found, refusals = read(text.encode(), filename="works.ris")
    assert ([record.csl["title"] for record in found], refusals) == (["One", "Two"], [])


def test_a_line_that_goes_on_and_looks_like_a_tag_ends_nothing() -> None:
    assert (
        csl("TI  - A title\nER then more\n      and more\nPY  - 2001")["title"]
        == "A title ER then more and more"
    )


def test_lines_around_records_belong_to_none() -> None:
    record = "Record 1\nProvider: x\nTY  - JOUR\nTI  - One\nER  - \n\n"
    found, refusals = read((record * 2).encode(), filename="works.ris")
    assert ([item.line for item in found], refusals) == ([3, 9], [])


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("TY  - JOUR\nTI  - One\n\nTY  - JOUR\nTI  - Two\nER  - \n", 1, "no end"),
        ("TY  - JOUR\nTI  - Two\nER  - \nTY  - JOUR\nTI  - One\n", 4, "no end"),
        ("TY  - JOUR\nTI  - Two\nER  - \n\nTI  - One\nPY  - 2001\nER  - \n", 5, "TY  - JOUR"),
        ("TI  - One\nTY  - JOUR\nTI  - Two\nER  - \n", 1, "TY  - JOUR"),
        ("TY  - JOUR\nTI  - Two\nER  - \nER  - \n", 4, "TY  - JOUR"),
    ],
)
def test_a_record_without_beginning_or_end_is_refused_and_the_others_kept(
    text: str, line: int, words: str
) -> None:
    found, refusals = read(text.encode(), filename="works.ris")
    assert [record.csl["title"] for record in found] == ["Two"]
    assert [refusal.line for refusal in refusals] == [line]
    assert words in refusals[0].reason
