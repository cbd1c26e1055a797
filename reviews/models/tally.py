"""How often did somebody ask for something lately? Kept for a day, without knowing who it was."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """Counted by ``reviews.limits``. ``visitor`` is a keyed hash of a network that nobody can compare with that of another day."""

    visitor = models.CharField(max_length=64)
    act = models.CharField(max_length=20)
    begun = models.BigIntegerField(
        help_text="The stretch of time that is counted: its first second in the epoch."
    )
    number = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(fields=["visitor", "act", "begun"], name="one_tally_for_each_stretch")
        ]

    def __str__(self) -> str:
        return f"{self.number} times {self.act}"
