"""How is a work written as a RIS record?"""

from collections.abc import Iterator, Mapping
from typing import Any

from articles.bibliography.citation_parts import days, year
from articles.bibliography.names import plain

_TYPES = {
    "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS", "book": "BOOK",
    "chapter": "CHAP", "paper-conference": "CPAPER", "webpage": "ELEC", "post-weblog": "BLOG", "report": "RPRT",
    "thesis": "THES", "dataset": "DATA", "software": "COMP", "manuscript": "UNPB", "entry-encyclopedia": "ENCYC",
    "entry-dictionary": "DICT",
}  # fmt: skip
_PLACES = {
    "collection-title": "T3", "volume": "VL", "issue": "IS", "edition": "ET", "publisher": "PB",
    "publisher-place": "CY", "DOI": "DO", "PMCID": "C2", "ISBN": "SN", "ISSN": "SN", "URL": "UR",
}  # fmt: skip


def ris(work: Mapping[str, Any], supplement: str) -> str:
    """One record, its lines ended as RIS asks."""
    lines = [f"{tag}  - {value}" for tag, value in _tags(work, supplement) if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def _tags(work: Mapping[str, Any], supplement: str) -> Iterator[tuple[str, str]]:
    kind = _TYPES.get(plain(work.get("type")), "GEN")
    is_article = plain(work.get("type")).startswith("article")
    yield "TY", kind
    yield "ID", plain(work.get("id"))
    yield "TI", plain(work.get("title"))
    yield from (("AU", name) for name in inverted(work.get("author")))
    yield from (("ED", name) for name in inverted(work.get("editor")))
    yield ("JF" if is_article else "T2"), plain(work.get("container-title"))
    yield "JA", plain(work.get("container-title-short"))
    yield from ((tag, plain(work.get(name))) for name, tag in _PLACES.items())
    first, _, last = plain(work.get("page")).partition("-")
    yield from (("SP", first), ("EP", last))
    yield from _dates(work)
    if plain(work.get("PMID")):
        yield from (("DB", "PubMed"), ("AN", plain(work.get("PMID"))))
    note = work.get("note")
    yield from (("N1", line) for line in (note.splitlines() if isinstance(note, str) else []))
    yield "U5", f"csl:{supplement}" if supplement else ""


def inverted(people: Any) -> Iterator[str]:
    """Names as `Family, Given, Jr`, organisations as they are."""
    for name in people if isinstance(people, list) else []:
        if isinstance(name, Mapping):
            family = (plain(name.get("non-dropping-particle")), plain(name.get("family")))
            parts = (" ".join(filter(None, family)), plain(name.get("given")), plain(name.get("suffix")))
            yield plain(name.get("literal")) or ", ".join(part for part in parts if part)


def _dates(work: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    day = next(iter(days(work.get("issued"))), ())
    visited = next(iter(days(work.get("accessed"))), ())
    yield "PY", year(work.get("issued"))
    yield "DA", "/".join(f"{part:02}" for part in day) if len(day) > 1 else ""
    yield "Y2", "/".join(f"{part:02}" for part in visited)
