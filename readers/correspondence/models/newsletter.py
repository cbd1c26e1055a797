"""Who asked for the newsletter, in which words, and who never wants to hear from us again?"""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q

from articles.models import Category


class Suppression(models.Model):
    """An address that left. Only its keyed hash is kept, and only a new consent takes it off."""

    fingerprint = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"an address that left on {self.since:%-d %B %Y}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def active(self) -> SubscriptionQuerySet:
        """Those that may be written to. A row that came back from a backup or an import does not undo a suppression."""
        left = Suppression.objects.filter(fingerprint=OuterRef("fingerprint"))
        return self.filter(~Exists(left), ended_at=None)


class Subscription(models.Model):
    """Made by a confirmation alone, so every row has a consent. No topic means all of them."""

    address = models.EmailField()
    fingerprint = models.CharField(max_length=64, unique=True)
    topics = models.ManyToManyField(Category, related_name="+")
    confirmed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    told_up_to = models.PositiveBigIntegerField(
        help_text="The last entry of the ledger that an issue covered."
    )

    objects = SubscriptionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"subscription {self.pk}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def pending(self, *, asked_before: datetime) -> ConsentQuerySet:
        return self.filter(confirmed_at=None, asked_at__lt=asked_before)


class Consent(models.Model):
    """What somebody asked for, in the words that they were shown. Without ``confirmed_at`` it is a mere request."""

    nonce = models.CharField(max_length=64, unique=True, help_text="Of the form: sent twice, it counts once.")
    address = models.EmailField()
    fingerprint = models.CharField(max_length=64, db_index=True)
    wording = models.TextField(help_text="The words that were agreed to, as they were shown.")
    source_page = models.CharField(max_length=200)
    topics = models.ManyToManyField(Category, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    subscription = models.ForeignKey(Subscription, models.CASCADE, null=True, related_name="consents")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, subscription=None)
                | Q(confirmed_at__isnull=False, subscription__isnull=False),
                name="consent_confirmed_has_a_subscription",
            )
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class Issue(models.Model):
    """One issue of the newsletter. Each subscriber's copy says what changed since the last one that they got."""

    made_at = models.DateTimeField()
    up_to = models.PositiveBigIntegerField(help_text="The last entry of the ledger that it covers.")

    class Meta:
        ordering = ["-pk"]
        verbose_name = "newsletter issue"

    def __str__(self) -> str:
        return f"issue {self.pk}"
