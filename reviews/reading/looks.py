"""Which revision of an article did somebody see last?"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone

from reviews.models import Look, Review


def note(review: Review, *, by: User, now: datetime | None = None) -> None:
    """``by`` sees the revision under this review now. Going back to an older one takes nothing back."""
    now = now or timezone.now()
    seen = {"revision": review.revision, "looked_at": now}
    look, is_new = Look.objects.select_related("revision").get_or_create(
        user=by, article_id=review.article_id, defaults=seen
    )
    if not is_new and look.revision.number <= review.revision.number:
        Look.objects.filter(pk=look.pk).update(**seen)


def last(review: Review, *, by: User) -> Look | None:
    """Their last look, where what they saw then was an older text than the one under review."""
    looks = Look.objects.filter(
        user=by, article=review.article_id, revision__number__lt=review.revision.number
    )
    return looks.select_related("revision").first()
