"""Does the record still say what was signed? Every digest, link and trigger, computed anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from articles import append_only
from articles.models import Revision
from reviews import quorum
from reviews.models import LedgerEntry, Publication, Review, SignOff
from reviews.models.ledger import GENESIS
from reviews.workflow import State

CHUNK = 500
SIGNED = (
    "digest",
    "printed_name",
    "printed_credentials",
    "statement",
    "scope",
    "meaning",
    "answers",
    "interests",
)


@dataclass(frozen=True)
class Fault:
    """``row`` names the row at fault, such as "revision 12"."""

    row: str
    sentence: str


def faults() -> Iterator[Fault | None]:
    """Walk the whole record in bounded memory: None for a row that is right, a Fault for one that is not."""
    yield from _triggers()
    yield from _revisions()
    yield from _ledger()
    yield from _sign_offs()
    yield from _approvals()
    yield from _publications()


def rows() -> int:
    """How many rows ``faults`` will look at, about."""
    return sum(model.objects.count() for model in (Revision, LedgerEntry, SignOff, Publication))


def _triggers() -> Iterator[Fault | None]:
    for name in append_only.missing(connection):
        yield Fault(f"trigger {name}", "is missing or switched off. Run manage.py migrate to put it back.")


def _revisions() -> Iterator[Fault | None]:
    for revision in Revision.objects.order_by("pk").iterator(chunk_size=CHUNK):
        yield (
            None
            if revision.is_intact()
            else Fault(f"revision {revision.pk}", "its content does not have its digest.")
        )


def _ledger() -> Iterator[Fault | None]:
    number, previous = 0, GENESIS
    for entry in LedgerEntry.objects.order_by("number").iterator(chunk_size=CHUNK):
        number += 1
        if entry.number != number:
            yield Fault(f"ledger entry {entry.number}", f"entry {number} is missing before it.")
            number = entry.number
        elif entry.previous != previous:
            yield Fault(f"ledger entry {entry.number}", "it does not follow from the entry before it.")
        elif entry.computed_digest() != entry.digest:
            yield Fault(f"ledger entry {entry.number}", "its content does not have its digest.")
        else:
            yield None
        previous = entry.digest


def _sign_offs() -> Iterator[Fault | None]:
    recorded = _recorded("sign_off", by="sign_off")
    for signature in (
        SignOff.objects.select_related("revision", "review").order_by("pk").iterator(chunk_size=CHUNK)
    ):
        yield _sign_off_fault(signature, recorded.pop(signature.pk, None))
    for gone in sorted(recorded):
        yield Fault(f"sign-off {gone}", "the ledger has it, the table of sign-offs does not.")


def _recorded(verb: str, *, by: str) -> dict[int, dict[str, Any]]:
    """What the ledger says of each act of that kind, by the id that its details or the entry give under ``by``."""
    found = {}
    for entry in LedgerEntry.objects.filter(verb=verb).order_by("number").iterator(chunk_size=CHUNK):
        facts = {**entry.details, "actor": entry.actor_id, "review": entry.review_id, "at": entry.at}
        if by in facts:
            found[facts[by]] = facts
    return found


def _sign_off_fault(signature: SignOff, recorded: dict[str, Any] | None) -> Fault | None:
    row = f"sign-off {signature.pk}"
    if signature.digest != signature.revision.digest or signature.revision_id != signature.review.revision_id:
        return Fault(row, "it does not name the digest of the revision under review.")
    if recorded is None:
        return Fault(row, "the ledger has no entry for it.")
    written = {name: getattr(signature, name) for name in SIGNED} | {
        "credential": signature.credential_id, "builds_on": signature.builds_on_id,
        "actor": signature.signer_id, "review": signature.review_id, "at": signature.signed_at,
    }  # fmt: skip
    if any(recorded.get(name) != value for name, value in written.items()):
        return Fault(row, "the ledger says something else about it.")
    return None


def _approvals() -> Iterator[Fault | None]:
    """Approved reviews with fewer valid sign-offs than they ask for, or of which the ledger does not know."""
    recorded = _recorded("approve", by="review")
    approved = Review.objects.filter(approved_at__isnull=False).order_by("pk")
    approved = approved.select_related("revision").prefetch_related("sign_offs")
    for review in approved.iterator(chunk_size=CHUNK):
        yield _approval_fault(review, recorded=recorded.get(review.pk))


def _approval_fault(review: Review, *, recorded: dict[str, Any] | None) -> Fault | None:
    row = f"review {review.pk}"
    if missing := quorum.missing(review):
        return Fault(row, f"it is approved, and its sign-offs lack {missing}.")
    if recorded is None:
        return Fault(row, "it is approved, and the ledger does not say so.")
    dates = {"at": review.approved_at, "updated_at": review.updated_at, "reviewed_at": review.reviewed_at}
    if any(_moment(recorded.get(name)) != date for name, date in dates.items()):
        return Fault(row, "the ledger gives its approval other dates.")
    return None


def _moment(value: datetime | str | None) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _publications() -> Iterator[Fault | None]:
    live = Publication.objects.filter(live_revision__isnull=False).select_related("approval")
    for publication in live.order_by("pk").iterator(chunk_size=CHUNK):
        approval = publication.approval
        fits = (
            approval
            and approval.state == State.APPROVED
            and approval.revision_id == publication.live_revision_id
        )
        yield (
            None
            if fits
            else Fault(f"publication {publication.pk}", "its live revision is not the one that was approved.")
        )
