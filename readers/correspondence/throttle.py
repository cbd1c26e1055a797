"""Is somebody sending too much? Counted in the database, so that all processes count together."""

from __future__ import annotations

from datetime import datetime, timedelta

from readers.correspondence.exceptions import TooOften
from readers.correspondence.models import Attempt

MOST, SPAN = 20, timedelta(hours=1)


def count(visitor: str, *, now: datetime) -> None:
    """Raises TooOften when this visitor sent 20 things within the last hour."""
    if Attempt.objects.of(visitor, since=now - SPAN).count() >= MOST:
        raise TooOften
    Attempt.objects.create(visitor=visitor, made_at=now)


def forget(*, now: datetime) -> int:
    return Attempt.objects.filter(made_at__lt=now - timedelta(days=1)).delete()[0]
