"""What was done, by whom, when? The append-only, hash-chained record of every act."""

from __future__ import annotations

import hashlib
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import models

from articles.append_only import AppendOnlyModel
from articles.models import Article, Revision
from articles.snapshot import canonical

GENESIS = "0" * 64


class LedgerEntry(AppendOnlyModel):
    """``digest`` is the SHA-256 of the entry's canonical JSON, which holds the digest of the entry before it."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=30)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="ledger_entries")
    actor_name = models.CharField(max_length=200)
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="ledger_entries")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="ledger_entries")
    review = models.ForeignKey("reviews.Review", models.PROTECT, null=True, related_name="ledger_entries")
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    request = models.CharField(
        max_length=64,
        null=True,
        help_text="The id in the server's log; not part of the digest, and None for a job.",
    )

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["verb", "number"], name="ledger_by_verb")]
        verbose_name_plural = "ledger entries"

    def __str__(self) -> str:
        return f"{self.number} {self.verb} by {self.actor_name}"

    def content(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "at": self.at.astimezone(UTC).isoformat(),
            "verb": self.verb,
            "actor": self.actor_id,
            "actor_name": self.actor_name,
            "article": self.article_id,
            "revision": self.revision_id,
            "review": self.review_id,
            "details": self.details,
            "previous": self.previous,
        }

    def computed_digest(self) -> str:
        return hashlib.sha256(canonical(self.content())).hexdigest()
