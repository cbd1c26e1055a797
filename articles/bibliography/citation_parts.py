"""How are dates, pages, editions and identifiers written in a reference?"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from articles.bibliography.names import plain

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SEASONS = ("Spring", "Summer", "Autumn", "Winter")
_RANGE = re.compile(r"\b([A-Za-z]*)(\d+)-([A-Za-z]*)(\d+)\b(?![.\w])")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)?")

Day = tuple[int, ...]


def days(date: Any) -> list[Day]:
    """The date-parts of a CSL date as `(year, month?, day?)`, month and day only when they can exist."""
    if not isinstance(date, Mapping):
        return []
    parts = date.get("date-parts")
    found = (
        [_day(part) for part in parts] if isinstance(parts, Sequence) and not isinstance(parts, str) else []
    )
    return [day for day in found if day] or _from_raw(plain(date.get("raw")))


def nlm_date(date: Any) -> str:
    """`2002 Jul 25`, `2002 Jan-Feb`, `2000-01`; a literal date as it stands; "" when there is none."""
    found = days(date)
    if not found:
        return plain(date.get("literal")) or plain(date.get("raw")) if isinstance(date, Mapping) else ""
    text = " ".join([str(found[0][0]), *_month_and_day(found[0]), *_season(date, found[0])])
    return text + _range_end(found[0], found[1]) if len(found) > 1 else text


def ama_date(date: Any) -> str:
    """`July 25, 2002`, as far as it is known; a literal date as it stands."""
    found = days(date)
    if not found:
        return nlm_date(date)
    year, *rest = found[0]
    month = MONTHS[rest[0] - 1] if rest else ""
    day = f" {rest[1]}" if len(rest) > 1 else ""
    return f"{month}{day}, {year}" if day else f"{month} {year}".strip()


def year(date: Any) -> str:
    """The year, or the literal date, or ""."""
    found = days(date)
    return str(found[0][0]) if found else nlm_date(date)


def year_number(csl: Mapping[str, Any]) -> int | None:
    """The year that the work was issued, as a number that a year can be; None for any other."""
    found = days(csl.get("issued"))
    return found[0][0] if found and 0 < found[0][0] < 10_000 else None


def pages(value: Any, *, shortened: bool) -> str:
    """Page ranges with ASCII hyphens, their ends in full or `shortened` by the digits that repeat.

    `1120-1125` is `1120-5` shortened (NLM), `1521-7` is `1521-1527` in full (AMA).
    """
    text = re.sub(r"(?<!\s)\s*(?:-{1,3}|[‐‑‒–—−])\s*", "-", plain(value))
    return _RANGE.sub(lambda match: _range(match, shortened=shortened), text)


def edition(value: Any) -> str:
    """`4` and `4th edition` give `4th ed`; `Rev.` gives `Rev. ed`."""
    text = re.sub(r"(?<!\s)\s*\b(?:edition|edn|ed)\b\.?", "", plain(value), flags=re.IGNORECASE).strip()
    number = _ORDINAL.fullmatch(text)
    return f"{_ordinal(int(number[1]))} ed" if number else f"{text} ed" if text else ""


def doi(csl: Mapping[str, Any]) -> str:
    """The bare DOI, without address or label; "" when the field holds none."""
    found = _DOI.search(plain(csl.get("DOI")))
    return found.group().rstrip(".,;") if found else ""


def pmid(csl: Mapping[str, Any]) -> str:
    """The PubMed number, or ""."""
    found = re.fullmatch(r"(?:PMID:?\s*)?(\d{1,9})", plain(csl.get("PMID")), flags=re.IGNORECASE)
    return found[1] if found else ""


def pmcid(csl: Mapping[str, Any]) -> str:
    """The PubMed Central number with its letters, or ""."""
    found = re.fullmatch(
        r"(?:PMCID:?\s*)?(?:PMC)?(\d+)(?:\.\d+)?", plain(csl.get("PMCID")), flags=re.IGNORECASE
    )
    return f"PMC{found[1]}" if found else ""


def sentence(text: str) -> str:
    """The text closed by one full stop, unless it ends in a mark of its own."""
    text = text.rstrip(" .") if not text.endswith("...") else text
    return f"{text}." if text and text[-1] not in "?!" else text


def typeset(text: str) -> str:
    """The text with pairs of straight double quotes as curly ones, and apostrophes, as print has them."""
    text = re.sub(r'"([^"]+)"', r"“\1”", text)
    return re.sub(r"(?<=\w)'(?=\w)", "’", text)


def _day(part: Any) -> Day:
    try:
        numbers = [int(number) for number in part]
    except (TypeError, ValueError):
        return ()
    if len(numbers) > 1 and not 1 <= numbers[1] <= 12:
        numbers = numbers[:1]
    if len(numbers) > 2 and not 1 <= numbers[2] <= 31:
        numbers = numbers[:2]
    return tuple(numbers[:3])


def _from_raw(text: str) -> list[Day]:
    match = re.fullmatch(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:T.*)?", text)
    return [_day([number for number in match.groups() if number])] if match else []


def _month_and_day(day: Day) -> list[str]:
    return [MONTHS[day[1] - 1][:3], *(str(number) for number in day[2:])] if len(day) > 1 else []


def _season(date: Mapping[str, Any], day: Day) -> list[str]:
    season = plain(date.get("season"))
    if not season or len(day) > 1:
        return []
    return [_SEASONS[int(season) - 1] if season in ("1", "2", "3", "4") else season]


def _range_end(first: Day, last: Day) -> str:
    if first[0] != last[0]:
        century = first[0] // 100 == last[0] // 100 and len(first) == len(last) == 1
        return f"-{last[0] % 100:02}" if century else "-" + " ".join([str(last[0]), *_month_and_day(last)])
    if first[:2] != last[:2]:
        return "-" + " ".join(_month_and_day(last))
    return f"-{last[2]}" if first != last and len(last) > 2 else ""


def _range(match: re.Match[str], *, shortened: bool) -> str:
    letters, start, end_letters, end = match.groups()
    # Letters of the end alone (`184-S6`) and numbers that fall (`12-5a`) are no plain range.
    full = start[: len(start) - len(end)] + end if len(end) <= len(start) else ""
    if end_letters not in ("", letters) or len(full) != len(start) or int(full) < int(start):
        return match.group()
    if full == start:
        return f"{letters}{start}"
    same = next(index for index in range(len(start)) if start[index] != full[index])
    return f"{letters}{start}-{full[same:]}" if shortened else f"{letters}{start}-{letters}{full}"


def _ordinal(number: int) -> str:
    teens = 10 < number % 100 < 20
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
