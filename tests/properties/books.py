"""What does the machine remember of an article, apart from the site and in its own words?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib.auth.models import User

from articles.models import Significance
from reviews.models import Credential


@dataclass(frozen=True)
class Approval:
    """What the books say of one approval. ``before`` is the number of the revision that was approved before it."""

    number: int
    before: int
    reviewed_at: datetime
    updated_at: datetime


@dataclass
class Books:
    """Kept by the machine alone."""

    authors: dict[int, str] = field(default_factory=dict)
    bylines: dict[int, set[str]] = field(default_factory=dict)
    significance: dict[int, str] = field(default_factory=dict)
    approvals: dict[int, Approval] = field(default_factory=dict)  # by the review's key
    signed_at: dict[int, datetime] = field(default_factory=dict)  # by the review's key: its last signature
    live: int | None = None  # the review whose text is live
    is_retracted: bool = False
    published_at: datetime | None = None

    def wrote_between(self, name: str, *, after: int, up_to: int) -> bool:
        return any(after < number <= up_to and author == name for number, author in self.authors.items())

    def is_substantive(self, *, after: int, up_to: int) -> bool:
        numbers = range(after + 1, up_to + 1)
        return any(self.significance[number] == Significance.SUBSTANTIVE for number in numbers)

    def approved_before(self, number: int) -> int:
        """The approval that a text of this number follows: the live one, or for a renewal the one before it."""
        if self.live is None:
            return 0
        live = self.approvals[self.live]
        return live.number if live.number < number else live.before


def was_qualified(person: User, asked: set[str], *, today: date) -> bool:
    """Did they hold a credential that was good on that day, in a specialty that was asked for? Read from the rows."""
    held = Credential.objects.filter(holder=person).values(
        "specialty", "valid_from", "valid_until", "revoked_at"
    )
    return any(
        row["revoked_at"] is None
        and row["valid_from"] <= today <= row["valid_until"]
        and (not asked or row["specialty"] in asked)
        for row in held
    )
