"""Is somebody asking too much of the site? Counted in the database, so that all processes count together; one write each.

Time is cut into stretches of fixed length, which cost one row for each visitor and one statement for each request. Whoever
is at the border of two can have twice as much once; that is no harm here.
"""

from __future__ import annotations

import ipaddress
import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from reviews.exceptions import EditorialError
from reviews.models import Tally

KEPT = timedelta(days=1)
COUNT = (
    "INSERT INTO reviews_tally (visitor, act, begun, number) VALUES (%s, %s, %s, 1) "
    "ON CONFLICT (visitor, act, begun) DO UPDATE SET number = reviews_tally.number + 1 RETURNING number"
)
log = logging.getLogger(__name__)


class TooMuch(EditorialError):
    """More than the limit. ``wait`` says after how many seconds it begins anew (for Retry-After, RFC 9110, 10.2.3)."""

    def __init__(self, *, wait: int) -> None:
        self.wait = wait
        super().__init__(
            f"This was asked too often from your network. Wait {_in_words(wait)}, then try again."
        )


@dataclass(frozen=True)
class Limit:
    act: str
    most: int
    span: timedelta


def count(limit: Limit, *, visitor: str, now: datetime) -> None:
    """Raises TooMuch; what a transaction takes back is not counted."""
    seconds = int(limit.span.total_seconds())
    begun = int(now.timestamp()) // seconds * seconds
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [visitor, limit.act, begun])
        [number] = cursor.fetchone() or [0]
    if number > limit.most:
        raise TooMuch(wait=max(1, begun + seconds - int(now.timestamp())))


def count_if_possible(limit: Limit, *, visitor: str, now: datetime) -> None:
    """As ``count``, for what only reads: it goes on where nothing can be written. Raises TooMuch."""
    try:
        count(limit, visitor=visitor, now=now)
    except DatabaseError:
        log.warning("A request could not be counted.", exc_info=True)


def visitor(request: HttpRequest, *, today: date) -> str:
    """The same for one network on one day; on another day nobody can tell. Of IPv6 the network alone counts.

    ``REMOTE_ADDR`` is the reader's own: ``config.proxies`` sees to it.
    """
    key = f"reviews.limits.visitor {today.isoformat()}"
    return salted_hmac(key, _network(request.META.get("REMOTE_ADDR", "")), algorithm="sha256").hexdigest()


def forget(*, now: datetime) -> int:
    """Delete what is older than a day; the number of rows."""
    return Tally.objects.filter(begun__lt=int((now - KEPT).timestamp())).delete()[0]


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    prefix = 64 if found.version == 6 else 32
    return str(ipaddress.ip_network(f"{found}/{prefix}", strict=False))


def _in_words(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return f"{seconds} seconds" if seconds < 90 else f"{minutes} minutes"
