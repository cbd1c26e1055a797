"""Which topic does an article belong to? Readers call it a topic, editors a category."""

from __future__ import annotations

from django.db import models

from articles.addresses import address_of
from articles.slugs import MAX_LENGTH, is_slug, slug_for


class CategoryQuerySet(models.QuerySet["Category"]):
    def named(self, name: str) -> Category | None:
        """The category that ``name`` means: its name, else its slug, whatever the case, spaces or underscores."""
        found = self.filter(name__iexact=name.strip()).first()
        slug = slug_for(name.replace("_", " "), fallback="")  # empty for a name of signs alone, such as “!!!”
        return found or (self.filter(slug=slug).first() if slug else None)


class Category(models.Model):
    name = models.CharField(max_length=100, unique=True)
    slug = models.CharField(max_length=MAX_LENGTH, unique=True, validators=[is_slug])
    description = models.TextField(blank=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("topic", self.slug)
