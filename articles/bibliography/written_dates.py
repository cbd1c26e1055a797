"""Which day does a date in a reference manager's file mean?"""

import re
from typing import Any

from articles.bibliography.citation_parts import MONTHS

_MONTH_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
_SEASONS = {"spring": "1", "summer": "2", "autumn": "3", "fall": "3", "winter": "4"}
_NUMERIC = re.compile(r"(\d{4})(?:[-/](\d{0,2})(?:[-/](\d{0,2})(?:[T/ ].*)?)?)?")
_YEAR = re.compile(r"\b(\d{4})\b")


def csl_date(text: str) -> dict[str, Any]:
    """A CSL date from `2018 Nov-Dec`, `2019 Dec 15`, `2016/01/30` or `2004 Winter`; a literal otherwise."""
    text = " ".join(text.split())
    if not text:
        return {}
    numeric = _NUMERIC.fullmatch(text)
    if numeric:
        return {"date-parts": [_whole(numeric.groups())]}
    return _from_words(text)


def from_parts(*, year: str, month: str, day: str) -> dict[str, Any]:
    """A CSL date from the three fields of a BibTeX entry."""
    found = _YEAR.search(year)
    if not found:
        return {"literal": year} if year else {}
    month_number = str(_MONTH_NUMBERS.get(month.strip(" .")[:3].lower(), "")) or month
    return {"date-parts": [_whole((found[1], month_number, day))]}


def _whole(parts: tuple[str | None, ...]) -> list[int]:
    """Year, month and day up to the first that is missing or impossible."""
    numbers: list[int] = []
    for part, most in zip(parts, (9999, 12, 31), strict=True):
        if not part or not part.strip().isdecimal() or not 1 <= int(part) <= most:
            break
        numbers.append(int(part))
    return numbers


def _from_words(text: str) -> dict[str, Any]:
    """PubMed's `2018 Nov-Dec`, `1998 Dec-1999 Jan`, `2000 Jul 25-31`, `2004 Winter`."""
    first, *rest = [_words(part) for part in re.split(r"(?<!\s)\s*[-–]\s*", text)]
    if "year" not in first:
        return {"literal": text}
    if "season" in first:
        return {"date-parts": [[first["year"]]], "season": _SEASONS[str(first["season"])]}
    days = [_listed(first)]
    if rest:
        days.append(_listed({**{key: first[key] for key in _inherited(rest[0]) if key in first}, **rest[0]}))
    return {"date-parts": days if len(days) < 2 or days[0] != days[1] else days[:1]}


def _inherited(end: dict[str, Any]) -> tuple[str, ...]:
    """The end of a range repeats what it does not say: `Nov-Dec` the year, `25-31` the month too."""
    if "year" in end:
        return ()
    return ("year",) if "month" in end else ("year", "month")


def _words(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for word in text.replace(",", " ").split():
        if _YEAR.fullmatch(word):
            found["year"] = int(word)
        elif word[:3].lower() in _MONTH_NUMBERS:
            found["month"] = _MONTH_NUMBERS[word[:3].lower()]
        elif word.lower() in _SEASONS:
            found["season"] = word.lower()
        elif word.isdecimal() and 1 <= int(word) <= 31:
            found["day"] = int(word)
    return found


def _listed(date: dict[str, Any]) -> list[int]:
    parts = [date.get("year"), date.get("month"), date.get("day")]
    known = [part for part in parts if part is not None]
    return known if date.get("month") or len(known) == 1 else known[:1]
