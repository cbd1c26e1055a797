"""How does a person say how they are told, and when they are away?"""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import User
from django.db import transaction

from reviews.models import Preferences


def preferences_of(user: User) -> Preferences:
    """Those of ``user``, or the defaults, not stored."""
    return Preferences.objects.filter(user=user).first() or Preferences(user=user)


@transaction.atomic
def prefer(
    *, by: User, daily_digest: bool, away_from: date | None = None, away_until: date | None = None
) -> Preferences:
    """Everybody sets their own. An absence has a first and a last day, or there is none."""
    wanted = {"daily_digest": daily_digest, "away_from": away_from, "away_until": away_until}
    return Preferences.objects.update_or_create(user=by, defaults=wanted)[0]
