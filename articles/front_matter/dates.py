"""Which moment does a date in front matter mean?"""

import re
from datetime import UTC, datetime, timedelta

_ISO = re.compile(
    r"(?P<date>\d{4}-\d{1,2}-\d{1,2})"
    r"(?:(?:[Tt]|\s+)(?P<hour>\d{1,2}):(?P<rest>\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(?P<zone>Z|z|UTC|[+-]\d{1,2}:?(?:\d{2})?)?)?"
)
_WORDS = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%Y/%m/%d")


def moment(text: str) -> datetime:
    """The aware moment, in the zone that is written, else UTC; a day alone is its midnight.

    Reads ISO 8601 and its usual loose forms (`2014-01-13 2:35:36 -0400`), `8 January 2020`, `January 8, 2020`
    and `2020/01/08`. Raises ValueError for anything else: a day is never made up (`2023-10`), and numbers
    that could be day or month (`03/04/2020`) are not guessed at. A moment that has no date in every zone of the
    world, at the very ends of the calendar, raises OverflowError.
    """
    text = " ".join(text.split())
    match = _ISO.fullmatch(text)
    found = _from_iso(match) if match else _from_words(text)
    a_day = timedelta(days=1)
    found.astimezone(UTC) - a_day, found.astimezone(UTC) + a_day
    return found


def _from_iso(match: re.Match[str]) -> datetime:
    year, month, day = (int(part) for part in match["date"].split("-"))
    if match["hour"] is None:
        return datetime(year, month, day, tzinfo=UTC)
    iso = f"{year:04}-{month:02}-{day:02}T{int(match['hour']):02}:{match['rest']}{_zone(match['zone'])}"
    return datetime.fromisoformat(iso)


def _zone(written: str | None) -> str:
    if written is None or written in ("Z", "z", "UTC"):
        return "+00:00"
    digits = written[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    return f"{written[0]}{int(hours):02}:{minutes}"


def _from_words(text: str) -> datetime:
    for form in _WORDS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise ValueError(text)
