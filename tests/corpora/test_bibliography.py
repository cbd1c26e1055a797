"""Are real bibliographies read whole, and printed as citeproc-js prints them?"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from articles.bibliography import Record, read
from articles.bibliography.references import ama, vancouver


def load(corpora: Path, name: str) -> Any:
    return json.loads((corpora / "bibliography" / name).read_text(encoding="utf-8"))


def records(corpora: Path, name: str) -> list[Record]:
    return read((corpora / "bibliography" / name).read_bytes(), filename=name)[0]


def as_nlm_samples_have_it(line: str) -> str:
    """A line of citeproc-js (nlm-citation-sequence) under the rules of NLM's own samples that differ.

    - page ranges have an ASCII hyphen, not an en dash;
    - a DOI is `doi: ….`, spaced and closed (PubMed's form, sample of the retracted article);
    - PubMed numbers stand as PubMed prints them, `PMID: …; PMCID: ….`;
    - a person has two initials at most.
    """
    line = line.replace("–", "-").replace("PubMed PMID:", "PMID:").replace("PubMed Central PMCID:", "PMCID:")
    line = re.sub(r"doi:(\S+)", r"doi: \1.", line)
    authors, stop, rest = line.partition(". ")
    return re.sub(r"\b([A-Z]{2})[A-Z]+(?=,|$)", r"\1", authors) + stop + rest


def test_every_file_gives_as_many_records_and_refusals_as_it_holds(corpora: Path) -> None:
    expected = load(corpora, "expected-records.json")
    found = {}
    for name in expected:
        kept, refused = read((corpora / "bibliography" / name).read_bytes(), filename=name)
        assert all(refusal.line and refusal.reason for refusal in refused), name
        found[name] = (len(kept), len(refused))
    assert found == {name: (counts["records"], counts["refused"]) for name, counts in expected.items()}


@pytest.mark.parametrize("name", ["pubmed25.csl.json", "pubmed25.nbib"])
def test_references_agree_with_citeproc(corpora: Path, name: str) -> None:
    expected = load(corpora, "expected-citations.json")
    for record in records(corpora, name):
        # The CSL file, and with it citeproc, has no group authors (CN); PubMed prints them after the persons.
        persons = [author for author in record.csl["author"] if "literal" not in author]
        csl = {**record.csl, "author": persons}
        lines = expected[csl["id"]]
        assert vancouver(csl) == as_nlm_samples_have_it(lines["nlm"])
        assert ama(csl) == lines["ama"]


def test_the_pubmed_file_holds_all_that_its_csl_twin_holds(corpora: Path) -> None:
    from_pubmed = {record.csl["id"]: record.csl for record in records(corpora, "pubmed25.nbib")}
    for twin in load(corpora, "pubmed25.csl.json"):
        found = from_pubmed[twin["id"]]
        persons = [author for author in found["author"] if "literal" not in author]
        assert {**{key: found[key] for key in twin}, "author": persons} == twin


def test_a_group_author_of_pubmed_is_kept(corpora: Path) -> None:
    lines = [vancouver(record.csl) for record in records(corpora, "pubmed25.nbib")]
    assert any(
        "; North American Solitaire Acute Stroke Registry. Response to letter" in line for line in lines
    )


def test_accents_braces_and_groups_of_bibtex_come_out_as_names(corpora: Path) -> None:
    assert records(corpora, "tex-accents.bib")[0].csl["author"][0] == {"family": "Řehůřek", "given": "Radim"}
    groups = [
        author for author in records(corpora, "group-author.bib")[0].csl["author"] if "literal" in author
    ]
    assert len(groups) == 5
    assert vancouver(records(corpora, "comments-and-braces.bib")[0].csl).startswith("van der Aalst WM. ")
    assert vancouver(records(corpora, "round-brackets.bib")[0].csl).startswith("McDermott DV, Sussman GJ. ")
