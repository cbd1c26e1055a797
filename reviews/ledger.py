"""How does an act enter the ledger? Inside the act's own transaction, linked to the entry before it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.dispatch import Signal
from structlog.contextvars import get_contextvars

from articles.actions import printed_name
from articles.models import Article, Revision
from reviews.models import LedgerEntry, Review
from reviews.models.ledger import GENESIS

LOCK = 7_202_611  # any number that nothing else locks

recorded = Signal()  # entry; sent inside the transaction of the act, so a receiver that fails undoes it


def record(
    verb: str,
    *,
    by: User,
    at: datetime,
    of: Review | None = None,
    article: Article | None = None,
    revision: Revision | None = None,
    details: dict[str, Any] | None = None,
) -> LedgerEntry:
    """Append one entry ``of`` a review, with its article and revision, or of these alone.

    Raises RuntimeError outside a transaction: an act without its entry must not remain.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("The ledger is written inside the transaction of the act that it records.")
    _wait_for_turn()
    last = LedgerEntry.objects.order_by("-number").only("number", "digest").first()
    entry = LedgerEntry(
        number=last.number + 1 if last else 1, at=at, verb=verb, actor=by, actor_name=printed_name(by),
        article=of.article if of else article, revision=of.revision if of else revision, review=of, details=details or {},
        previous=last.digest if last else GENESIS, request=get_contextvars().get("request_id"),
    )  # fmt: skip
    entry.digest = entry.computed_digest()
    entry.save()
    recorded.send(LedgerEntry, entry=entry)
    return entry


def _wait_for_turn() -> None:
    """One writer at a time until commit. SQLite's transactions are so by themselves (IMMEDIATE)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
