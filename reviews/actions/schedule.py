"""When does a signed text go public? At once, or at the time that an editor set."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from reviews import ledger, permissions, quorum
from reviews.actions.approval import approve
from reviews.actions.gate import lock_review
from reviews.actions.submission import close
from reviews.clock import is_clock
from reviews.exceptions import EditorialError, TransitionNotAllowed
from reviews.models import NoticeKind, Publication, Review
from reviews.workflow import State

LATEST = timedelta(days=366)


@transaction.atomic
def schedule(*, review: Review, by: User, go_live_at: datetime | None, now: datetime | None = None) -> Review:
    """Set the time when the text goes public once it is signed, or take it back (None).

    Until then readers see what was live before, or nothing. A text whose signatures are complete goes public at once
    when its time is taken back.
    """
    now = now or timezone.now()
    review = lock_review(review)
    permissions.require_editor(by, act="set the time when a text goes public")
    if not review.is_open:
        raise TransitionNotAllowed(
            verb="schedule",
            state=review.state,
            sentence="This review is closed; there is no time left to set.",
        )
    if go_live_at is not None and not now < go_live_at < now + LATEST:
        raise EditorialError("Choose a time that lies ahead, within a year.")
    if review.go_live_at == go_live_at:
        return review
    review.go_live_at = go_live_at
    review.save(update_fields=["go_live_at"])
    details = {"go_live_at": go_live_at.isoformat() if go_live_at else None}
    ledger.record("schedule", of=review, by=by, at=now, details=details)
    if quorum.is_reached(review) and go_live_at is None:
        approve(review, by=by, now=now)
    return review


@transaction.atomic
def go_live(*, review: Review, by: User, now: datetime | None = None) -> Review:
    """The time has come: approve what is completely signed; hold back what lost its ground; say so of the rest."""
    now = now or timezone.now()
    review = lock_review(review)
    if not is_clock(by):
        permissions.require_editor(by, act="let a text go public at its time")
    if not review.is_open or review.go_live_at is None or review.go_live_at > now:
        return review  # taken back, moved, or done by another worker
    if reason := _reason_to_hold_back(review):
        close(review, verb="supersede", state=State.SUPERSEDED, by=by, now=now, reason=reason)
        Publication.objects.filter(article=review.article, current_review=review).update(current_review=None)
    elif quorum.is_reached(review):
        approve(review, by=by, now=now)
    else:
        review.go_live_at = None
        review.save(update_fields=["go_live_at"])
        details = {"missing": quorum.missing(review)}
        ledger.record("miss_schedule", of=review, by=by, at=now, details=details)
    return review


def _reason_to_hold_back(review: Review) -> str:
    publication = Publication.objects.select_related("notice", "live_revision").get(article=review.article_id)
    if publication.notice and publication.notice.kind == NoticeKind.RETRACTION:
        return "The article was retracted before the text was to go public."
    if review.article.archived_at:
        return "The article was archived before the text was to go public."
    live = publication.live_revision
    if live is not None and live.number > review.revision.number:
        return f"Revision {live.number} went live before this text was to go public."
    return ""
