"""Which open reviews does the desk list? Filters come from the address, and nonsense in it means no filter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import cast

from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.http import QueryDict

from articles.models import Category, Revision, Source
from reviews.front_page.urgency import Due, Risk, risk
from reviews.front_page.waiting import MOST, counted
from reviews.models import Publication, Review
from reviews.models.review import ReviewQuerySet
from reviews.workflow import OPEN, State

ROWS = 25
TOPICS = 200
SHOWN = (
    "state", "due_on", "submitted_at", "required_sign_offs", "article__category__name", "revision__title",
    "reviewer__username", "reviewer__first_name", "reviewer__last_name",
)  # fmt: skip
WITH = {"me": "Me", "nobody": "Nobody yet"}
DUE = {"overdue": "Overdue", "week": "Within 7 days"}


@dataclass(frozen=True)
class Filters:
    """What was chosen; an empty text means everything."""

    q: str = ""
    state: str = ""
    held: str = ""
    topic: str = ""
    due: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Filters:
        def chosen(name: str, known: object) -> str:
            value = query.get(name, "")
            return value if value in known else ""  # type: ignore[operator]

        return cls(
            q=query.get("q", "").replace("\x00", "").strip()[:100],
            state=chosen("state", {state.value for state in OPEN}),
            held=chosen("with", WITH),
            topic=query.get("topic", "").replace("\x00", "")[:120],
            due=chosen("due", DUE),
        )

    def address(self) -> str:
        """The filters as they stand in an address, for the links to other pages."""
        query = QueryDict(mutable=True)
        named = {"q": self.q, "state": self.state, "with": self.held, "topic": self.topic, "due": self.due}
        query.update({name: value for name, value in named.items() if value})
        return query.urlencode()


@dataclass(frozen=True)
class Line:
    """One open review with what is derived for it."""

    review: Review
    due: Due
    risk: Risk
    days: int


class BoundedPaginator(Paginator[Review]):
    """Counts no further than ``MOST``: past that the number helps nobody, and counting takes time."""

    @cached_property
    def _counted(self) -> int:
        return cast("ReviewQuerySet", self.object_list).order_by()[: MOST + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST)

    @property
    def count_in_words(self) -> str:
        return counted(self._counted)


def page(query: QueryDict, *, user: User, today: date) -> Page[Review]:
    """One page of open reviews, oldest first. A page that is not there is the nearest one that is."""
    found = _filtered(Filters.read(query), user=user, today=today)
    return BoundedPaginator(found, ROWS).get_page(query.get("page"))


def lines(reviews: Sequence[Review], *, now: datetime) -> list[Line]:
    """Due date in words and risk of each, with what the public sees of their articles, in three queries."""
    today = now.date()
    articles = [review.article_id for review in reviews]
    known = Publication.objects.filter(article__in=articles).select_related("live_revision").only(
        "article", "re_review_at", "live_revision__sources"
    )  # fmt: skip
    live = {one.article_id: one for one in known}
    shown = set(Publication.objects.public().filter(article__in=articles).values_list("article", flat=True))
    fallen = _retracted(one.live_revision for one in live.values())
    return [
        Line(
            review=review,
            due=Due.on(review.due_on, today=today),
            risk=_risk(
                review,
                live.get(review.article_id),
                fallen=fallen,
                is_shown=review.article_id in shown,
                today=today,
            ),
            days=review.days_waiting(now),
        )
        for review in reviews
    ]


def _retracted(texts: Iterable[Revision | None]) -> set[str]:
    """The keys, among all that these texts cite, of sources that were retracted."""
    keys = {source["key"] for text in texts if text for source in text.sources}
    return set(Source.objects.filter(key__in=keys, retracted_on__isnull=False).values_list("key", flat=True))


def _risk(
    review: Review, publication: Publication | None, *, fallen: set[str], is_shown: bool, today: date
) -> Risk:
    live = publication.live_revision if publication else None
    return risk(
        cites_retracted=live is not None and any(source["key"] in fallen for source in live.sources),
        is_public_unreviewed=live is None and is_shown,
        is_marked=bool(publication and publication.re_review_at),
        due_on=review.due_on,
        today=today,
    )


def _filtered(filters: Filters, *, user: User, today: date) -> ReviewQuerySet:
    queue = Review.objects.filter(closed_at=None).select_related("article__category", "revision", "reviewer")
    queue = queue.only(*SHOWN).order_by("submitted_at", "pk")
    if filters.q:
        queue = queue.filter(revision__title__icontains=filters.q)
    if filters.state:
        queue = queue.filter(state=State(filters.state))
    if filters.held == "me":
        queue = queue.filter(reviewer=user)
    elif filters.held:
        queue = queue.filter(state=State.SUBMITTED)
    if filters.topic:
        queue = queue.filter(article__category__slug=filters.topic)
    if filters.due == "overdue":
        queue = queue.filter(due_on__lt=today)
    elif filters.due:
        queue = queue.filter(due_on__lte=today + timedelta(days=7))
    return queue


def topics() -> list[Category]:
    return list(Category.objects.only("name", "slug")[:TOPICS])
