"""What does the public need to be told about an article, in a page of its own?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F
from django.db.models.functions import JSONObject

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
        indexes = [models.Index(fields=["-issued_at", "-id"], name="notice_newest")]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> Notice:
        """A notice as ``FACTS`` brought it along with its article."""
        issued = datetime.fromisoformat(facts["issued_at"])
        return cls(**facts | {"issued_at": issued if issued.tzinfo else issued.replace(tzinfo=UTC)})


FACTS = JSONObject(**{name: F(name) for name in ("id", "kind", "title", "text", "issued_at")})
BY_GRAVITY = (NoticeKind.CONCERN, NoticeKind.REINSTATEMENT, NoticeKind.CORRECTION)


def in_force(notices: Iterable[Notice]) -> list[Notice]:
    """What still holds of one article's notices, given the newest first: the latest of each kind, the gravest first.

    A reinstatement ends what was said before it. While a retraction holds, it is all that needs to be said.
    """
    latest: dict[str, Notice] = {}
    for notice in notices:
        latest.setdefault(notice.kind, notice)
        if notice.kind == NoticeKind.REINSTATEMENT:
            break
    if NoticeKind.RETRACTION in latest:
        return [latest[NoticeKind.RETRACTION]]
    return [latest[kind] for kind in BY_GRAVITY if kind in latest]
