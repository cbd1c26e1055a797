"""How pressing is an open review: when is it due, and what could go wrong while it waits? Pure rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

SOON = 3  # days
LONG = 30  # days overdue


@dataclass(frozen=True)
class Due:
    """``tone`` is late, soon or empty; ``shape`` the icon that goes with the words."""

    words: str
    tone: str
    shape: str

    @classmethod
    def on(cls, day: date, *, today: date) -> Due:
        left = (day - today).days
        if left < 0:
            return cls(f"Overdue by {_days(-left)}", "late", "late")
        if left <= 1:
            return cls("Due tomorrow" if left else "Due today", "soon", "soon")
        return cls(f"Due in {_days(left)}", "soon" if left <= SOON else "", "soon" if left <= SOON else "ok")


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"


@dataclass(frozen=True)
class Risk:
    """``word`` is High, Medium or Low; ``why`` says what makes it so."""

    word: str
    why: str

    @property
    def level(self) -> str:
        return self.word.lower()


def risk(
    *, cites_retracted: bool, is_public_unreviewed: bool, is_marked: bool, due_on: date, today: date
) -> Risk:
    """What readers risk while this review waits, by the gravest reason there is."""
    late = (today - due_on).days
    if cites_retracted:
        return Risk("High", "The live text cites a retracted source.")
    if is_public_unreviewed:
        return Risk("High", "The text is public and nobody has signed it.")
    if late > LONG:
        return Risk("High", f"Overdue by {_days(late)}.")
    if late > 0:
        return Risk("Medium", f"Overdue by {_days(late)}.")
    if is_marked:
        return Risk("Medium", "The live text is marked for re-review.")
    return Risk("Low", "In time, and nothing is known against the live text.")
