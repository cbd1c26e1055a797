"""What happened to an article on its way to the public, and what was signed? Its review record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from articles.addresses import address_of
from articles.markdown import EVERYONE
from articles.models import Revision
from articles.reference_list import Reference, references_of
from readers import noticed
from readers.dates import updated_at
from readers.public import absolute
from readers.re_checks import source_notices
from readers.templatetags.marks import iso
from reviews.models import LedgerEntry, Notice, NoticeKind, Publication, Review, SignOff
from reviews.proof import keys
from reviews.proof.ed25519 import Keys
from reviews.proof.signatures import CARRYING, Proof, proof_of
from reviews.standing import Standing, standing
from reviews.workflow import State

PUBLIC_ACTS = {
    "roll_back": "An earlier revision was made live again",
    "mark_for_re_review": "Marked to be checked again",
    "archive": "Taken out of use",
}
MOST_ACTS = 200


@dataclass(frozen=True)
class Event:
    """One entry of the time line. ``state`` gives the shape, ``sign_off`` what was signed, where that is what happened."""

    at: datetime
    state: str
    title: str
    text: str = ""
    revision: Revision | None = None
    sign_off: SignOff | None = None
    proof: Proof | None = None  # of its signature
    before: int | None = None  # the public revision that this one followed
    notice: Notice | None = None


@dataclass(frozen=True)
class Record:
    standing: Standing
    reviews: list[Review]
    events: list[Event]
    computed_digest: str
    noticed: list[
        Reference
    ]  # what the text that is shown cites and about which something was published since

    @property
    def sign_offs(self) -> list[SignOff]:
        return [sign_off for review in self.reviews for sign_off in signed(review)]

    @property
    def in_force(self) -> list[SignOff]:
        """The signatures under the text that is shown; none when it may not be called reviewed."""
        return list(self.standing.sign_offs)


def public_reviews(publication: Publication) -> QuerySet[Review]:
    """Reviews of what the public may see: approved at some time, or of the pending text that is shown now."""
    pending = publication.current_review_id if publication.live_revision_id is None else None
    return Review.objects.filter(Q(approved_at__isnull=False) | Q(pk=pending), article=publication.article_id)


def record_of(publication: Publication, *, now: datetime) -> Record:
    where = standing(publication, today=now.date(), check_text=True)
    reviews = list(
        public_reviews(publication)
        .select_related("revision")
        .defer("revision__rendered", "revision__body", "revision__sources", "revision__pictures")
        .prefetch_related(Prefetch("sign_offs", SignOff.objects.with_proof()))
    )
    before = _public_before(reviews)
    trusted = keys.trusted()
    events = [event for review in reviews for event in _of_review(review, before=before, trusted=trusted)]
    events += [*map(_of_notice, publication.notices), *_of_ledger(publication)]
    events.sort(key=lambda event: event.at)
    events.reverse()  # of two acts in one moment, the later one comes first too
    return Record(where, reviews, events, where.revision.computed_digest(), _noticed(where))


def _noticed(where: Standing) -> list[Reference]:
    notices = source_notices(where.publication)
    references = references_of(where.revision, audience=EVERYONE, notices=notices) if notices else []
    return [reference for reference in references if reference.marks]


def signed(review: Review) -> list[SignOff]:
    """Its signatures, once there were enough of them: half a quorum is not told to the public."""
    return list(review.sign_offs.all()) if review.approved_at else []


def _public_before(reviews: list[Review]) -> dict[int, int]:
    """For the number of each public revision that of the public one before it; the first has none."""
    numbers = sorted({review.revision.number for review in reviews})
    return dict(zip(numbers[1:], numbers, strict=False))


def _of_review(review: Review, *, before: dict[int, int], trusted: Keys) -> list[Event]:
    revision = review.revision
    submitted = f"Submitted: revision {revision.number}"
    note = f"{revision.get_significance_display()}. {revision.note}".strip()
    events = [
        Event(
            review.submitted_at,
            "submitted",
            submitted,
            f"Written by {revision.author_name}. {note}",
            revision,
            before=before.get(revision.number),
        )
    ]
    if review.claimed_at:
        events.append(Event(review.claimed_at, "under_review", f"Under review: revision {revision.number}"))
    if review.state == State.CHANGES_REQUESTED and review.closed_at:
        events.append(Event(review.closed_at, "unreviewed", f"Changes requested: revision {revision.number}"))
    for sign_off in signed(review):
        title = f"Signed: revision {revision.number}, by {sign_off.signature_line}"
        proof = proof_of(sign_off, trusted=trusted)
        state = "approved" if proof in CARRYING else "unreviewed"
        events.append(
            Event(sign_off.signed_at, state, title, revision=revision, sign_off=sign_off, proof=proof)
        )
    return events


def _of_notice(notice: Notice) -> Event:
    state = noticed.MARKS.get(NoticeKind(notice.kind), "notice")
    return Event(notice.issued_at, state, notice.title, notice.text, notice=notice)


def _of_ledger(publication: Publication) -> list[Event]:
    acts = LedgerEntry.objects.filter(article=publication.article_id, verb__in=PUBLIC_ACTS)[:MOST_ACTS]
    return [
        Event(act.at, "notice", PUBLIC_ACTS[act.verb], str(act.details.get("reason", ""))) for act in acts
    ]


def as_json(record: Record) -> dict[str, Any]:
    """The record for machines: what is shown, its digest computed anew, every public revision and its signatures."""
    where = record.standing
    article, trusted = where.publication.article, keys.trusted()
    return {
        "article": absolute(article.get_absolute_url()),
        "title": where.revision.title,
        "state": where.state.value,
        "is_reviewed": where.is_reviewed,
        "revision": where.revision.number,
        "digest": where.revision.digest,
        "computed_digest": record.computed_digest,
        "published": iso(where.published_at) or None,
        "updated": iso(updated_at(where)) or None,
        "reviewed": iso(where.reviewed_at) or None,
        "next_review_due": iso(where.next_review_on) or None,
        "re_review": _re_review_as_json(where.publication),
        "source_notices": [_noticed_as_json(reference) for reference in record.noticed],
        "reviews": [_review_as_json(review, slug=article.slug, trusted=trusted) for review in record.reviews],
        "events": [_event_as_json(event) for event in record.events],
    }


def _event_as_json(event: Event) -> dict[str, Any]:
    facts = {"at": iso(event.at), "title": event.title, "text": event.text}
    notice = event.notice
    return facts | ({"notice": absolute(address_of("notice", notice.pk))} if notice else {})


def _re_review_as_json(publication: Publication) -> dict[str, Any] | None:
    if publication.re_review_at is None:
        return None
    return {"since": iso(publication.re_review_at), "reason": publication.re_review_reason}


def _noticed_as_json(reference: Reference) -> dict[str, Any]:
    marks = [
        {"kind": str(mark.kind), "text": mark.text, "link": mark.link or None} for mark in reference.marks
    ]
    return {"reference": reference.number, "work": reference.text, "notices": marks}


def _review_as_json(review: Review, *, slug: str, trusted: Keys) -> dict[str, Any]:
    revision = review.revision
    return {
        "revision": revision.number,
        "digest": revision.digest,
        "address": absolute(address_of("revision", slug, revision.number)),
        "significance": revision.significance,
        "note": revision.note,
        "state": review.state,
        "submitted": iso(review.submitted_at),
        "approved": iso(review.approved_at) or None,
        "required_sign_offs": review.required_sign_offs,
        "sign_offs": [_sign_off_as_json(sign_off, trusted=trusted) for sign_off in signed(review)],
    }


def _sign_off_as_json(sign_off: SignOff, *, trusted: Keys) -> dict[str, Any]:
    return {
        "signature": proof_of(sign_off, trusted=trusted).value,
        "signed_by": sign_off.signature_line,
        "specialty": sign_off.get_specialty_display(),
        "signed": iso(sign_off.signed_at),
        "meaning": sign_off.get_meaning_display(),
        "scope": sign_off.scope,
        "digest": sign_off.digest,
        "builds_on": sign_off.builds_on.digest if sign_off.builds_on else None,
        "statement": sign_off.statement,
        "answers": sign_off.answers,
        "interests": sign_off.interests,
    }
