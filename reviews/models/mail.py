"""Which mails does the desk owe, to whom, and which have gone?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models import Article
from reviews.models.review import Review

ATTEMPTS = 5  # after so many it has failed, until an editor asks for it again


class MailQuerySet(models.QuerySet["Mail"]):
    def sent(self) -> MailQuerySet:
        return self.filter(sent_at__isnull=False)

    def to_send(self) -> MailQuerySet:
        """Owed by itself, and worth another attempt."""
        return self.waiting().filter(for_digest=False)

    def waiting(self) -> MailQuerySet:
        """Those to send, and those that wait to be part of a digest. Twin of ``Mail.status``."""
        return self.filter(sent_at=None, attempts__lt=ATTEMPTS)

    def failed(self) -> MailQuerySet:
        return self.filter(sent_at=None, attempts__gte=ATTEMPTS)

    def for_a_digest(self) -> MailQuerySet:
        return self.waiting().filter(for_digest=True)


class Mail(models.Model):
    """One mail to one address. ``key`` names the event and the recipient, so that nothing is told twice.

    One that went as part of a digest is ``for_digest`` and sent at the time when the digest was made.
    """

    key = models.CharField(max_length=200, unique=True, editable=False)
    kind = models.CharField(max_length=30)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="mails", help_text="Empty: a guest."
    )
    address = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    link = models.CharField(max_length=500, help_text="The page where it can be acted upon.")
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="+")
    review = models.ForeignKey(Review, models.PROTECT, null=True, related_name="mails")
    made_at = models.DateTimeField()
    for_digest = models.BooleanField("waits for the daily digest", default=False)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.TextField("why the last attempt failed", blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["made_at"], condition=Q(sent_at=None), name="mail_waiting"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def status(self) -> str:
        """In one word: sent, waiting or failed."""
        if self.sent_at is not None:
            return "sent"
        return "failed" if self.attempts >= ATTEMPTS else "waiting"
