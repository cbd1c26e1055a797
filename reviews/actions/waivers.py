"""How do editors learn that somebody declared an interest and waits for their word?"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from reviews import ledger
from reviews.actions.gate import lock_review, pass_gate, required
from reviews.exceptions import EditorialError
from reviews.models import LedgerEntry, Review


@transaction.atomic
def ask_for_waiver(*, review: Review, by: User, interests: str, now: datetime | None = None) -> LedgerEntry:
    """Tell the editors what was declared by somebody who would sign. The same declaration is told once."""
    now = now or timezone.now()
    review = lock_review(review)
    pass_gate("sign_off", review=review, by=by, now=now)
    interests = required(interests, act="declaring an interest")
    if review.waivers.filter(reviewer=by).exists():
        raise EditorialError("An editor has recorded already why you may sign. Sign it.")
    asked = LedgerEntry.objects.filter(
        review=review, verb="ask_for_waiver", actor=by, details={"interests": interests}
    )
    return asked.first() or ledger.record(
        "ask_for_waiver", by=by, at=now, of=review, details={"interests": interests}
    )
