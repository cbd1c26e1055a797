"""Which outside expert may read and comment on one revision under review, and until when?"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from reviews.models.review import Review
from reviews.workflow import OPEN


class Ended(models.TextChoices):
    """What can end a share link."""

    REVOKED = "revoked", "it was taken back"
    CLOSED = "closed", "the review is closed"
    EXPIRED = "expired", "its time has passed"


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def usable(self, now: datetime) -> ShareLinkQuerySet:
        """Twin of ``ShareLink.is_usable``."""
        return self.filter(revoked_at=None, expires_at__gt=now, review__state__in=OPEN)


class ShareLink(models.Model):
    """Bound to one review and one e-mail address. The address of the page is signed, never stored."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="share_links")
    name = models.CharField("name of the expert", max_length=200)
    email = models.EmailField("e-mail address")
    note = models.TextField("what to look at", blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="share_links_made")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="share_link_is_revoked_by_someone_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_usable(self, now: datetime) -> bool:
        return self.why_ended(now) is None

    def why_ended(self, now: datetime) -> Ended | None:
        if self.revoked_at is not None:
            return Ended.REVOKED
        if not self.review.is_open:
            return Ended.CLOSED
        return Ended.EXPIRED if now >= self.expires_at else None
