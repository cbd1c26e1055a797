"""Which works does a RIS file describe?

Read here rather than with rispy, which loses a record without an end, keeps the first of several values and
parts an address at its semicolons; what would be left to it is to cut a line after its tag.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from articles.bibliography.records import Record, Refusal, cleaned
from articles.bibliography.supplement import restored
from articles.bibliography.written_dates import csl_date
from articles.bibliography.written_names import from_inverted

# Real files have one space or two before the dash, and no space at all after an empty one.
_TAG = re.compile(r"([A-Z][A-Z0-9]) {1,2}-(?: |$)(.*)")
_TYPES = {
    "JOUR": "article-journal", "EJOUR": "article-journal", "JFULL": "article-journal",
    "ABST": "article-journal", "INPR": "article-journal", "MGZN": "article-magazine",
    "NEWS": "article-newspaper", "BOOK": "book", "EBOOK": "book", "EDBOOK": "book", "CHAP": "chapter",
    "ECHAP": "chapter", "CONF": "paper-conference", "CPAPER": "paper-conference", "ELEC": "webpage",
    "WEB": "webpage", "BLOG": "post-weblog", "RPRT": "report", "GOVDOC": "report", "STAND": "report",
    "THES": "thesis", "DATA": "dataset", "COMP": "software", "UNPB": "manuscript",
    "ENCYC": "entry-encyclopedia", "DICT": "entry-dictionary",
}  # fmt: skip
_PARTS = frozenset({"chapter", "paper-conference", "entry-encyclopedia", "entry-dictionary"})
_BOOKS = _PARTS | {"book", "report", "thesis"}


@dataclass
class _Entry:
    """What stands between TY and ER; `fault` says why it can be no record."""

    line: int
    tags: list[tuple[str, str]] = field(default_factory=list)
    fault: str = ""

    def all(self, *names: str) -> list[str]:
        """The values of these tags, tag by tag, each in the order of the file."""
        return [value for name in names for tag, value in self.tags if tag == name and value]

    def one(self, *names: str) -> str:
        """The first of them, or ""."""
        return next(iter(self.all(*names)), "")


def read_ris(text: str) -> tuple[list[Record], list[Refusal]]:
    """The works of a file; a record without TY or without ER is refused rather than lost or merged."""
    records, refusals = [], []
    for entry in _entries(text):
        if entry.fault:
            refusals.append(Refusal(line=entry.line, reason=entry.fault))
            continue
        try:
            csl = restored(cleaned(_csl(entry)), supplement=_marked(entry, r"^csl:(\S+)$", "U5"))
            records.append(Record(csl=csl, line=entry.line))
        except ValueError as error:
            refusals.append(Refusal(line=entry.line, reason=f"The record cannot be kept: {error}."))
    return records, refusals


def _entries(text: str) -> Iterator[_Entry]:
    """Lines outside a record belong to none, unless they are tags."""
    entry: _Entry | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        tag = _TAG.match(line)
        if tag and tag[1] == "TY" and entry:
            yield _checked(entry)
            entry = None
        if tag:
            entry = entry or _Entry(line=number)
            entry.tags.append((tag[1], tag[2].strip()))
        elif entry and line.strip():
            name, value = entry.tags[-1]
            entry.tags[-1] = (name, f"{value} {line.strip()}".strip())
        if entry and tag and tag[1] == "ER":
            yield _checked(entry)
            entry = None
    if entry:
        yield _checked(entry)


def _checked(entry: _Entry) -> _Entry:
    if entry.tags[0][0] != "TY":
        entry.fault = "The record here does not say what it is; put a line “TY  - JOUR” first."
    elif entry.tags[-1][0] != "ER":
        entry.fault = "The record that begins here has no end; add a line “ER  - ” to it."
    return entry


def _csl(entry: _Entry) -> dict[str, Any]:
    one, has_journal = entry.one, bool(entry.one("JO", "JF", "JA", "J2"))
    kind = _TYPES.get(one("TY").upper(), "article-journal" if has_journal else "document")
    is_article, is_part = kind.startswith("article"), kind in _PARTS
    container = ("BT", "T2") if is_part else ("JF", "JO", "T2", "JA", "J2") if is_article else ()
    return {
        "id": one("ID"),
        "type": kind,
        "title": one("T1", "TI", "CT", "BT", "ST"),
        "author": [from_inverted(value) for tag, value in entry.tags if tag in ("AU", "A1") and value],
        "editor": [from_inverted(name) for name in entry.all("ED", *(("A2",) if kind in _BOOKS else ()))],
        "container-title": one(*container),
        "container-title-short": one("J2", "JA", "J1") if is_article else "",
        "collection-title": one("T2", "T3") if kind in ("book", "report") else "",
        "volume": one("VL", "VO"),
        "issue": one("IS"),
        "page": _pages(one("SP"), one("EP")) or one("C7"),
        "edition": one("ET") if kind in _BOOKS else "",
        "publisher": one("PB"),
        "publisher-place": one("CY", "PP"),
        "issued": _issued(entry),
        "accessed": csl_date(one("Y2")),
        "DOI": one("DO") or _marked(entry, r"(10\.\d{4,9}/\S+)", "M3", "UR"),
        "PMID": _marked(entry, r"(\d+)\[pmid\]", "U1", "U2", "AN") or _pubmed_number(entry),
        "PMCID": _marked(entry, r"(PMC\d+)", "U1", "U2", "AN", "C2"),
        ("ISBN" if kind in _BOOKS else "ISSN"): one("SN"),
        "URL": one("UR", "LK"),
        "note": "\n".join(entry.all("N1")),
    }


def _pages(start: str, end: str) -> str:
    return f"{start}-{end}" if start and end and "-" not in start and start != end else start or end


def _issued(entry: _Entry) -> dict[str, Any]:
    """The first date, as another of its year may detail it; one with a word (`received`) is none."""
    texts = entry.all("PY", "Y1", "DA")
    dates = [csl_date(text) for text in texts if not re.fullmatch(r"\d{4}/\d*/\d*/[A-Za-z].*", text)]
    parts = [date["date-parts"][0] for date in dates if date.get("date-parts") and date["date-parts"][0]]
    if not parts:
        return dates[0] if dates else {}
    return {"date-parts": [max((part for part in parts if part[0] == parts[0][0]), key=len)]}


def _marked(entry: _Entry, pattern: str, *names: str) -> str:
    found = (re.search(pattern, value) for value in entry.all(*names))
    return next((match[1] for match in found if match), "")


def _pubmed_number(entry: _Entry) -> str:
    is_pubmed = any("pubmed" in value.lower() for value in entry.all("DB", "DP"))
    return next((value for value in entry.all("AN") if is_pubmed and value.isdecimal()), "")
