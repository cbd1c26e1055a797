"""How pressing is a review? The words for its due date and for its risk."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from reviews.front_page.urgency import Due, risk

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (-20, "Overdue by 20 days", "late"), (-1, "Overdue by 1 day", "late"), (0, "Due today", "soon"),
        (1, "Due tomorrow", "soon"), (3, "Due in 3 days", "soon"), (4, "Due in 4 days", ""),
    ],
)  # fmt: skip
def test_a_due_date_is_said_as_the_days_that_are_left(days: int, words: str, tone: str) -> None:
    due = Due.on(TODAY + timedelta(days=days), today=TODAY)
    assert (due.words, due.tone) == (words, tone)
    assert due.shape


@pytest.mark.parametrize(
    ("late", "cites", "unreviewed", "marked", "word"),
    [
        (0, False, False, False, "Low"), (0, False, False, True, "Medium"), (1, False, False, False, "Medium"),
        (30, False, False, False, "Medium"), (31, False, False, False, "High"), (0, False, True, False, "High"),
        (0, True, False, False, "High"), (-9, True, True, True, "High"),
    ],
)  # fmt: skip
def test_the_gravest_reason_gives_the_risk_its_word(
    late: int, cites: bool, unreviewed: bool, marked: bool, word: str
) -> None:
    found = risk(
        cites_retracted=cites, is_public_unreviewed=unreviewed, is_marked=marked,
        due_on=TODAY - timedelta(days=late), today=TODAY,
    )  # fmt: skip
    assert found.word == word
    assert found.why.endswith(".")
