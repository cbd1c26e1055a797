"""Does a work that leaves as BibTeX, RIS, PubMed or CSL-JSON come back as the same work?"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.bibliography import read
from articles.bibliography.records import cleaned
from articles.bibliography.supplement import restored
from articles.bibliography.writing import FORMS, write

AWKWARD = [
    "{",
    "}",
    "\\",
    "%",
    "$x$",
    "&",
    "#",
    "_",
    "~",
    "^",
    '"',
    "@",
    "--",
    "''",
    " and ",
    ",",
    ";",
    "<script>",
    "é",
    "李",
    "Ω",
    "ER  - ",
]
texts = st.lists(
    st.sampled_from([*AWKWARD, "Sleep", "of ", "a trial. "]) | st.text(max_size=6), max_size=5
).map("".join)
names = st.dictionaries(
    st.sampled_from(["family", "given", "suffix", "literal", "non-dropping-particle"]), texts, min_size=1
)
dates = st.fixed_dictionaries(
    {"date-parts": st.lists(st.lists(st.integers(1, 2030), min_size=1, max_size=3), min_size=1, max_size=2)}
)
TEXTS = [
    "title",
    "container-title",
    "container-title-short",
    "volume",
    "issue",
    "page",
    "publisher",
    "note",
    "genre",
    "edition",
]
TYPES = [
    "article-journal",
    "book",
    "chapter",
    "webpage",
    "report",
    "thesis",
    "paper-conference",
    "legal_case",
]
works = st.fixed_dictionaries(
    {
        "id": st.from_regex(r"[A-Za-z][A-Za-z0-9:.-]{0,12}[a-z0-9]", fullmatch=True),
        "type": st.sampled_from(TYPES),
    },
    optional={
        **dict.fromkeys(TEXTS, texts),
        **dict.fromkeys(["author", "editor"], st.lists(names, max_size=3)),
        **dict.fromkeys(["issued", "accessed", "updated"], dates),
        "DOI": st.just("10.1000/a_b%3C1%3E"),
        "PMID": st.just("12345678"),
        "URL": st.just("https://example.org/~a_b?c=%20&d=#e"),
        "custom": st.just({"kind": "guideline"}),
    },
)


def surely(work: dict[str, Any]) -> dict[str, Any] | None:
    """The work as the library holds it: what a reader would make of it."""
    try:
        return dict(cleaned(work))
    except ValueError:
        return None


@settings(max_examples=60)
@given(written=st.lists(works, min_size=1, max_size=3, unique_by=lambda work: work["id"].lower()))
@example(written=[{"id": "a", "type": "book", "title": "}{", "author": [{"family": "A", "given": "{"}]}])
def test_whatever_leaves_comes_back_the_same_in_every_format(written: list[dict[str, Any]]) -> None:
    library = [work for work in map(surely, written) if work]
    for form in FORMS:
        records, refusals = read(write(library, form=form).encode(), filename=f"x.{form}")
        if library:
            assert (form, [record.csl for record in records], refusals) == (form, library, [])


PLAIN = {
    "id": "plain2020", "type": "article-journal", "title": "Sleep & 50% of it", "container-title": "A journal",
    "author": [{"family": "Example", "given": "Alpha"}, {"literal": "A Study Group"}], "volume": "3", "page": "1-9",
    "issued": {"date-parts": [[2020, 5]]}, "DOI": "10.1000/182", "PMID": "12345678",
}  # fmt: skip


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("bib", "  author = {Example, Alpha and {A Study Group}},"),
        ("bib", r"  title = {{Sleep \& 50\% of it}},"),
        ("ris", "AU  - A Study Group"),
        ("nbib", "CN  - A Study Group"),
        ("nbib", "LID - 10.1000/182 [doi]"),
    ],
)
def test_other_programs_find_the_facts_where_they_look_for_them(form: str, line: str) -> None:
    assert line in write([PLAIN], form=form).splitlines()


@pytest.mark.parametrize("form", ["bib", "ris"])
def test_a_plain_work_needs_no_field_of_our_own(form: str) -> None:
    text = write([PLAIN], form=form)
    assert "csl" not in text


def test_a_damaged_field_of_our_own_refuses_its_record_alone() -> None:
    broken = write([PLAIN], form="ris").replace("ER  - ", "U5  - csl:%7Bbroken\r\nER  - ")
    records, [refusal] = read((broken + write([PLAIN], form="ris")).encode(), filename="x.ris")
    assert len(records) == 1
    assert "damaged" in refusal.reason
    with pytest.raises(ValueError, match="damaged"):
        restored({}, supplement="[1]")
