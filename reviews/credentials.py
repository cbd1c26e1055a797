"""How long does a credential count, in words, and which ones are about to end?"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from reviews.models import Credential

SOON = timedelta(days=60)
STANDINGS = {
    "valid": "Valid",
    "soon": "Expires within 60 days",
    "expired": "Expired",
    "later": "Not yet valid",
    "revoked": "Revoked",
}


def validity(credential: Credential, *, today: date) -> str:
    """Such as "Expires in 12 days" or "Expired on 3 May 2026"."""
    if credential.revoked_at is not None:
        return f"Revoked on {credential.revoked_at:%-d %B %Y}"
    if credential.valid_until < today:
        return f"Expired on {credential.valid_until:%-d %B %Y}"
    if credential.valid_from > today:
        return f"Valid from {credential.valid_from:%-d %B %Y}"
    left = (credential.valid_until - today).days
    if left > SOON.days:
        return f"Valid until {credential.valid_until:%-d %B %Y}"
    return f"Expires in {left} day{'' if left == 1 else 's'}" if left else "Expires today"


def standing_as(standing: str, credentials: QuerySet[Credential], *, today: date) -> QuerySet[Credential]:
    """Those of one of ``STANDINGS``."""
    if standing == "revoked":
        return credentials.filter(revoked_at__isnull=False)
    kept = credentials.filter(revoked_at=None)
    return {
        "valid": kept.filter(valid_from__lte=today, valid_until__gte=today),
        "soon": kept.filter(valid_from__lte=today, valid_until__range=(today, today + SOON)),
        "expired": kept.filter(valid_until__lt=today),
        "later": kept.filter(valid_from__gt=today),
    }[standing]
