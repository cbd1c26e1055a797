"""Who signed the text that is shown? Only sign-offs of this very approval, revision and digest count."""

from __future__ import annotations

from collections.abc import Iterable

from reviews.models import SignOff
from reviews.standing import Standing


def sign_offs_of(standings: Iterable[Standing]) -> dict[int, list[SignOff]]:
    """The sign-offs in force by publication id, in one query. Nothing for what may not be called reviewed."""
    reviewed = [s for s in standings if s.is_reviewed and s.review]
    signed = SignOff.objects.signed_with_a_key().filter(review__in=[s.review for s in reviewed])
    by_review: dict[int, list[SignOff]] = {}
    for sign_off in signed.select_related("builds_on") if reviewed else ():
        by_review.setdefault(sign_off.review_id, []).append(sign_off)
    return {s.publication.pk: _fitting(s, by_review.get(s.review.pk, [])) for s in reviewed if s.review}


def _fitting(standing: Standing, sign_offs: list[SignOff]) -> list[SignOff]:
    shown = standing.revision
    return [s for s in sign_offs if s.revision_id == shown.pk and s.digest == shown.digest]
