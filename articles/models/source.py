"""What work is cited?"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models, transaction

from articles.bibliography import citation_parts, identifiers, references
from articles.bibliography.names import plain
from articles.bibliography.picking import plain_title, words_of

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


class SourceQuerySet(models.QuerySet["Source"]):
    def current(self) -> SourceQuerySet:
        """Without those that were merged into another, whose keys go on leading there. Twin of ``is_current``."""
        return self.filter(merged_into__isnull=True)

    def of_works(self, keys: Collection[int]) -> SourceQuerySet:
        """Every source that is one of these or was merged into one of them."""
        return self.filter(models.Q(pk__in=keys) | models.Q(merged_into__in=keys)).order_by("pk")


class Source(models.Model):
    """A work in the bibliography. ``csl`` is its CSL-JSON record with text values only; the columns are drawn from it.

    A source that was merged into another stays as a row, so that whatever names it or cites its key still finds it.
    """

    key = models.CharField(
        max_length=100, unique=True, validators=[is_key], help_text="Cited in text as [@key]."
    )
    kind = models.CharField(max_length=20, choices=SourceKind, default=SourceKind.ARTICLE)
    csl = models.JSONField("CSL-JSON")
    title = models.TextField(editable=False, blank=True)
    year = models.PositiveSmallIntegerField(null=True, editable=False)
    doi = models.CharField("DOI", max_length=300, editable=False, blank=True, db_index=True)
    pmid = models.CharField("PMID", max_length=20, editable=False, blank=True, db_index=True)
    isbn = models.CharField("ISBN", max_length=13, editable=False, blank=True, db_index=True)
    plain_title = models.CharField(
        max_length=200, editable=False, blank=True, db_index=True
    )  # without case, accents and marks: two of one title and year may be one work
    url = models.TextField("URL", editable=False, blank=True)
    publisher = models.TextField(editable=False, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )
    retracted_on = models.DateField(null=True, blank=True, help_text="The day its retraction was published.")

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.key}: {self.title}"[:160]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.draw_columns()
        with transaction.atomic():
            super().save(*args, **kwargs)
            if kwargs.get("update_fields") is None:
                self._index()

    def draw_columns(self) -> None:
        self.title = str(self.csl.get("title", ""))
        self.plain_title = plain_title(self.csl)
        self.doi = citation_parts.doi(self.csl).lower()[:300]
        self.pmid = citation_parts.pmid(self.csl)
        self.isbn = identifiers.isbn(self.csl)
        self.url = references.web_address(self.csl.get("URL")) or ""
        self.publisher = plain(self.csl.get("publisher"))
        self.year = citation_parts.year_number(self.csl)

    def _index(self) -> None:
        """The words by which a writer finds it; a merged one is not offered."""
        wanted = words_of(self.key, self.csl) if self.is_current else set()
        held = set(self.words.values_list("word", flat=True))
        self.words.filter(word__in=held - wanted).delete()
        SourceWord.objects.bulk_create(SourceWord(source=self, word=word) for word in sorted(wanted - held))

    @property
    def is_current(self) -> bool:
        return self.merged_into_id is None

    def as_cited(self) -> dict[str, Any]:
        """What a revision keeps of this work: the record, its kind, the printed reference and where it leads.

        Under a key that was merged into another source, it is that source which is cited.
        """
        work = self.merged_into or self
        return {
            "key": self.key,
            "kind": work.kind,
            "csl": work.csl,
            "reference": references.printed(work.csl, style=settings.REFERENCE_STYLE),
            "link": references.link(work.csl) or "",
        }


class SourceWord(models.Model):
    """One word by which a source is found while somebody types its beginning, folded as ``picking.words_of`` does."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="words")
    word = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "word"], name="source_word_once")]
        indexes = [
            models.Index(
                fields=["word", "source"],
                name="source_word_prefix",
                opclasses=[
                    "varchar_pattern_ops",
                    "int8_ops",
                ],  # a LIKE of a beginning, whatever the collation
            )
        ]

    def __str__(self) -> str:
        return self.word
