"""What is kept for the search? One document for each article that readers can find, and the words to spell by."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from articles.models import Category
from readers.about import models as about  # noqa: F401 - found by Django through this module
from readers.correspondence import models as correspondence  # noqa: F401 - found by Django through this module
from readers.listed import models as listed  # noqa: F401 - found by Django through this module
from reviews.models import Publication
from reviews.standing import PublicState


class SearchDocument(models.Model):
    """Drawn from what is public by ``readers.search.indexing`` alone; losing it loses nothing.

    ``title`` to ``tags`` hold folded words, which the database indexes; ``text`` is what a passage is shown from. The
    narrow columns come first, so that a search that reads thousands of rows does not turn the pages of the texts.
    """

    publication = models.OneToOneField(Publication, models.CASCADE, related_name="search_document")
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="+")
    state = models.CharField(
        max_length=20,
        choices=PublicState.choices,
        help_text="As on the day of the review: only the clock knows what is overdue.",
    )
    year = models.PositiveSmallIntegerField(null=True, help_text="Of the last review.")
    next_review_on = models.DateField(null=True)
    dated = models.BigIntegerField(
        help_text="When it was last reviewed, else when it became public: in seconds of the epoch, to be compared fast."
    )
    is_for_patients = models.BooleanField(default=False)
    is_for_clinicians = models.BooleanField(default=False)
    title = models.TextField()
    excerpt = models.TextField()
    body = models.TextField()
    byline = models.TextField()
    sources = models.TextField()
    tags = models.TextField()
    text = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["-dated", "-id"], name="search_document_by_date"),
            models.Index(
                fields=["publication", "state"], condition=Q(is_for_patients=True), name="worded_for_patients"
            ),
            models.Index(
                fields=["publication", "state"],
                condition=Q(is_for_clinicians=True),
                name="worded_for_clinicians",
            ),
        ]

    def __str__(self) -> str:
        return f"what the search knows of publication {self.publication_id}"


class SearchWord(models.Model):
    """A word of the documents, folded, and how many of them have it."""

    word = models.CharField(max_length=64, unique=True)
    documents = models.IntegerField()

    def __str__(self) -> str:
        return self.word


class Edition(models.Model):
    """One row, whose mark the triggers of ``readers.held.edition`` replace whenever something that readers see changes."""

    mark = models.BigIntegerField()

    def __str__(self) -> str:
        return f"edition {self.mark}"
