"""Which works does a PubMed (.nbib, MEDLINE) file describe?

Read here rather than with nbib, which keeps one group author of several, skips retractions, books and
editors, and gives up a whole file for one odd line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from articles.bibliography.records import Record, Refusal, cleaned
from articles.bibliography.supplement import restored
from articles.bibliography.written_dates import csl_date
from articles.bibliography.written_names import Name, from_abbreviated, from_inverted

_TAG = re.compile(r"([A-Z]{2,4}) {0,2}- ?(.*)")
_RELATIONS = {
    "RIN": "Retraction in",
    "ROF": "Retraction of",
    "ECI": "Expression of concern in",
    "EIN": "Erratum in",
    "UIN": "Update in",
}
_PLAIN_TYPES = frozenset({"Journal Article", "English Abstract", "Comparative Study"})


@dataclass
class _Entry:
    line: int
    tags: list[tuple[str, str]] = field(default_factory=list)
    odd_line: int | None = None

    def all(self, *names: str) -> list[str]:
        """Every value of these tags, in the order of the file."""
        return [value for tag, value in self.tags if tag in names and value]

    def one(self, *names: str) -> str:
        """The first value of the first of these tags that has one."""
        return next((value for name in names for value in self.all(name)), "")


def read_medline(text: str) -> tuple[list[Record], list[Refusal]]:
    """The works of a file, and those that hold a line which is neither a tag nor the rest of one."""
    records, refusals = [], []
    for entry in _entries(text):
        if entry.odd_line is not None:
            reason = "The line has no tag and does not continue the line above; export the record again."
            refusals.append(Refusal(line=entry.odd_line, reason=reason))
            continue
        try:
            csl = restored(cleaned(_csl(entry)), supplement=entry.one("CSL"))
            records.append(Record(csl=csl, line=entry.line))
        except ValueError as error:
            refusals.append(Refusal(line=entry.line, reason=f"The record cannot be kept: {error}."))
    return records, refusals


def _entries(text: str) -> Iterator[_Entry]:
    """A record ends at an empty line, or where the next PMID begins."""
    entry: _Entry | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        tag = _TAG.match(line)
        if entry and (not line.strip() or (tag and tag[1] == "PMID" and entry.all("PMID"))):
            yield entry
            entry = None
        if not line.strip():
            continue
        entry = entry or _Entry(line=number)
        _take(line, tag=tag, entry=entry, number=number)
    if entry:
        yield entry


def _take(line: str, *, tag: re.Match[str] | None, entry: _Entry, number: int) -> None:
    if tag:
        entry.tags.append((tag[1], tag[2].strip()))
    elif line.startswith("  ") and entry.tags:
        name, value = entry.tags[-1]
        entry.tags[-1] = (name, f"{value} {line.strip()}")
    elif entry.odd_line is None:
        entry.odd_line = number


def _csl(entry: _Entry) -> dict[str, Any]:
    is_book = bool(entry.one("BTI"))
    types = [value for value in entry.all("PT") if value not in _PLAIN_TYPES]
    return {
        "type": ("chapter" if entry.one("TI") else "book") if is_book else "article-journal",
        "title": entry.one("TI", "BTI", "TT"),
        "author": _authors(entry),
        "editor": [from_inverted(name) for name in entry.all("FED")],
        "container-title": entry.one("BTI") if is_book and entry.one("TI") else entry.one("JT"),
        "container-title-short": entry.one("TA"),
        "volume": entry.one("VI"),
        "issue": entry.one("IP"),
        "page": _pages(entry),
        "edition": entry.one("EN"),
        "publisher": entry.one("PB"),
        "publisher-place": entry.one("PL") if is_book else "",
        "issued": csl_date(entry.one("DP")),
        "DOI": _identifier(entry, kind="doi"),
        "PMID": entry.one("PMID"),
        "PMCID": entry.one("PMC"),
        "ISSN": entry.one("IS").split(" ")[0],
        "ISBN": entry.one("ISBN").split(" ")[0],
        "genre": "; ".join(types),
        "note": "\n".join(f"{_RELATIONS[tag]}: {value}" for tag, value in entry.tags if tag in _RELATIONS),
    }


def _authors(entry: _Entry) -> list[Name]:
    full = [
        {"literal": value} if tag == "CN" else from_inverted(value)
        for tag, value in entry.tags
        if tag in ("FAU", "CN")
    ]
    if entry.all("FAU"):
        return full
    return [from_abbreviated(name) for name in entry.all("AU")] + full


def _pages(entry: _Entry) -> str:
    """Some journals number articles instead of pages, and say so in the location alone."""
    return entry.one("PG") or next((value for value in entry.all("LID") if "[" not in value), "")


def _identifier(entry: _Entry, *, kind: str) -> str:
    ending = f"[{kind}]"
    return next(
        (value.removesuffix(ending).strip() for value in entry.all("LID", "AID") if value.endswith(ending)),
        "",
    )
