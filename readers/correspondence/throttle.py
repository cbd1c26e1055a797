"""Is somebody sending too much? All that readers write to us counts together."""

from __future__ import annotations

from datetime import datetime, timedelta

from readers.correspondence.exceptions import TooOften
from reviews import limits

WRITING = limits.Limit("writing", most=20, span=timedelta(hours=1))


def count(visitor: str, *, now: datetime) -> None:
    """Raises TooOften when this visitor sent 20 things within the hour."""
    try:
        limits.count(WRITING, visitor=visitor, now=now)
    except limits.TooMuch as too_much:
        raise TooOften(wait=too_much.wait) from too_much
