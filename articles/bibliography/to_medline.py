"""How is a work written as a PubMed (.nbib, MEDLINE) record?"""

from collections.abc import Iterator, Mapping
from typing import Any

from articles.bibliography.citation_parts import nlm_date
from articles.bibliography.names import plain
from articles.bibliography.to_ris import inverted

_PLACES = {
    "container-title-short": "TA", "volume": "VI", "issue": "IP", "page": "PG", "edition": "EN", "publisher": "PB",
    "publisher-place": "PL", "PMCID": "PMC", "ISSN": "IS", "ISBN": "ISBN",
}  # fmt: skip
_RELATIONS = {
    "Retraction in": "RIN", "Retraction of": "ROF", "Expression of concern in": "ECI", "Erratum in": "EIN",
    "Update in": "UIN",
}  # fmt: skip


def medline(work: Mapping[str, Any], supplement: str) -> str:
    """One record, ended by an empty line. The first tag stands there even without a number: by it the format is known."""
    return (
        "".join(f"{tag:<4}- {value}\n" for tag, value in _tags(work, supplement) if value or tag == "PMID")
        + "\n"
    )


def _tags(work: Mapping[str, Any], supplement: str) -> Iterator[tuple[str, str]]:
    is_book = plain(work.get("type")) in {"book", "chapter"}
    whole_book = is_book and plain(work.get("type")) == "book"
    yield "PMID", plain(work.get("PMID"))
    yield "TI", "" if whole_book else plain(work.get("title"))
    yield "BTI", plain(work.get("title" if whole_book else "container-title")) if is_book else ""
    for person, name in zip(_mappings(work.get("author")), inverted(work.get("author")), strict=True):
        yield ("CN" if person.get("literal") else "FAU"), name
    yield from (("FED", name) for name in inverted(work.get("editor")))
    yield "JT", "" if is_book else plain(work.get("container-title"))
    yield from ((tag, plain(work.get(name))) for name, tag in _PLACES.items())
    yield "DP", nlm_date(work.get("issued"))
    yield "LID", f"{plain(work.get('DOI'))} [doi]" if plain(work.get("DOI")) else ""
    yield from (("PT", part) for part in plain(work.get("genre")).split("; "))
    yield from _relations(work.get("note"))
    yield "CSL", supplement


def _mappings(people: Any) -> list[Mapping[str, Any]]:
    return [name for name in people if isinstance(name, Mapping)] if isinstance(people, list) else []


def _relations(note: Any) -> Iterator[tuple[str, str]]:
    for line in note.splitlines() if isinstance(note, str) else []:
        what, _, value = line.partition(": ")
        yield _RELATIONS.get(what, "GN"), value if what in _RELATIONS else ""
