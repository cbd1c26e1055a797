"""Who has the review, and who is asked to take it?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.actions import printed_name
from reviews import eligibility, ledger, permissions, quorum
from reviews.actions.gate import lock_review, pass_gate, required, words
from reviews.exceptions import EditorialError, NotPermitted, TransitionNotAllowed
from reviews.models import LedgerEntry, Policy, Pool, Preferences, Review
from reviews.workflow import State

LONGEST = timedelta(days=5 * 365)
BETWEEN_REMINDERS = timedelta(hours=20)  # once a day, at about the same hour


@transaction.atomic
def claim(*, review: Review, by: User, now: datetime | None = None) -> Review:
    """An eligible reviewer takes it."""
    now = now or timezone.now()
    review = lock_review(review)
    pass_gate("claim", review=review, by=by, now=now)
    _set_due(review, None, now=now)
    return _hand_to(by, review, verb="claim", by=by, now=now)


@transaction.atomic
def assign(
    *,
    review: Review,
    reviewer: User,
    by: User,
    due_on: date | None = None,
    reason: str = "",
    anyway: bool = False,
    now: datetime | None = None,
) -> Review:
    """An editor gives it to an eligible reviewer, with a due date if the policy's does not suit.

    A review that somebody has is handed over in one act, with a ``reason``. ``anyway`` gives it to somebody who is away.
    """
    now = now or timezone.now()
    review = lock_review(review)
    pass_gate("assign", review=review, by=by, now=now)
    _require_able(reviewer, review, now=now)
    if not anyway:
        _require_present(reviewer, today=now.date())
    _set_due(review, due_on, now=now)
    reason = words(reason, name="reason")
    if review.reviewer is not None:
        reason = _take_from_its_reviewer(review, reviewer, by=by, reason=reason, now=now)
    return _hand_to(reviewer, review, verb="assign", by=by, now=now, reason=reason)


def _require_able(reviewer: User, review: Review, *, now: datetime) -> None:
    name = printed_name(reviewer)
    if review.reviewer_id == reviewer.pk:
        raise TransitionNotAllowed(
            verb="assign", state=review.state, sentence=f"This review is with {name} already. Choose somebody else."
        )  # fmt: skip
    if reasons := eligibility.refusals(reviewer, eligibility.Text.of(review), today=now.date()):
        raise NotPermitted(f"{name} cannot review this.", *reasons)
    if review.sign_offs.filter(signer=reviewer).exists():
        raise EditorialError(f"{name} has signed this text already. Choose somebody who has not.")


def _require_present(reviewer: User, *, today: date) -> None:
    absence = Preferences.objects.filter(user=reviewer).away_on(today).first()
    if absence is not None:
        raise EditorialError(
            f"{printed_name(reviewer)} is away until {absence.away_until:%-d %B %Y}. "
            "Choose somebody else, or say that it is to be assigned anyway."
        )


def _set_due(review: Review, due_on: date | None, *, now: datetime) -> None:
    """The day that was given. Without one, what waited longer than its policy allows counts its days from now."""
    if due_on is None and review.due_on < now.date():
        due_on = now.date() + timedelta(days=Policy.of(review.article.category).due_days)
    if due_on is None:
        return
    if not now.date() <= due_on <= now.date() + LONGEST:
        raise EditorialError("The due date lies in the past, or years ahead. Choose a day from today on.")
    review.due_on = due_on
    review.save(update_fields=["due_on"])


def _take_from_its_reviewer(review: Review, reviewer: User, *, by: User, reason: str, now: datetime) -> str:
    """The ledger says that it was given back, why, and to whom it goes instead."""
    reason = required(reason, act="taking a review out of somebody's hands")
    details = {"reviewer": review.reviewer_id, "reason": reason, "to": reviewer.pk}
    ledger.record("release", by=by, at=now, of=review, details=details)
    return reason


def _hand_to(
    reviewer: User, review: Review, *, verb: str, by: User, now: datetime, reason: str = ""
) -> Review:
    details = {"reviewer": reviewer.pk, "due_on": review.due_on.isoformat()}
    details |= {"reason": reason} if reason else {}
    review.state = State.UNDER_REVIEW
    review.reviewer, review.claimed_at, review.pool = reviewer, now, None
    review.save(update_fields=["state", "reviewer", "claimed_at", "pool"])
    ledger.record(verb, by=by, at=now, of=review, details=details)
    return review


@transaction.atomic
def assign_to_pool(
    *, review: Review, pool: Pool, by: User, due_on: date | None = None, now: datetime | None = None
) -> Review:
    """Ask a pool: it stays submitted until one of them claims it."""
    now = now or timezone.now()
    review = lock_review(review)
    permissions.require_editor(by, act="ask a pool of reviewers")
    if review.state != State.SUBMITTED:
        raise TransitionNotAllowed(
            verb="assign_to_pool", state=review.state,
            sentence=f"This review is “{State(review.state).label}”. Only one that nobody has can go to a pool.",
        )  # fmt: skip
    if review.pool_id == pool.pk and due_on in {None, review.due_on}:
        raise EditorialError(f"{pool} was asked already. It waits for one of them to claim it.")
    members = list(pool.members.filter(is_active=True))
    refused = eligibility.refusals_of(members, eligibility.Text.of(review), today=now.date())
    if all(refused.values()):
        raise EditorialError(f"Nobody in {pool} could review this. Choose another pool, or one person.")
    _set_due(review, due_on, now=now)
    review.pool = pool
    review.save(update_fields=["pool"])
    details = {"pool": pool.pk, "name": pool.name, "due_on": review.due_on.isoformat()}
    ledger.record("assign_to_pool", by=by, at=now, of=review, details=details)
    return review


@transaction.atomic
def release(*, review: Review, by: User, reason: str = "", now: datetime | None = None) -> Review:
    """Put it back for somebody else to claim."""
    now = now or timezone.now()
    review = lock_review(review)
    pass_gate("release", review=review, by=by, now=now)
    if quorum.is_reached(review):
        raise NotPermitted(
            "All the signatures asked for are given: nobody could take it over. Ask for changes to stop it."
        )
    details = {"reviewer": review.reviewer_id, "reason": words(reason, name="reason")}
    review.state = State.SUBMITTED
    review.reviewer = review.claimed_at = None
    review.save(update_fields=["state", "reviewer", "claimed_at"])
    ledger.record("release", by=by, at=now, of=review, details=details)
    return review


@transaction.atomic
def remind(*, review: Review, by: User, now: datetime | None = None) -> LedgerEntry:
    """An editor asks the reviewer who has it to think of it; once a day is enough."""
    now = now or timezone.now()
    review = lock_review(review)
    permissions.require_editor(by, act="remind a reviewer")
    if review.state != State.UNDER_REVIEW:
        raise TransitionNotAllowed(
            verb="remind", state=review.state,
            sentence=f"This review is “{State(review.state).label}”. There is nobody to remind.",
        )  # fmt: skip
    since = now - BETWEEN_REMINDERS
    if LedgerEntry.objects.filter(review=review, verb="remind", at__gt=since).exists():
        raise EditorialError("The reviewer was reminded within the last day. Wait for an answer.")
    return ledger.record("remind", by=by, at=now, of=review, details={"reviewer": review.reviewer_id})
