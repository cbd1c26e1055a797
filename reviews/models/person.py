"""What does the desk know of the people who work at it, beside their account?"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from articles.models import Article, Revision


class Pool(models.Model):
    """Reviewers who are asked together; whoever of them is free claims the review."""

    name = models.CharField(max_length=100, unique=True)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="pools", blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PreferencesQuerySet(models.QuerySet["Preferences"]):
    def away_on(self, day: date) -> PreferencesQuerySet:
        """Twin of ``Preferences.is_away_on``."""
        return self.filter(away_from__lte=day, away_until__gte=day)


class Preferences(models.Model):
    """How a person likes to be told, and when they are out of the office. Set by the person."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="preferences")
    daily_digest = models.BooleanField("one mail a day instead of one for each event", default=False)
    away_from = models.DateField(null=True, blank=True)
    away_until = models.DateField(null=True, blank=True, help_text="The last day away.")

    objects = PreferencesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "preferences"
        constraints = [
            models.CheckConstraint(
                condition=Q(away_from=None, away_until=None)
                | Q(away_from__isnull=False, away_until__isnull=False, away_until__gte=F("away_from")),
                name="preferences_away_from_a_day_to_a_later_one",
                violation_error_message="Give the first and the last day away, in this order, or neither.",
            )
        ]

    def __str__(self) -> str:
        return f"preferences of {self.user}"

    def is_away_on(self, day: date) -> bool:
        return bool(self.away_from and self.away_until and self.away_from <= day <= self.away_until)


class Look(models.Model):
    """The revision of an article that somebody saw last: what is new to them is compared with it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="looks")
    article = models.ForeignKey(Article, models.CASCADE, related_name="looks")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    looked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "article"], name="one_look_per_person_and_article")
        ]

    def __str__(self) -> str:
        return f"{self.user} saw {self.revision}"
