"""How often did somebody send something today? Kept for a day, without knowing who it was."""

from __future__ import annotations

from datetime import datetime

from django.db import models


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def of(self, visitor: str, *, since: datetime) -> AttemptQuerySet:
        return self.filter(visitor=visitor, made_at__gt=since)


class Attempt(models.Model):
    """``visitor`` is a keyed hash of the network address that nobody can compare with that of another day."""

    visitor = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    objects = AttemptQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["visitor", "made_at"], name="attempt_of_visitor")]

    def __str__(self) -> str:
        return f"attempt at {self.made_at:%H:%M}"
