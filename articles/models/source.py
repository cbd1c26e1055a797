"""What work is cited?"""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models

from articles.bibliography import references

is_key = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9_:.-]*\Z",
    "A key starts with a letter or digit and holds letters, digits and _ : . - only.",
)


class SourceKind(models.TextChoices):
    GUIDELINE = "guideline", "Guideline"
    SYSTEMATIC_REVIEW = "systematic_review", "Systematic review"
    RANDOMISED_TRIAL = "randomised_trial", "Randomised trial"
    COHORT = "cohort", "Cohort study"
    CASE_REPORT = "case_report", "Case report"
    BASIC_SCIENCE = "basic_science", "Basic science"
    ARTICLE = "article", "Journal article"
    BOOK = "book", "Book"
    WEB_PAGE = "web_page", "Web page"


class Source(models.Model):
    """A work in the bibliography. ``csl`` is its CSL-JSON record with text values only; the columns are drawn from it."""

    key = models.CharField(
        max_length=100, unique=True, validators=[is_key], help_text="Cited in text as [@key]."
    )
    kind = models.CharField(max_length=20, choices=SourceKind, default=SourceKind.ARTICLE)
    csl = models.JSONField("CSL-JSON")
    title = models.TextField(editable=False, blank=True)
    year = models.PositiveSmallIntegerField(null=True, editable=False)
    doi = models.CharField("DOI", max_length=300, editable=False, blank=True, db_index=True)
    pmid = models.CharField("PMID", max_length=20, editable=False, blank=True, db_index=True)
    retracted_on = models.DateField(null=True, blank=True, help_text="The day its retraction was published.")

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.key}: {self.title}"[:160]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.title = str(self.csl.get("title", ""))
        self.doi = str(self.csl.get("DOI", "")).lower()[:300]
        self.pmid = str(self.csl.get("PMID", ""))[:20]
        self.year = self._issued_year()
        super().save(*args, **kwargs)

    def _issued_year(self) -> int | None:
        try:
            year = int(self.csl["issued"]["date-parts"][0][0])
        except (KeyError, IndexError, TypeError, ValueError):
            return None
        return year if 0 < year < 10_000 else None

    def as_cited(self) -> dict[str, Any]:
        """What a revision keeps of this work: the record, its kind, the printed reference and where it leads."""
        return {
            "key": self.key,
            "kind": self.kind,
            "csl": self.csl,
            "reference": references.vancouver(self.csl),
            "link": references.link(self.csl) or "",
        }
