"""Which narrow rows do the lists walk? One for each article that is listed, for each of its tags, and for each of its people.

Nobody writes them but the triggers of ``readers.listed.triggers``; losing them loses nothing.
"""

from __future__ import annotations

from django.db import models
from taggit.models import Tag

from articles.models import Category
from reviews.models import Publication
from reviews.standing import PublicState


class Listed(models.Model):
    """An article that lists show. Its keys are walked; what is shown is read from the publication itself."""

    publication = models.OneToOneField(Publication, models.CASCADE, primary_key=True, related_name="+")
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="+", db_index=False)
    state = models.CharField(
        max_length=20,
        choices=PublicState.choices,
        help_text="As on the day of the review: only the clock knows what is overdue.",
    )
    published_at = models.DateTimeField(
        help_text="Long ago while it was not public yet: such texts come last."
    )
    next_review_on = models.DateField(null=True)
    signed_at = models.DateTimeField(null=True, help_text="When what is shown was approved.")
    waiting_since = models.DateTimeField(null=True, help_text="When a text that nobody signed was handed in.")
    changed_at = models.DateTimeField(null=True, help_text="When what was approved last changed for readers.")
    moved_at = models.DateTimeField(null=True, help_text="When it was approved, or had its notice since.")

    class Meta:
        indexes = [
            models.Index(fields=["-published_at", "-publication"], name="listed_newest"),
            models.Index(fields=["category", "-published_at", "-publication"], name="listed_of_topic"),
            models.Index(
                fields=["state", "-published_at", "-publication", "next_review_on"], name="listed_in_state"
            ),
            models.Index(
                fields=["category", "state", "-published_at", "-publication", "next_review_on"],
                name="listed_in_state_of_topic",
            ),
            models.Index(fields=["-signed_at", "-publication"], name="listed_signed"),
            models.Index(fields=["-waiting_since", "-publication"], name="listed_waiting"),
            models.Index(fields=["-changed_at", "-publication"], name="listed_changed"),
            models.Index(fields=["category", "-changed_at", "-publication"], name="listed_changed_of_topic"),
            models.Index(fields=["category", "-moved_at"], name="listed_moved_of_topic"),
        ]

    def __str__(self) -> str:
        return f"line of publication {self.publication_id}"


class ListedTag(models.Model):
    """A tag of a listed article."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="+", db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="+", db_index=False)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "tag"], name="listed_once_under_a_tag")]
        indexes = [models.Index(fields=["tag", "-published_at", "-publication"], name="listed_under_tag")]

    def __str__(self) -> str:
        return f"tag {self.tag_id} of publication {self.publication_id}"


class Part(models.TextChoices):
    """What somebody has to do with a public text."""

    WROTE = "written", "Written"
    SIGNED = "signed", "Signed"
    WROTE_ARCHIVED = "archived", "Written, and archived since"


class ListedPerson(models.Model):
    """A person on the byline of the text that is shown, or behind its signatures, by the slug that is printed there."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="+", db_index=False)
    slug = models.CharField(max_length=120)
    part = models.CharField(max_length=8, choices=Part)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "slug", "part"], name="listed_once_with_a_person")
        ]
        indexes = [
            models.Index(fields=["slug", "part", "-published_at", "-publication"], name="listed_of_person")
        ]

    def __str__(self) -> str:
        return f"{self.slug}: {self.part}, publication {self.publication_id}"


class Tally(models.Model):
    """How many there are of something: the sum of its rows. Adding a row waits for nobody, as changing one would."""

    key = models.CharField(max_length=150)
    number = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["key", "number"], name="tally_by_key")]

    def __str__(self) -> str:
        return f"{self.key}: {self.number:+}"
