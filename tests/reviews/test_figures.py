"""Do the figures of the desk say what happened?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from reviews import actions
from reviews.front_page import charts
from reviews.front_page.figures import TopicCount, approval_times, open_by_age, overdue_by_topic
from reviews.workflow import State
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_open_reviews_are_counted_by_the_days_since_they_were_submitted() -> None:
    for days in (0, 2, 3, 7, 8, 31, 400):
        factories.submitted(title=f"{days} days old", now=NOW - timedelta(days=days))
    factories.review_at(State.WITHDRAWN, title="Not open", now=NOW - timedelta(days=3))
    assert open_by_age(NOW) == [
        ("0–2 days", 2), ("3–7 days", 2), ("8–14 days", 1), ("15–30 days", 0), ("Over 30 days", 2),
    ]  # fmt: skip


def test_the_times_to_approval_are_the_quartiles_of_each_month() -> None:
    for days in (1, 2, 3, 10):
        review = factories.submitted(title=f"{days} days in review", now=NOW - timedelta(days=days))
        actions.claim(review=review, by=factories.reviewer(), now=NOW)
        factories.sign(review, now=NOW)
    [month] = approval_times(NOW.date())
    assert (month.month, month.low, month.middle, month.high) == (date(2026, 3, 1), 1, 2, 3)


def test_a_month_of_long_ago_is_not_among_the_times_to_approval() -> None:
    factories.approved(now=NOW - timedelta(days=300))
    assert approval_times(NOW.date()) == []


def test_overdue_articles_are_counted_by_topic_and_archived_ones_are_not() -> None:
    sleep, food = factories.category(name="Sleep"), factories.category(name="Food")
    factories.approved(title="Old sleep", category=sleep, now=NOW - timedelta(days=500))
    factories.approved(title="New sleep", category=sleep, now=NOW)
    factories.approved(title="New food", category=food, now=NOW)
    gone = factories.approved_article(title="Old food", category=food, now=NOW - timedelta(days=500))
    actions.archive(article=gone, by=factories.editor(), reason="Out of use", now=NOW)
    assert overdue_by_topic(NOW.date()) == [TopicCount("Sleep", 2, 1), TopicCount("Food", 1, 0)]


def test_a_bar_is_as_long_as_its_share_of_the_longest() -> None:
    short, long = charts.bars([("a", 1), ("b", 4)]).rows
    assert short.rest_width * 4 == pytest.approx(long.rest_width, abs=0.3)


def test_the_overdue_part_of_a_bar_and_the_rest_make_the_whole() -> None:
    half, whole = charts.parts([TopicCount("a", 4, 2), TopicCount("b", 4, 0)]).rows
    assert half.part_width + half.rest_width == whole.rest_width
    assert half.part_width == pytest.approx(half.rest_width, abs=0.1)


def test_charts_of_an_empty_desk_can_be_drawn() -> None:
    assert charts.spans(approval_times(NOW.date())).rows == []
    assert charts.parts(overdue_by_topic(NOW.date())).rows == []
    assert {row.value for row in charts.bars(open_by_age(NOW)).rows} == {0}


def test_of_a_month_with_many_approvals_the_latest_stand_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviews.front_page.figures.SAMPLE", 1)
    for days, end in ((9, NOW - timedelta(hours=1)), (3, NOW)):
        review = factories.submitted(title=f"{days} days in review", now=end - timedelta(days=days))
        actions.claim(review=review, by=factories.reviewer(), now=end)
        factories.sign(review, now=end)
    [month] = approval_times(NOW.date())
    assert (month.low, month.high) == (3, 3)


def test_where_articles_are_many_the_count_by_topic_is_kept_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for many, seen in ((1, 1), (0, 2)):
        monkeypatch.setattr("reviews.front_page.figures.MANY", many)
        factories.approved(title=f"Text {many}", now=NOW)
        assert overdue_by_topic(NOW.date())[0].public == seen
    factories.approved(title="One more", now=NOW)
    assert overdue_by_topic(NOW.date())[0].public == 2
