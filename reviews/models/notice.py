"""What does the public need to be told about an article, in a page of its own?"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from articles.append_only import AppendOnlyModel
from articles.models import Article, Revision


class NoticeKind(models.TextChoices):
    CORRECTION = "correction", "Correction"
    CONCERN = "concern", "Expression of concern"
    RETRACTION = "retraction", "Retraction"
    REINSTATEMENT = "reinstatement", "Reinstatement"


class Notice(AppendOnlyModel):
    """Issued once, kept for ever; only a later notice changes what it means."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=15, choices=NoticeKind)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="notices")
    title = models.CharField(max_length=400)
    text = models.TextField(help_text="What was wrong, what changed, and why, in plain words.")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    printed_name = models.CharField(max_length=200)
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["-issued_at", "-pk"]

    def __str__(self) -> str:
        return self.title
