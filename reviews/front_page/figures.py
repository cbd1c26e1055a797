"""How is the desk doing? Counts that the database makes, whatever the number of reviews."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import BooleanField, Count, OuterRef, Q, Subquery

from articles.models import Article, Category
from reviews.models import Review
from reviews.workflow import State

AGES = ((0, 2), (3, 7), (8, 14), (15, 30), (31, None))  # days, both ends included
MONTHS = 6
TOPICS = 8
SAMPLE = 200  # approvals of one month
MANY, KEPT = 5000, 300  # articles; seconds


def here(make: Callable[[], Any]) -> Any:
    return make()


read = here  # another room may know of a copy of the database to read from


@dataclass(frozen=True)
class Quartiles:
    """Days from submission to approval in one month: a quarter, half and three quarters were within these."""

    month: date
    low: int
    middle: int
    high: int


@dataclass(frozen=True)
class TopicCount:
    topic: str
    public: int
    overdue: int


def open_by_age(now: datetime) -> list[tuple[str, int]]:
    """Open reviews by days since they were submitted: (label, count), youngest first."""
    counts = Review.objects.filter(closed_at=None).aggregate(
        **{f"age_{first}": Count("pk", filter=_aged(first, last, now)) for first, last in AGES}
    )
    labels = [f"{first}–{last} days" if last else f"Over {first - 1} days" for first, last in AGES]
    return list(zip(labels, counts.values(), strict=True))


def _aged(first: int, last: int | None, now: datetime) -> Q:
    aged = Q(submitted_at__lte=now - timedelta(days=first)) if first else Q()
    return aged & Q(submitted_at__gt=now - timedelta(days=last + 1)) if last is not None else aged


def approval_times(today: date) -> list[Quartiles]:
    """Quartiles of the days to approval for each of the last six months that saw an approval, oldest first.

    Of a month with many, the latest ``SAMPLE`` stand for all.
    """
    months = [months_before(today.replace(day=1), back) for back in range(MONTHS - 1, -1, -1)]
    times = {month: _days_to_approval(month) for month in months}
    return [
        Quartiles(month, *(_quantile(days, part) for part in (0.25, 0.5, 0.75)))
        for month, days in times.items()
        if days
    ]


def _days_to_approval(month: date) -> Counter[int]:
    first, after = (datetime.combine(day, time(), tzinfo=UTC) for day in (month, months_before(month, -1)))
    approved = Review.objects.filter(approved_at__gte=first, approved_at__lt=after)
    latest = approved.order_by("-approved_at").values_list("submitted_at", "approved_at")[:SAMPLE]
    return Counter((end.date() - start.date()).days for start, end in latest if end)


def _quantile(days: Counter[int], part: float) -> int:
    """The least number of days within which ``part`` of all were approved."""
    wanted, seen = part * days.total(), 0
    for number in sorted(days):
        seen += days[number]
        if seen >= wanted:
            return number
    raise ValueError("no approvals, no quantile")


def months_before(month: date, number: int) -> date:
    years, index = divmod(month.year * 12 + month.month - 1 - number, 12)
    return date(years, index + 1, 1)


def overdue_by_topic(today: date) -> list[TopicCount]:
    """Approved articles in use and how many of them are past their review date, most overdue first.

    Where there are many, the answer is kept for five minutes.
    """
    key = f"overdue-by-topic-{today}"
    kept: list[TopicCount] | None = cache.get(key)
    if kept is not None:
        return kept
    counted = _overdue_by_topic(today)
    if sum(topic.public for topic in counted) > MANY:
        cache.set(key, counted, timeout=KEPT)
    return counted


def _overdue_by_topic(today: date) -> list[TopicCount]:
    """Counted along two indexes, article by article: joined to reviews, the database would read every text."""
    approval = Review.objects.filter(article=OuterRef("pk"), state=State.APPROVED).order_by()
    is_late = approval.annotate(is_late=Q(next_review_on__lt=today)).values("is_late")
    counts = (
        Article.objects.filter(archived_at=None)
        .annotate(is_late=Subquery(is_late, output_field=BooleanField()))
        .order_by()
        .values_list("category", "is_late")
        .annotate(number=Count("pk"))
    )
    names = dict(Category.objects.values_list("pk", "name"))
    public, overdue = Counter[str](), Counter[str]()
    for category, late, number in counts:
        if late is not None:  # else never approved
            topic = names.get(category, "No topic")
            public[topic] += number
            overdue[topic] += number if late else 0
    topics = [TopicCount(topic, public[topic], overdue[topic]) for topic in public]
    return sorted(topics, key=lambda topic: (-topic.overdue, -topic.public, topic.topic))[:TOPICS]
