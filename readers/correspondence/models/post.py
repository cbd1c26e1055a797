"""Which mails do we owe to readers, and which have gone?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from readers.correspondence.models.letter import Letter
from readers.correspondence.models.newsletter import Consent, Issue, Subscription

MOST_ATTEMPTS = 5
LEASE = timedelta(minutes=15)  # after that, whoever took it is taken for dead


class PostQuerySet(models.QuerySet["Post"]):
    def owed(self) -> PostQuerySet:
        return self.filter(sent_at=None, dropped_at=None)

    def failed(self) -> PostQuerySet:
        """Given up, until somebody asks for another try."""
        return self.owed().filter(attempts__gte=MOST_ATTEMPTS)

    def free(self, now: datetime) -> PostQuerySet:
        """Those that may be sent now: nobody has them in hand and their next try has come."""
        return self.owed().filter(
            Q(taken_at=None) | Q(taken_at__lt=now - LEASE), attempts__lt=MOST_ATTEMPTS, not_before__lte=now
        )

    def in_other_hands(self, now: datetime) -> PostQuerySet:
        return self.owed().filter(taken_at__gte=now - LEASE)

    def left_behind(self, now: datetime) -> PostQuerySet:
        """Those whose worker was killed or whose task was lost."""
        return self.free(now).filter(not_before__lt=now - LEASE)


class Post(models.Model):
    """One mail to one reader: the link that confirms, an answer, or a copy of an issue. Written when it is sent."""

    consent = models.OneToOneField(Consent, models.CASCADE, null=True, related_name="post")
    letter = models.OneToOneField(Letter, models.CASCADE, null=True, related_name="post")
    issue = models.ForeignKey(Issue, models.PROTECT, null=True, related_name="posts")
    subscription = models.ForeignKey(Subscription, models.CASCADE, null=True, related_name="posts")
    since = models.PositiveBigIntegerField(
        null=True, help_text="The entry of the ledger after which this copy begins."
    )
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.TextField("why the last attempt failed", blank=True)
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(
        null=True, help_text="When there was nothing left to send, or nobody to send it to."
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "mail to a reader"
        verbose_name_plural = "mail to readers"
        indexes = [
            models.Index(fields=["not_before"], condition=Q(sent_at=None, dropped_at=None), name="post_owed"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["issue", "subscription"], name="one_copy_of_an_issue_for_each"),
            models.CheckConstraint(
                condition=Q(consent__isnull=False, letter=None, issue=None, subscription=None, since=None)
                | Q(consent=None, letter__isnull=False, issue=None, subscription=None, since=None)
                | Q(consent=None, letter=None, issue__isnull=False, subscription__isnull=False, since__isnull=False),
                name="post_is_of_one_kind",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"mail {self.pk}: {self.kind}"

    @property
    def kind(self) -> str:
        return "confirmation" if self.consent_id else "answer" if self.letter_id else "newsletter"
