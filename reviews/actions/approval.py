"""What happens when the quorum is reached? The signed revision, by its id, becomes the live one."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Max

from reviews import ledger, workflow
from reviews.actions.gate import lock_publication
from reviews.actions.re_review import recheck
from reviews.actions.submission import close
from reviews.exceptions import TransitionNotAllowed
from reviews.intervals import months_after
from reviews.models import Publication, Review, Scope
from reviews.statements import is_substantive_since
from reviews.workflow import Role, State


def approve(review: Review, *, by: User, now: datetime) -> None:
    """Called by ``sign_off`` inside its transaction, with the article locked."""
    workflow.check("approve", state=review.state, actor_roles={Role.SYSTEM})
    publication = lock_publication(review.article)
    _require_no_newer(publication, review)
    former = publication.approval
    if former is not None:
        close(former, verb="supersede", state=State.SUPERSEDED, by=by, now=now)
    is_whole = not review.sign_offs.filter(scope=Scope.CHANGES).exists()
    _date(review, former=former, is_whole=is_whole, now=now)
    review.state = State.APPROVED
    review.closed_by, review.closed_at = by, now
    review.approved_at = now
    review.save(
        update_fields=[
            "state",
            "closed_by",
            "closed_at",
            "approved_at",
            "updated_at",
            "reviewed_at",
            "next_review_on",
        ]
    )
    _go_live(publication, review, is_whole=is_whole, now=now)
    details = {"digest": review.revision.digest, "from": State.UNDER_REVIEW.value, "to": State.APPROVED.value,
               "updated_at": _iso(review.updated_at), "reviewed_at": _iso(review.reviewed_at)}  # fmt: skip
    ledger.record(
        "approve",
        by=by,
        at=now,
        of=review,
        details=details,
    )
    recheck(publication, by=by, now=now)


def _require_no_newer(publication: Publication, review: Review) -> None:
    """A roll back may have made a newer text live while this one was read: only another roll back goes to older text."""
    live = publication.live_revision
    if live is not None and live.number > review.revision.number:
        raise TransitionNotAllowed(
            verb="approve", state=review.state,
            sentence=f"Revision {live.number} went live while revision {review.revision.number} was under review. "
            "Nothing was signed. Withdraw this review.",
        )  # fmt: skip


def _date(review: Review, *, former: Review | None, is_whole: bool, now: datetime) -> None:
    """ "Last reviewed" moves with a whole page alone, "last updated" with a substantive change alone."""
    if former is None or is_whole:
        signed_at = review.sign_offs.aggregate(last=Max("signed_at"))["last"]
        review.reviewed_at = signed_at
        review.next_review_on = months_after(signed_at.date(), review.review_interval_months)
    else:
        review.reviewed_at, review.next_review_on = former.reviewed_at, former.next_review_on
    moves = former is None or is_substantive_since(review, former)
    review.updated_at = now if moves or former is None else former.updated_at


def _go_live(publication: Publication, review: Review, *, is_whole: bool, now: datetime) -> None:
    publication.live_revision, publication.approval = review.revision, review
    publication.published_at = publication.published_at or review.article.original_published_at or now
    if publication.current_review_id == review.pk:
        publication.current_review = None
    if is_whole:
        publication.re_review_at, publication.re_review_reason = None, ""
    publication.save()


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
