"""Are there enough signatures, and in the specialties asked for? If not: what is missing?"""

from __future__ import annotations

from reviews.models import Review, SignOff
from reviews.models.credential import Specialty
from reviews.models.policy import asked_for


def is_reached(review: Review) -> bool:
    return not missing(review)


def is_reached_by(signed: list[SignOff], review: Review) -> bool:
    """Would these be enough, if they count?"""
    return len(signed) >= review.required_sign_offs and not uncovered(review, signed)


def missing(review: Review) -> str:
    """What is still asked for, such as "2 more signatures, one in Pharmacy"; empty when the quorum is reached."""
    signed = _counting(review)
    wanted = uncovered(review, signed)
    left = max(review.required_sign_offs - len(signed), len(wanted))
    if not left:
        return ""
    among = " and ".join(f"one in {Specialty(specialty).label}" for specialty in wanted)
    return f"{left} more signature{'s' if left > 1 else ''}" + (f", {among}" if among else "")


def uncovered(review: Review, signed: list[SignOff] | None = None) -> list[str]:
    """The specialties asked for in which nobody has signed yet."""
    covered = {signature.specialty for signature in (_counting(review) if signed is None else signed)}
    return [specialty for specialty in asked_for(review) if specialty not in covered]


def _counting(review: Review) -> list[SignOff]:
    """The signatures that count: those of the digest under review."""
    revision = review.revision
    return [s for s in review.sign_offs.all() if (s.revision_id, s.digest) == (revision.pk, revision.digest)]
