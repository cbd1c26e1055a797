"""Is a PubMed (.nbib) file read as PubMed means it?"""

import pytest

from articles.bibliography import read
from articles.bibliography.references import vancouver

RECORD = """\
PMID- 12345
OWN - NLM
IS  - 1234-5678 (Electronic)
VI  - 10
IP  - 4
DP  - 2018 Apr 3
TI  - A title that goes on over
      two lines.
PG  - 335-339
LID - 10.1000/a [doi]
AB  - PURPOSE: none.
FAU - Example, Ab C
AU  - Example AC
AD  - A place
      PMID- 99999 is no record of its own here.
FAU - Sample, De Jr
AU  - Sample D Jr
CN  - Example Study Group
CN  - Second Group
PT  - Journal Article
PT  - Randomized Controlled Trial
PMC - PMC555
TA  - J Ex
JT  - Journal of examples
RIN - J Ex. 2019 May;11(5):9. PMID: 22222
SO  - J Ex. 2018 Apr 3;10(4):335-339.
"""


def csl(text: str) -> dict[str, object]:
    found, refusals = read(text.encode(), filename="works.nbib")
    assert (len(found), refusals) == (1, [])
    return found[0].csl


def test_a_record_has_its_tags_under_their_csl_names() -> None:
    assert csl(RECORD) == {
        "id": "pmid12345", "type": "article-journal", "title": "A title that goes on over two lines.",
        "author": [
            {"family": "Example", "given": "Ab C"}, {"family": "Sample", "given": "De", "suffix": "Jr"},
            {"literal": "Example Study Group"}, {"literal": "Second Group"},
        ],
        "container-title": "Journal of examples", "container-title-short": "J Ex", "volume": "10",
        "issue": "4", "page": "335-339", "issued": {"date-parts": [[2018, 4, 3]]}, "DOI": "10.1000/a",
        "PMID": "12345",
        "PMCID": "PMC555", "ISSN": "1234-5678", "genre": "Randomized Controlled Trial",
        "note": "Retraction in: J Ex. 2019 May;11(5):9. PMID: 22222",
    }  # fmt: skip


def test_a_retraction_is_printed_with_the_reference() -> None:
    assert vancouver(csl(RECORD)).endswith(
        "2018 Apr 3;10(4):335-9. doi: 10.1000/a. Retraction in: J Ex. 2019 May;11(5):9. PMID: 22222. "
        "PMID: 12345; PMCID: PMC555."
    )


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2018", {"date-parts": [[2018]]}),
        ("2018 Apr", {"date-parts": [[2018, 4]]}),
        ("2018 Nov-Dec", {"date-parts": [[2018, 11], [2018, 12]]}),
        ("1998 Dec-1999 Jan", {"date-parts": [[1998, 12], [1999, 1]]}),
        ("2000 Jul 25-31", {"date-parts": [[2000, 7, 25], [2000, 7, 31]]}),
        ("2004 Winter", {"date-parts": [[2004]], "season": "4"}),
        ("some day", {"literal": "some day"}),
    ],
)
def test_the_date_keeps_what_pubmed_knows(written: str, date: dict[str, object]) -> None:
    assert csl(f"PMID- 1\nDP  - {written}\n")["issued"] == date


def test_short_names_serve_where_full_ones_are_missing() -> None:
    assert csl("PMID- 1\nAU  - van Example RJ\nAU  - Sample D Jr\n")["author"] == [
        {"family": "van Example", "given": "R J"},
        {"family": "Sample", "given": "D", "suffix": "Jr"},
    ]


@pytest.mark.parametrize("lines", ["AID - 10.1000/a [doi]", "LID - x [pii]\nLID - 10.1000/a [doi]"])
def test_the_doi_is_found_among_the_identifiers(lines: str) -> None:
    assert csl(f"PMID- 1\n{lines}\n")["DOI"] == "10.1000/a"


def test_an_article_number_stands_where_there_are_no_pages() -> None:
    assert csl("PMID- 1\nLID - 386\nLID - 10.1000/a [doi]\n")["page"] == "386"


def test_a_chapter_of_a_book_has_its_book() -> None:
    found = csl("PMID- 1\nTI  - A part\nBTI - The whole\nFED - Example, Ab\nPB  - House\nPL  - Town (XY)\n")
    assert (found["type"], found["title"], found["container-title"]) == ("chapter", "A part", "The whole")
    assert (found["publisher"], found["publisher-place"]) == ("House", "Town (XY)")


@pytest.mark.parametrize("between", ["\n\n", "\n", ""])
def test_records_part_at_empty_lines_and_at_the_next_number(between: str) -> None:
    found, refusals = read(
        (RECORD + between + RECORD.replace("12345", "54321")).encode(), filename="works.nbib"
    )
    assert ([record.csl["PMID"] for record in found], refusals) == (["12345", "54321"], [])
    assert found[1].line == RECORD.count("\n") + len(between) + 1


def test_a_record_with_a_line_that_fits_nowhere_is_refused_and_the_others_kept() -> None:
    text = f"{RECORD}\nPMID- 2\nTI  - A\n<<<<\n\nPMID- 3\nTI  - B\n"
    found, refusals = read(text.encode(), filename="works.nbib")
    assert [record.csl["PMID"] for record in found] == ["12345", "3"]
    assert [refusal.line for refusal in refusals] == [RECORD.count("\n") + 4]
