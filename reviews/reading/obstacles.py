"""Why is a button missing? What a reviewer could expect to do on this screen and cannot, each with its reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from django.contrib.auth.models import User

from articles.actions import printed_name
from reviews import quorum
from reviews.models import Review, SignOff
from reviews.workflow import State


def obstacles(
    review: Review, user: User, *, can: Collection[str], refusals: Collection[str], now: datetime
) -> list[str]:
    """Sentences for somebody who could review in principle; those of ``refusals`` stand on the screen already."""
    if not review.is_open or refusals:
        return []
    mine = next((s for s in review.sign_offs.all() if s.signer_id == user.pk), None)
    return [
        *([_signed(review, mine, now=now)] if mine else _cannot_sign(review, can, now=now)),
        *_with_somebody_else(review, user),
    ]


def _signed(review: Review, mine: SignOff, *, now: datetime) -> str:
    return f"You have signed already, on {mine.signed_at:%-d %B %Y}. {_waits(review, now=now)}"


def _waits(review: Review, *, now: datetime) -> str:
    if missing := quorum.missing(review):
        return f"It waits for {missing}."
    if review.go_live_at and review.waits_for_its_day(now):
        return f"All signatures are given. It waits for its day: {review.go_live_at:%-d %B %Y at %H:%M} UTC."
    return "All signatures are given."


def _cannot_sign(review: Review, can: Collection[str], *, now: datetime) -> Iterator[str]:
    if "sign_off" in can:
        return
    if review.state == State.SUBMITTED:
        yield "To sign or to ask for changes, claim it first."
    elif not quorum.missing(review):
        yield _waits(review, now=now)


def _with_somebody_else(review: Review, user: User) -> Iterator[str]:
    """Whoever has it decides alone whether it goes back; a signature may be anybody's who is eligible."""
    if review.reviewer is None or review.claimed_at is None or review.reviewer_id == user.pk:
        return
    name = printed_name(review.reviewer)
    yield (
        f"Somebody else has it: {name}, since {review.claimed_at:%-d %B %Y}. Only they can ask for changes or give it "
        "back; comment where something must change."
    )
