"""What may the public be told about an article's review? The one place that says "reviewed"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet, TextChoices

from articles.models import Article, Revision
from articles.prepared import Prepared
from reviews import quorum
from reviews.intervals import months_after
from reviews.models import Notice, NoticeKind, Publication, Review, SignOff
from reviews.proof import keys, signatures
from reviews.workflow import State


class PublicState(TextChoices):
    """The word in ``data-review-state`` and the label that readers see."""

    SUBMITTED = "submitted", "Submitted"
    UNDER_REVIEW = "under_review", "Under review"
    APPROVED = "approved", "Approved"
    OVERDUE = "overdue", "Review overdue"
    RETRACTED = "retracted", "Retracted"
    UNREVIEWED = "unreviewed", "Not reviewed"


@dataclass(frozen=True)
class Step:
    """One step of the stepper: ``progress`` is done, current or to-come."""

    label: str
    at: datetime | None
    progress: str

    @property
    def word(self) -> str:
        return {"done": "Done", "current": "Now", "to-come": "To come"}[self.progress]


@dataclass(frozen=True)
class Standing:
    """What is shown of one article, and what may be said of it. ``is_reviewed`` holds only while it is true.

    ``sign_offs`` are those whose signatures were checked and that carry it; empty where nothing was checked.
    """

    publication: Publication
    revision: Revision
    state: PublicState
    is_reviewed: bool
    review: Review | None
    update: Review | None
    sign_offs: tuple[SignOff, ...] = ()

    @property
    def article(self) -> Article:
        return self.publication.article

    @property
    def label(self) -> str:
        return self.state.label

    @property
    def notice(self) -> Notice | None:
        return self.publication.notice

    @property
    def is_retracted(self) -> bool:
        return self.state == PublicState.RETRACTED

    @property
    def is_pending(self) -> bool:
        """Unapproved text, shown with a caution: nobody signed it."""
        return self.publication.live_revision_id is None

    @property
    def is_indexable(self) -> bool:
        return not self.is_pending and self.state != PublicState.UNREVIEWED

    @property
    def changes_requested(self) -> bool:
        return self.is_pending and self.review is not None and self.review.state == State.CHANGES_REQUESTED

    @property
    def published_at(self) -> datetime | None:
        return self.publication.published_at

    @property
    def updated_at(self) -> datetime | None:
        return self.review.updated_at if self.review and not self.is_pending else None

    @property
    def reviewed_at(self) -> datetime | None:
        return self.review.reviewed_at if self.review and self.is_reviewed else None

    @property
    def next_review_on(self) -> date | None:
        return self.review.next_review_on if self.review and self.is_reviewed else None

    @property
    def steps(self) -> tuple[Step, ...]:
        review = self.review
        moments = (
            [review.submitted_at, review.claimed_at, review.approved_at] if review else [None, None, None]
        )
        labels = [PublicState.SUBMITTED.label, PublicState.UNDER_REVIEW.label, PublicState.APPROVED.label]
        reached = (
            3
            if self.is_reviewed
            else {"submitted": 1, "under_review": 2}.get(review.state if review else "", 0)
        )
        return tuple(
            Step(
                label,
                at if place <= reached else None,
                "current" if place == reached else "done" if place < reached else "to-come",
            )
            for place, (label, at) in enumerate(zip(labels, moments, strict=True), start=1)
        )


def standing(publication: Publication, *, today: date, check_text: bool = False) -> Standing:
    """Where an article of ``Publication.objects.public().with_facts()`` stands.

    ``check_text`` computes the digest of the text and verifies the signatures anew, as the article's own page does, in
    one query more; lists trust what is stored.
    """
    if check_text:
        return checked_standings([publication], today=today)[0]
    return _standing(publication, today=today, carrying=None)


def checked_standings(publications: Iterable[Publication], *, today: date) -> list[Standing]:
    """Where each of them stands, every text and signature checked, with one more query for all."""
    publications = list(publications)
    carrying = _carrying(publications)
    return [_standing(p, today=today, carrying=carrying.get(p.approval_id, [])) for p in publications]


def _standing(publication: Publication, *, today: date, carrying: list[SignOff] | None) -> Standing:
    """``carrying`` are the sign-offs that were found to carry the text; None where that is to be believed."""
    revision, review = publication.live_revision, publication.approval
    if revision is None or review is None:
        return _pending(publication)
    is_signed = (
        review.state == State.APPROVED
        and review.revision_id == revision.pk
        and publication.article_id == review.article_id == revision.article_id
        and publication.valid_sign_offs >= review.required_sign_offs
        and not publication.has_retraction_in_force  # an unlinked notice is a notice
        and (
            carrying is None
            or (quorum.is_reached_by(carrying, review) and _has_signed_dates(review, carrying))
        )
    )
    is_retracted = publication.notice is not None and publication.notice.kind == NoticeKind.RETRACTION
    state = _live_state(review, is_signed=is_signed, is_retracted=is_retracted, today=today)
    is_reviewed = state in {PublicState.APPROVED, PublicState.OVERDUE}
    return Standing(
        publication=publication, revision=revision, state=state, review=review, update=publication.current_review,
        is_reviewed=is_reviewed, sign_offs=tuple(carrying or ()) if is_reviewed else (),
    )  # fmt: skip


def _has_signed_dates(review: Review, carrying: list[SignOff]) -> bool:
    """ "Last reviewed" is the time of a whole-page sign-off that stands behind the text, and the next review follows."""
    for whole in (sign_off.whole_page for sign_off in carrying):
        due = months_after(whole.signed_at.date(), whole.review.review_interval_months)
        if (review.reviewed_at, review.next_review_on) == (whole.signed_at, due):
            return True
    return False


def _carrying(publications: list[Publication]) -> dict[int | None, list[SignOff]]:
    """By approval: the sign-offs of the very text that is live, intact, whose signatures verify."""
    live = {p.approval_id: p for p in publications if p.live_revision and p.live_revision.is_intact()}
    trusted = keys.trusted()
    found: dict[int | None, list[SignOff]] = {}
    # One article's page asks so often that its question is kept.
    signed = _SIGNED(*filter(None, live)) if len(live) == 1 else _signed().filter(review__in=live)
    for sign_off in signed if live else ():
        review, revision = live[sign_off.review_id].approval, live[sign_off.review_id].live_revision
        if review and revision and (sign_off.revision_id, sign_off.digest) == (revision.pk, revision.digest):
            sign_off.review, sign_off.revision = review, revision  # the same, but here already
            if signatures.carries(sign_off, trusted=trusted):
                found.setdefault(review.pk, []).append(sign_off)
    return found


def _signed() -> QuerySet[SignOff]:
    return SignOff.objects.with_signature()


_SIGNED = Prepared(SignOff, lambda review: _signed().filter(review=review), int)


def _pending(publication: Publication) -> Standing:
    review = publication.current_review
    if review is None:
        raise ValueError("Only what is public has a standing.")
    known = {State.SUBMITTED: PublicState.SUBMITTED, State.UNDER_REVIEW: PublicState.UNDER_REVIEW}
    state = known.get(State(review.state), PublicState.UNREVIEWED)
    return Standing(
        publication=publication,
        revision=review.revision,
        state=state,
        is_reviewed=False,
        review=review,
        update=None,
    )


def _live_state(review: Review, *, is_signed: bool, is_retracted: bool, today: date) -> PublicState:
    if is_retracted:
        return PublicState.RETRACTED
    if not is_signed:
        return PublicState.UNREVIEWED
    overdue = review.next_review_on is not None and review.next_review_on < today
    return PublicState.OVERDUE if overdue else PublicState.APPROVED
