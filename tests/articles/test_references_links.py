"""Where is a cited work, and what sort of evidence is it taken for?"""

from typing import Any

import pytest

from articles.bibliography.references import kind, link


@pytest.mark.parametrize(
    ("csl", "address"),
    [
        ({"DOI": "10.1000/abc", "PMID": "1", "URL": "https://example.org"}, "https://doi.org/10.1000/abc"),
        ({"DOI": "doi: 10.1000/abc."}, "https://doi.org/10.1000/abc"),
        ({"DOI": "http://dx.doi.org/10.1000/abc"}, "https://doi.org/10.1000/abc"),
        ({"DOI": "10.1000/a<b>#c"}, "https://doi.org/10.1000/a%3Cb%3E%23c"),
        ({"DOI": "see text", "PMID": "28754806"}, "https://pubmed.ncbi.nlm.nih.gov/28754806/"),
        ({"PMID": 28754806}, "https://pubmed.ncbi.nlm.nih.gov/28754806/"),
        ({"URL": "http://example.org/a b?q=ä&x=1#é"}, "http://example.org/a%20b?q=%C3%A4&x=1#%C3%A9"),
        ({"URL": "https://example.org/100%25"}, "https://example.org/100%25"),
        ({"URL": "https://exämple.org:8080/"}, "https://xn--exmple-cua.org:8080/"),
        ({"URL": 'https://example.org/"><script>'}, "https://example.org/%22%3E%3Cscript%3E"),
    ],
)
def test_a_work_is_linked_by_doi_then_pubmed_then_its_own_address(csl: dict[str, Any], address: str) -> None:
    assert link(csl) == address


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "https://",
        "https://someone@example.org/",
        "https://example.org:port/",
        "https://[::1",
        "example.org",
        " ",
        7,
        None,
        ["https://example.org"],
    ],
)
def test_what_is_no_web_address_is_not_linked(url: object) -> None:
    assert link({"URL": url}) is None


@pytest.mark.parametrize(
    ("csl", "expected"),
    [
        ({"title": "A systematic review of randomised trials"}, "systematic_review"),
        ({"title": "A meta-analysis"}, "systematic_review"),
        ({"title": "A guideline based on a systematic review"}, "guideline"),
        ({"title": "A randomized controlled trial"}, "randomised_trial"),
        ({"title": "A randomised, double-blind study"}, "randomised_trial"),
        ({"title": "A non-randomised trial", "type": "article-journal"}, "article"),
        ({"title": "A prospective cohort study"}, "cohort"),
        ({"title": "A case report"}, "case_report"),
        ({"title": "A protein in mice"}, "basic_science"),
        ({"title": "A title", "genre": "Practice Guideline"}, "guideline"),
        ({"title": "A cohort", "genre": "Randomized Controlled Trial"}, "randomised_trial"),
        ({"title": "A title", "type": "chapter"}, "book"),
        ({"title": "A title", "type": "webpage"}, "web_page"),
        ({"title": "A title", "collection-title": "NICE guideline", "type": "report"}, "guideline"),
        ({"title": "A title", "type": "article-journal"}, "article"),
    ],
)
def test_the_kind_of_evidence_is_guessed_from_publication_type_and_title(
    csl: dict[str, Any], expected: str
) -> None:
    assert kind(csl) == expected
