"""What is an article: its identity and the working copy that writers edit."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from taggit.managers import TaggableManager

from articles.addresses import address_of
from articles.models.category import Category
from articles.models.contributor import Contributor
from articles.models.picture import Picture
from articles.models.source import Source
from articles.slugs import MAX_LENGTH, is_slug


class ArticleQuerySet(models.QuerySet["Article"]):
    def written_by(self, user: object) -> ArticleQuerySet:
        """Articles that ``user`` began, revised, or is on the byline of. Twin of ``Article.is_written_by``."""
        return self.filter(
            models.Q(created_by=user) | models.Q(revisions__author=user) | models.Q(contributors__user=user)
        ).distinct()


class Article(models.Model):
    """Changed by ``articles.actions.save_article`` alone, which makes the revision that goes with every change."""

    slug = models.CharField(
        max_length=MAX_LENGTH, unique=True, validators=[is_slug], help_text="The last part of the address."
    )
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="articles")
    tags = TaggableManager(blank=True)
    contributors = models.ManyToManyField(Contributor, through="Byline", related_name="articles")
    listed_sources = models.ManyToManyField(
        Source, blank=True, related_name="listed_in", verbose_name="sources"
    )

    title = models.CharField(max_length=300)
    excerpt = models.TextField(
        blank=True, help_text="Two or three sentences shown in lists and under the title."
    )
    body = models.TextField(blank=True)
    funding = models.TextField(
        blank=True, help_text="Who paid for this article. Write “None” when nobody did."
    )
    language = models.CharField(max_length=12, default="en", help_text="A BCP 47 tag such as en or es.")
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, blank=True, related_name="+")
    reading_grade_reason = models.TextField(
        "reason for a high reading grade",
        blank=True,
        help_text="Why patients' passages may be harder to read than the target.",
    )

    original_published_at = models.DateTimeField(
        null=True, blank=True, help_text="Kept from where the article came from."
    )
    front_matter = models.JSONField(
        default=dict, blank=True, editable=False, help_text="Keys that the import did not know."
    )
    revision_number = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False, help_text="Counts every effective save.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="articles_begun", editable=False
    )
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(db_index=True, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="predecessors"
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at"]
        indexes = [  # how many are in use in each category, and which languages there are, without reading the texts
            models.Index(fields=["category", "id"], condition=Q(archived_at=None), name="article_in_use"),
            models.Index(fields=["language"], name="article_by_language"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("article", self.slug)

    def is_written_by(self, user: object) -> bool:
        return type(self).objects.written_by(user).filter(pk=self.pk).exists()


class Byline(models.Model):
    """One line of the byline: who, in which place."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines")
    contributor = models.ForeignKey(Contributor, models.PROTECT, related_name="bylines")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "contributor"], name="byline_once_per_article")
        ]

    def __str__(self) -> str:
        return str(self.contributor)


class FormerSlug(models.Model):
    """An address that an article once had. It leads to the article for ever."""

    slug = models.CharField(max_length=MAX_LENGTH, unique=True)
    article = models.ForeignKey(Article, models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug
