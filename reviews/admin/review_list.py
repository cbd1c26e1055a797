"""The list of all reviews, open and closed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles.admin import ReadOnly
from reviews.admin.bulk import BulkActs
from reviews.front_page.urgency import Due
from reviews.models import Review
from reviews.workflow import OPEN

LONG = (
    "article__body", "article__front_matter", "revision__body", "revision__rendered", "revision__sources", "revision__pictures",
)  # fmt: skip


class OpenFilter(admin.SimpleListFilter):
    """The queue is what is open; the rest is a choice away."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*Review.State.choices, ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=["state"]),
            "display": "Open",
        }
        for value, label in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({"state": value}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Review]) -> QuerySet[Review]:
        if self.value() == "all":
            return queryset
        return (
            queryset.filter(state=self.value())
            if self.value() in Review.State.values
            else queryset.filter(state__in=OPEN)
        )


class ReviewList(BulkActs, ReadOnly):
    list_display = ("title", "state", "topic", "reviewer", "pool", "submitted_at", "due", "progress")
    list_filter = (OpenFilter, "article__category")
    search_fields = ("article__title", "article__slug")
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        reviews = (
            super()
            .get_queryset(request)
            .select_related("article__category", "revision", "reviewer", "submitted_by", "pool")
        )
        is_list = (
            request.resolver_match is not None
            and request.resolver_match.url_name == "reviews_review_changelist"
        )
        return reviews.defer(*LONG) if is_list else reviews

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """What waits longest comes first; of all that there ever were, the newest."""
        return ("-pk",) if request.GET.get(OpenFilter.parameter_name) == "all" else ("submitted_at",)

    def review_of(self, row: Review) -> Review:
        return row

    @admin.display(description="Article", ordering="article__title")
    def title(self, review: Review) -> str:
        return f"{review.revision.title} (revision {review.revision.number})"

    @admin.display(description="Topic", ordering="article__category__name")
    def topic(self, review: Review) -> str:
        return str(review.article.category or "")

    @admin.display(description="Due", ordering="due_on")
    def due(self, review: Review) -> str:
        if not review.is_open:
            return "Closed"
        return f"{Due.on(review.due_on, today=timezone.now().date()).words} ({review.due_on:%-d %b %Y})"

    @admin.display(description="Signatures asked for")
    def progress(self, review: Review) -> int:
        return review.required_sign_offs
