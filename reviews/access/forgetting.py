"""What of access is personal and has been kept long enough?"""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction

from reviews.access.models import DeskSession, EventOrigin, WrongProof

A_DAY = timedelta(days=1)


@transaction.atomic
def forget(*, now: datetime) -> int:
    """Erase addresses and browsers after their time, and what served its purpose; what happened stays.

    Returns how many log-ins and other events have no address any more.
    """
    DeskSession.objects.exclude(pk__in=DeskSession.objects.open(now).values("pk")).delete()
    WrongProof.objects.filter(at__lt=now - settings.SIGNING_WINDOW - A_DAY).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME - A_DAY).delete()
    before = now - timedelta(days=settings.ACCESS_ADDRESSES_KEPT_DAYS)
    return EventOrigin.objects.filter(event__at__lt=before).delete()[0]
