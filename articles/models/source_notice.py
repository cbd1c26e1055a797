"""What was published about a work after it was cited, or said of it by an editor: has it lost its ground?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import JSONObject

from articles.models.source import Source


class SourceNoticeKind(models.TextChoices):
    """The gravest first."""

    RETRACTION = "retraction", "Retraction"
    CONCERN = "concern", "Expression of concern"
    CORRECTION = "correction", "Correction"
    SUPERSESSION = "supersession", "Superseded"
    REINSTATEMENT = "reinstatement", "Reinstatement"


class SourceNoticeQuerySet(models.QuerySet["SourceNotice"]):
    def of_keys(self, keys: Any) -> SourceNoticeQuerySet:
        """``keys`` are those of works, as a list or a query."""
        return self.filter(source__key__in=keys).select_related("source", "successor")


class SourceNotice(models.Model):
    """One notice about one work. What is known of it already is found by ``articles.evidence.is_same``.

    ``doi`` and ``pmid`` are the notice's own; a notice at the address of the work itself has none.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=15, choices=SourceNoticeKind)
    published_on = models.DateField()
    doi = models.CharField("DOI", max_length=300, blank=True)
    pmid = models.CharField("PMID", max_length=20, blank=True)
    reasons = models.TextField(blank=True)
    successor = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="supersedes")
    recorded_at = models.DateTimeField()

    objects = SourceNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["published_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "published_on", "doi", "pmid"],
                condition=Q(successor=None),
                name="source_notice_once",
            ),
            models.UniqueConstraint(
                fields=["source", "successor"],
                condition=Q(successor__isnull=False),
                name="source_superseded_once_by_a_work",
            ),
            models.CheckConstraint(
                condition=Q(kind=SourceNoticeKind.SUPERSESSION, successor__isnull=False)
                | ~Q(kind=SourceNoticeKind.SUPERSESSION) & Q(successor=None),
                name="source_notice_names_its_successor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.source.key}, {self.published_on}"

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> SourceNotice:
        """A notice as ``FACTS`` brought it along with another row."""
        recorded = datetime.fromisoformat(facts["recorded_at"])
        newer = Source(key=facts["newer"], title=facts["newer_title"], year=facts["newer_year"],
                       doi=facts["newer_doi"], pmid=facts["newer_pmid"]) if facts["newer"] else None  # fmt: skip
        return cls(
            source=Source(key=facts["key"]), kind=facts["kind"], doi=facts["doi"], pmid=facts["pmid"],
            published_on=datetime.fromisoformat(facts["published_on"]).date(), successor=newer,
            recorded_at=recorded if recorded.tzinfo else recorded.replace(tzinfo=UTC),
        )  # fmt: skip


FACTS = JSONObject(
    key=F("source__key"), kind=F("kind"), published_on=F("published_on"), doi=F("doi"), pmid=F("pmid"),
    recorded_at=F("recorded_at"), newer=F("successor__key"), newer_title=F("successor__title"),
    newer_year=F("successor__year"), newer_doi=F("successor__doi"), newer_pmid=F("successor__pmid"),
)  # fmt: skip
