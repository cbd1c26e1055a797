"""What exactly could a reader see? An immutable snapshot with a digest."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from articles import snapshot
from articles.addresses import address_of
from articles.append_only import AppendOnlyModel
from articles.markdown import AUDIENCES, EVERYONE
from articles.models.article import Article


class Significance(models.TextChoices):
    """How much a change matters to a reader. Only a substantive one moves "last updated"."""

    EDITORIAL = "editorial", "Editorial (spelling, layout)"
    MINOR = "minor", "Minor (wording, same meaning)"
    SUBSTANTIVE = "substantive", "Substantive (what the article says)"


class Revision(AppendOnlyModel):
    """``digest`` is the SHA-256 of the canonical JSON of the content and of the HTML made from it.

    ``rendered`` maps each audience to {"html", "contents", "citations"} and, where it marks any, "claims"; it is part of
    what is signed.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    excerpt = models.TextField(blank=True)
    body = models.TextField(blank=True)
    language = models.CharField(max_length=12)
    funding = models.TextField(blank=True)
    byline = models.JSONField()
    sources = models.JSONField()
    pictures = models.JSONField()
    lead_picture = models.CharField(max_length=300, blank=True)
    rendered = models.JSONField()
    digest = models.CharField(max_length=64)

    note = models.TextField("change note", blank=True)
    significance = models.CharField(max_length=12, choices=Significance, default=Significance.SUBSTANTIVE)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="revisions")
    author_name = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["article", "-number"]
        indexes = [  # who wrote what, found without reading the texts
            models.Index(fields=["author", "article", "number"], name="revision_by_author")
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once_per_article")
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of “{self.title}”"

    def get_absolute_url(self) -> str:
        return address_of("revision", self.article.slug, self.number)

    def content(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in snapshot.CONTENT}

    def computed_digest(self) -> str:
        return snapshot.digest(content=self.content(), rendered=self.rendered)

    def is_intact(self) -> bool:
        """Does the stored digest still belong to the stored content?"""
        return self.computed_digest() == self.digest

    @property
    def cited_keys(self) -> list[str]:
        """Every key the text cites, known or not, in order of first use."""
        return list(dict.fromkeys(c["key"] for a in self.audiences for c in self.rendered[a]["citations"]))

    @property
    def claims(self) -> list[dict[str, Any]]:
        """{"text", "keys"} of each marked claim, in the order of the text for everyone, which holds all passages."""
        claims: list[dict[str, Any]] = self.rendered[EVERYONE].get("claims", [])
        return claims

    @property
    def audiences(self) -> list[str]:
        return [audience for audience in AUDIENCES if audience in self.rendered]
