"""Does the record still say what was signed? Every digest, link and trigger, computed anew."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from articles import append_only
from articles.models import Revision
from reviews import quorum
from reviews.models import LedgerEntry, NoticeKind, Publication, Review, SignOff
from reviews.models.ledger import GENESIS
from reviews.proof import keys
from reviews.proof.anchors import Anchor
from reviews.proof.ed25519 import Keys
from reviews.proof.signatures import Proof, proof_of
from reviews.workflow import State

CHUNK = 500
UNREAD = tuple(f"revision__{name}" for name in ("body", "rendered", "sources", "pictures"))
CURRENT = tuple(f"current_review__{name}" for name in UNREAD)
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


def faults(*, anchors: Collection[Anchor] = ()) -> Iterator[Fault | None]:
    """Walk the whole record in bounded memory: None for a row that is right, a Fault for one that is not."""
    yield from _anchors(anchors)
    yield from _triggers()
    yield from _revisions()
    yield from _ledger()
    yield from _sign_offs()
    yield from _approvals()
    yield from _publications()


def rows() -> int:
    """How many rows ``faults`` will look at, about."""
    return sum(model.objects.count() for model in (Revision, LedgerEntry, SignOff, Publication))


def _anchors(anchors: Collection[Anchor]) -> Iterator[Fault | None]:
    """Heads of the ledger that were kept elsewhere. Nobody can cut the tail that an anchor holds, or write another one."""
    last = LedgerEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    for anchor in anchors:
        row = f"ledger entry {anchor.number}"
        found = LedgerEntry.objects.filter(number=anchor.number).values_list("digest", flat=True).first()
        if anchor.number and found is None:
            yield Fault(row, f"it was anchored on {anchor.at}, and the ledger ends at entry {last}.")
        elif anchor.number and found != anchor.digest:
            yield Fault(row, f"it is not the entry that was anchored on {anchor.at}.")
        else:
            yield None


def _triggers() -> Iterator[Fault | None]:
    for name in append_only.missing(connection):
        yield Fault(
            f"trigger {name}",
            "is missing, switched off or not as it was made. Run manage.py migrate to put it back.",
        )


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
    trusted = keys.trusted()
    for some in _chunks(SignOff.objects.with_proof().order_by("pk")):
        recorded = _recorded("sign_off", by="sign_off", reviews={s.review_id for s in some})
        for sign_off in some:
            known = recorded.get(sign_off.pk)
            yield _sign_off_fault(sign_off, known) or _signature_fault(sign_off, known, trusted=trusted)
    yield from _sign_offs_gone()


def _chunks(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """However many there are, so many are in memory."""
    found = rows.iterator(chunk_size=CHUNK)
    while some := list(islice(found, CHUNK)):
        yield some


def _recorded(verb: str, *, by: str, reviews: Collection[int]) -> dict[int, dict[str, Any]]:
    """What the ledger says of each act of that kind, by the id that its details or the entry give under ``by``."""
    found = {}
    for entry in LedgerEntry.objects.filter(verb=verb, review__in=reviews).order_by("number"):
        facts = {**entry.details, "actor": entry.actor_id, "review": entry.review_id, "at": entry.at}
        if by in facts:
            found[facts[by]] = facts
    return found


def _sign_offs_gone() -> Iterator[Fault | None]:
    told = LedgerEntry.objects.filter(verb="sign_off").order_by("number")
    for some in _chunks(told.values_list("details__sign_off", flat=True)):
        there = set(SignOff.objects.filter(pk__in=some).values_list("pk", flat=True))
        for gone in sorted(set(some) - there):
            yield Fault(f"sign-off {gone}", "the ledger has it, the table of sign-offs does not.")


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


def _signature_fault(sign_off: SignOff, recorded: dict[str, Any] | None, *, trusted: Keys) -> Fault | None:
    row, proof = f"sign-off {sign_off.pk}", proof_of(sign_off, trusted=trusted)
    if proof == Proof.BEFORE_KEYS and recorded and "signature" in recorded:
        return Fault(row, "the ledger has its signature, the table of signatures does not.")
    sentences = {
        Proof.BEFORE_KEYS: "it was signed before keys were kept, and carries no mark. Run manage.py countersign.",
        Proof.UNKNOWN_KEY: "it was signed with a key that is not trusted. Put that key's public half into FORMER_SIGNING_KEYS, "
        "if it was yours.",
        Proof.FAILED: "its signature does not belong to it: it was altered, or the signature was made for another.",
    }  # fmt: skip
    return Fault(row, sentences[proof]) if proof in sentences else None


def _approvals() -> Iterator[Fault | None]:
    """Approved reviews with fewer valid sign-offs than they ask for, or of which the ledger does not know."""
    approved = Review.objects.filter(approved_at__isnull=False).order_by("pk")
    with_facts = approved.select_related("revision").defer(*UNREAD).prefetch_related("sign_offs")
    for some in _chunks(with_facts):
        recorded = _recorded("approve", by="review", reviews=[review.pk for review in some])
        for review in some:
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
    live = Publication.objects.with_facts().filter(live_revision__isnull=False)
    for publication in (
        live.defer(*(f"live_{name}" for name in UNREAD), *CURRENT).order_by("pk").iterator(chunk_size=CHUNK)
    ):
        yield _publication_fault(publication)


def _publication_fault(publication: Publication) -> Fault | None:
    row, approval, notice = f"publication {publication.pk}", publication.approval, publication.notice
    if (
        approval is None
        or approval.state != State.APPROVED
        or approval.revision_id != publication.live_revision_id
        or approval.article_id != publication.article_id
    ):
        return Fault(row, "its live revision is not the one that was approved.")
    if publication.has_retraction_in_force and (notice is None or notice.kind != NoticeKind.RETRACTION):
        return Fault(row, "the article was retracted, and its notice was unlinked.")
    return None
