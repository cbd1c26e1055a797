"""Which words stood on a page about the site, and since when?"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from articles.append_only import AppendOnlyModel


class Subject(models.TextChoices):
    """The last part of the address."""

    EDITORIAL_POLICY = "editorial-policy", "Editorial policy"
    DISCLAIMER = "disclaimer", "Disclaimer"
    PRIVACY = "privacy", "Privacy"
    ACCESSIBILITY = "accessibility", "Accessibility"
    CONTACT = "contact", "Contact"


class AboutText(AppendOnlyModel):
    """One version of a page. Number 0 is the house's own and stands in ``readers/about/texts``, not in the database.

    ``html`` was made and sanitised once, from ``body``, when it was written.
    """

    subject = models.CharField("page", max_length=30, choices=Subject)
    number = models.PositiveIntegerField("version")
    body = models.TextField("text")
    html = models.TextField(editable=False)
    note = models.CharField("what changed", max_length=300)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=200)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["subject", "-number"]
        verbose_name = "page about the site"
        verbose_name_plural = "pages about the site"
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="about_text_number_once")]

    def __str__(self) -> str:
        return f"{self.get_subject_display()}, version {self.number}"
