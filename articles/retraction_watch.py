"""Which works were retracted, corrected or put in doubt? The public list of Retraction Watch, read row by row.

Of its columns these are read: Record ID, RetractionDate, RetractionDOI, RetractionPubMedID, OriginalPaperDOI,
OriginalPaperPubMedID, RetractionNature, Reason. Dates are written 3/6/2004 0:00, the month first; a DOI that is not
known says "unavailable", a PubMed ID that is not known is 0.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from articles.models import SourceNoticeKind

NATURES = {
    "retraction": SourceNoticeKind.RETRACTION,
    "correction": SourceNoticeKind.CORRECTION,
    "expression of concern": SourceNoticeKind.CONCERN,
    "reinstatement": SourceNoticeKind.REINSTATEMENT,
}
NEEDED = ("RetractionDate", "RetractionNature")
WORK = ("OriginalPaperDOI", "OriginalPaperPubMedID")
DATES = ("%m/%d/%Y %H:%M", "%m/%d/%Y", "%Y-%m-%d")
NOT_KNOWN = {"", "0", "unavailable", "n/a", "none"}
LONGEST = 2_000  # of the reasons, which are a list of set phrases
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")  # how UTF-16 and UTF-32 begin

_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_PMID = re.compile(r"\d{1,12}(?=(?:\.0)?\Z)")


@dataclass(frozen=True)
class Listed:
    """One row: a notice about a work. ``line`` is its first one in the file, ``record`` its Record ID."""

    line: int
    record: str
    kind: SourceNoticeKind
    published_on: date
    doi: str
    pmid: str
    notice_doi: str
    notice_pmid: str
    reasons: str


@dataclass(frozen=True)
class Refusal:
    """A row that could not be taken in, or with line 0 the file as a whole."""

    line: int
    record: str
    reason: str

    def __str__(self) -> str:
        record = f" (record {self.record})" if self.record else ""
        return f"Line {self.line}{record}: {self.reason}" if self.line else self.reason


def read(file: IO[bytes], *, today: date) -> Iterator[Listed | Refusal]:
    """Every row of the list, in bounded memory. What is wrong with a row is said of that row; the rest goes on."""
    if file.read(2) in WIDE_MARKS:
        yield Refusal(0, "", "The file is not UTF-8. Save it as “CSV UTF-8”, with commas, and try again.")
        return
    file.seek(0)
    lines = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
    try:
        yield from _rows(lines, today=today)
    finally:
        lines.detach()  # whoever opened the file closes it


def _rows(lines: io.TextIOWrapper, *, today: date) -> Iterator[Listed | Refusal]:
    rows = csv.reader(lines)
    try:
        header = [name.strip().casefold() for name in next(rows, [])]
    except csv.Error:
        header = []
    if fault := _header_fault(header):
        yield Refusal(0, "", fault)
        return
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Refusal(line, "", f"It is no row of a CSV file ({error}). A quotation mark may be missing.")
            continue
        if row:
            yield _row(header, row, line=line, last=rows.line_num, today=today)


def _header_fault(header: list[str]) -> str:
    missing = [name for name in NEEDED if name.casefold() not in header]
    missing += [] if any(name.casefold() in header for name in WORK) else [" or ".join(WORK)]
    if not missing:
        return ""
    return (
        f"The first line does not name the column {', nor '.join(missing)}. Nothing was read. Take the list of "
        "Retraction Watch as it is published: a CSV file with commas."
    )


def _row(header: list[str], row: list[str], *, line: int, last: int, today: date) -> Listed | Refusal:
    cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
    record = cells.get("record id", "")[:40]
    if fault := _text_fault("".join(row)):
        return Refusal(line, record if record.isascii() else "", fault)
    if len(row) != len(header):
        upto = f" up to line {last}" if last > line else ""
        return Refusal(
            line, record, f"It has {len(row)} cells{upto}, and the first line names {len(header)}."
        )
    try:
        return _listed(cells, line=line, record=record, today=today)
    except ValueError as fault:
        return Refusal(line, record, str(fault))


def _text_fault(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return "It holds bytes that are not UTF-8 text. Save the list as “CSV UTF-8”."
    return "It holds a character that is not text (code 0). Delete it." if "\0" in text else ""


def _listed(cells: Mapping[str, str], *, line: int, record: str, today: date) -> Listed:
    """Raises ValueError with a sentence."""
    nature = cells["retractionnature"]
    if nature.casefold() not in NATURES:
        known = ", ".join(name.capitalize() for name in NATURES)
        raise ValueError(f"RetractionNature “{nature[:40]}” is none of {known}.")
    doi, notice_doi = (_doi(cells, name) for name in ("OriginalPaperDOI", "RetractionDOI"))
    pmid, notice_pmid = (_pmid(cells, name) for name in ("OriginalPaperPubMedID", "RetractionPubMedID"))
    written = [cells.get(name.casefold(), "")[:80] for name in WORK]
    if not (doi or pmid) and any(one.casefold() not in NOT_KNOWN for one in written):
        raise ValueError(
            f"It names no work: OriginalPaperDOI “{written[0]}”, OriginalPaperPubMedID “{written[1]}”. A DOI begins with "
            "“10.”, a PubMed ID is a number."
        )
    return Listed(
        line=line, record=record, kind=NATURES[nature.casefold()], published_on=_day(cells, today=today),
        doi=doi, pmid=pmid,
        notice_doi="" if notice_doi == doi else notice_doi, notice_pmid="" if notice_pmid == pmid else notice_pmid,
        reasons=_reasons(cells.get("reason", "")),
    )  # fmt: skip


def _day(cells: Mapping[str, str], *, today: date) -> date:
    written = cells["retractiondate"]
    for form in DATES:
        try:
            day = datetime.strptime(written, form).date()  # noqa: DTZ007 -- a day, which has no zone
        except ValueError:
            continue
        if day > today:
            raise ValueError(f"RetractionDate “{written}” lies ahead.")
        return day
    raise ValueError(
        f"RetractionDate “{written[:40]}” is no day. It is written like 3/6/2004, the month first."
    )


def _doi(cells: Mapping[str, str], name: str) -> str:
    """In lower case; nothing where it is not known or not a DOI."""
    found = _DOI.fullmatch(cells.get(name.casefold(), ""))
    return found[1].lower()[:300] if found else ""


def _pmid(cells: Mapping[str, str], name: str) -> str:
    found = _PMID.match(cells.get(name.casefold(), ""))
    return found[0].lstrip("0") if found else ""


def _reasons(written: str) -> str:
    """ "+Error in Data;+Error in Image;" as words."""
    return "; ".join(part.strip(" +") for part in written.split(";") if part.strip(" +"))[:LONGEST]
