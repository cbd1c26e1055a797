"""Which texts cite a work? The keys of each revision's sources once more, where they can be looked up."""

from __future__ import annotations

from django.db import models

from articles.models.revision import Revision


class CitedKey(models.Model):
    """Written with its revision, from which it can be made anew. A key and not a row: the library may merge works later."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="cited")
    key = models.CharField(max_length=100, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "key"], name="cited_key_once_per_revision")
        ]

    def __str__(self) -> str:
        return f"{self.key} in {self.revision}"
