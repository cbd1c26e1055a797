"""What is kept about access: sessions, recovery codes, resets of factors, wrong attempts to sign, and what happened."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from articles.append_only import AppendOnlyModel

FRESH = timedelta(minutes=5)


class DeskSessionQuerySet(models.QuerySet["DeskSession"]):
    def open(self, now: datetime) -> DeskSessionQuerySet:
        """Neither idle nor old. Twin of ``DeskSession.is_open``."""
        return self.filter(
            seen_at__gt=now - settings.SESSION_IDLE, began_at__gt=now - settings.SESSION_LONGEST
        )


class DeskSession(models.Model):
    """One browser in which somebody is logged in. Without its row a session is nobody's: deleting it ends the session."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="desk_sessions")
    key = models.CharField("of the session that Django keeps", max_length=40, unique=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    proved_at = models.DateTimeField("when the second factor was shown", null=True)
    shown_at = models.DateTimeField("when all that is asked for was last shown")
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField("in words", max_length=60, blank=True)

    objects = DeskSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.browser} since {self.began_at:%-d %B %Y at %H:%M}"

    @property
    def ends_at(self) -> datetime:
        """When it ends if nothing else is done in it."""
        return min(self.seen_at + settings.SESSION_IDLE, self.began_at + settings.SESSION_LONGEST)

    @property
    def seconds_left(self) -> int:
        return max(0, round((self.ends_at - timezone.now()).total_seconds()))

    def is_open(self, now: datetime) -> bool:
        return now < self.ends_at

    def is_fresh(self, now: datetime) -> bool:
        """Did the person show that it is them a moment ago, as a change of the factors takes?"""
        return now - self.shown_at < FRESH


class RecoveryCodeQuerySet(models.QuerySet["RecoveryCode"]):
    def left(self) -> RecoveryCodeQuerySet:
        return self.filter(used_at=None)


class RecoveryCode(models.Model):
    """One of ten, for when the second factor is lost. The SHA-256 of 120 random bits is kept, never the code."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = RecoveryCodeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"recovery code of {self.made_at:%-d %B %Y}"


class FactorResetQuerySet(models.QuerySet["FactorReset"]):
    def waiting(self) -> FactorResetQuerySet:
        return self.filter(decided_at=None)


class FactorReset(models.Model):
    """Somebody lost their second factor: one colleague asks for its removal, another confirms or refuses."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="factor_resets")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.TextField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_done = models.BooleanField(default=False)

    objects = FactorResetQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(decided_at=None), name="one_waiting_factor_reset"
            ),
            models.CheckConstraint(
                condition=~Q(person=F("asked_by")), name="factor_reset_not_asked_by_the_person"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | (~Q(decided_by=F("person")) & (Q(is_done=False) | ~Q(decided_by=F("asked_by")))),
                name="factor_reset_takes_two_others",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, is_done=False)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="factor_reset_decided_by_somebody_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"reset of {self.person}, asked for on {self.asked_at:%-d %B %Y}"


class WrongProof(models.Model):
    """A password, code or passkey that was not right when somebody was to sign."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="wrong_proofs")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.user} on {self.at:%-d %B %Y at %H:%M}"


class Happened(models.TextChoices):
    LOGGED_IN = "logged_in", "logged in"
    FAILED = "failed", "log-in failed"
    LOCKED_OUT = "locked_out", "locked out for a while"
    LOGGED_OUT = "logged_out", "logged out"
    EXPIRED = "expired", "session expired"
    ENDED = "ended", "session ended from elsewhere"
    PROVED = "proved", "second factor shown"
    UNPROVED = "unproved", "wrong second factor"
    FACTOR_ADDED = "factor_added", "second factor added"
    FACTOR_REMOVED = "factor_removed", "second factor removed"
    CODES_MADE = "codes_made", "recovery codes made"
    CODE_USED = "code_used", "recovery code used"
    FACTORS_RESET = "factors_reset", "second factors reset by others"
    PASSWORD_CHANGED = "password_changed", "password changed"
    SIGNING_REFUSED = "signing_refused", "wrong attempt to sign"


class AccessEvent(AppendOnlyModel):
    """What happened at the door, written once. ``user`` is empty where a name was typed that nobody has."""

    at = models.DateTimeField(db_index=True)
    what = models.CharField(max_length=20, choices=Happened)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="access_events"
    )
    details = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.at:%-d %B %Y at %H:%M}"


class EventOrigin(models.Model):
    """From where: personal data, erased when its time is over, while the event stays."""

    event = models.OneToOneField(AccessEvent, models.CASCADE, primary_key=True, related_name="origin")
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.address}, {self.browser}"
