"""What did a reader write to the editors, and what became of it?"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models import Article, Revision
from readers.correspondence.models.call_to_action import CallToAction


class Kind(models.TextChoices):
    QUESTION = "question", "Question"
    PROBLEM = "problem", "Problem with a page"
    ENQUIRY = "enquiry", "Enquiry"


class LetterQuerySet(models.QuerySet["Letter"]):
    def open(self) -> LetterQuerySet:
        """Twin of ``Letter.is_open``."""
        return self.filter(answered_at=None, closed_at=None)

    def answered(self) -> LetterQuerySet:
        return self.filter(answered_at__isnull=False)

    def closed(self) -> LetterQuerySet:
        return self.filter(answered_at=None, closed_at__isnull=False)

    def to_erase(self, *, received_before: datetime) -> LetterQuerySet:
        return self.filter(received_at__lt=received_before, erased_at=None)


class Letter(models.Model):
    """Name, address and all words are erased after a time; that it came, about which text, and when it was settled stays."""

    nonce = models.CharField(max_length=64, unique=True, help_text="Of the form: sent twice, it counts once.")
    kind = models.CharField(max_length=10, choices=Kind)
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="letters")
    revision = models.ForeignKey(
        Revision, models.PROTECT, null=True, related_name="+", help_text="The text that the reader saw."
    )
    call = models.ForeignKey(CallToAction, models.SET_NULL, null=True, related_name="letters")
    name = models.CharField(max_length=100, blank=True)
    address = models.EmailField(blank=True)
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True)
    message = models.TextField(blank=True)
    received_at = models.DateTimeField("received", db_index=True)

    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.TextField("note for the desk", blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    erased_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "pk"]
        verbose_name = "letter from a reader"
        verbose_name_plural = "letters from readers"
        indexes = [
            models.Index(
                fields=["received_at"], condition=Q(answered_at=None, closed_at=None), name="letter_open"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="enquiry", article=None, revision=None)
                | ~Q(kind="enquiry") & Q(article__isnull=False, revision__isnull=False),
                name="letter_about_a_page_names_the_text",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="letter_is_answered_by_someone_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(name="", address="", fingerprint="", message="", answer="", note=""),
                name="letter_erased_holds_no_words",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.received_at:%-d %B %Y}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.closed_at is None

    @property
    def standing(self) -> str:
        """The word that the desk shows."""
        return "Open" if self.is_open else "Answered" if self.answered_at else "Closed"

    def days_waiting(self, now: datetime) -> int:
        return (now - self.received_at).days
