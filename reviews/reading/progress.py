"""How far has this review come? The steps, with dates, and what is still missing, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles.actions import printed_name
from reviews import quorum
from reviews.models import Review
from reviews.models.credential import Specialty
from reviews.models.policy import asked_for
from reviews.workflow import State


@dataclass(frozen=True)
class Step:
    """``progress`` is done, now or to-come; ``icon`` a shape of the sprite."""

    label: str
    said: str
    progress: str
    icon: str


def steps(review: Review) -> list[Step]:
    return [_submitted(review), _reviewed(review), _decided(review)]


def _submitted(review: Review) -> Step:
    is_now = review.state == State.SUBMITTED
    return Step(
        "Submitted", _day(review.submitted_at), "now" if is_now else "done", "submitted" if is_now else "done"
    )


def _reviewed(review: Review) -> Step:
    said = f"by {printed_name(review.reviewer)}" if review.reviewer else "not yet"
    if review.state == State.SUBMITTED or not review.reviewer:
        return Step("Under review", said, "to-come", "todo")
    is_now = review.state == State.UNDER_REVIEW
    return Step("Under review", said, "now" if is_now else "done", "under_review" if is_now else "done")


def _decided(review: Review) -> Step:
    if review.is_open:
        signed = len(review.sign_offs.all())
        return Step("Approved", f"{signed} of {review.required_sign_offs} signed", "to-come", "todo")
    at = review.approved_at if review.state == State.APPROVED else review.closed_at
    icon = "superseded" if review.state == State.WITHDRAWN else review.state
    return Step(review.get_state_display(), _day(at), "now", icon)


def _day(moment: datetime | None) -> str:
    return f"{moment:%-d %b %Y}" if moment else ""


def waits_for(review: Review, *, now: datetime) -> str:
    """Such as "2 more signatures, one in Pharmacy"; then for its day; then for nothing."""
    if not review.is_open:
        return ""
    if missing := quorum.missing(review):
        return missing
    if review.go_live_at and review.waits_for_its_day(now):
        return f"its day, {review.go_live_at:%-d %B %Y at %H:%M} UTC"
    return ""


def terms(review: Review) -> str:
    """The policy that was frozen into the review, in a sentence."""
    number, fields = review.required_sign_offs, [Specialty(name).label for name in asked_for(review)]
    signatures = f"{number} signature{'s' if number > 1 else ''}"
    if len(fields) > 1:
        signatures += f", one in {fields[0]} and one in {fields[1]} among them"
    elif fields:
        signatures += f" in {fields[0]}"
    return f"{signatures}; read again every {review.review_interval_months} months"


def questions(review: Review) -> Iterator[dict[str, Any]]:
    """The checklist as it was worded when the review started, with its answers where it is signed."""
    answered: dict[str, list[str]] = {}
    for signature in review.sign_offs.all():
        for line in signature.answers:
            answered.setdefault(line["question"], []).append(f"{line['answer']} ({signature.printed_name})")
    for question in review.checklist:
        yield {**question, "answers": answered.get(question["question"], [])}
