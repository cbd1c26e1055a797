"""What may the public be told about an article's review? The one place that says "reviewed"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices

from articles.models import Revision
from reviews.models import Notice, NoticeKind, Publication, Review
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


@dataclass(frozen=True)
class Standing:
    """What is shown of one article, and what may be said of it. ``is_reviewed`` holds only while it is true."""

    publication: Publication
    revision: Revision
    state: PublicState
    is_reviewed: bool
    review: Review | None
    update: Review | None

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
    def steps(self) -> list[Step]:
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
        return [
            Step(
                label,
                at if place <= reached else None,
                "current" if place == reached else "done" if place < reached else "to-come",
            )
            for place, (label, at) in enumerate(zip(labels, moments, strict=True), start=1)
        ]


def standing(publication: Publication, *, today: date, check_text: bool = False) -> Standing:
    """Where an article of ``Publication.objects.public().with_facts()`` stands.

    ``check_text`` computes the digest of the text anew, as the article's own page does; lists trust the stored one.
    """
    revision, review = publication.live_revision, publication.approval
    if revision is None or review is None:
        return _pending(publication)
    is_signed = (
        review.state == State.APPROVED
        and review.revision_id == revision.pk
        and publication.valid_sign_offs >= review.required_sign_offs
        and (not check_text or revision.is_intact())
    )
    is_retracted = publication.notice is not None and publication.notice.kind == NoticeKind.RETRACTION
    state = _live_state(review, is_signed=is_signed, is_retracted=is_retracted, today=today)
    update = publication.current_review
    return Standing(
        publication=publication, revision=revision, state=state, review=review, update=update,
        is_reviewed=state in {PublicState.APPROVED, PublicState.OVERDUE},
    )  # fmt: skip


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
