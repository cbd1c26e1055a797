"""How does the newsletter fare? Numbers, and no reader's address."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.staff import staff
from readers.correspondence import actions as correspondence
from readers.correspondence.models import Consent, Issue, Post, Subscription
from readers.correspondence.models.post import MOST_ATTEMPTS
from readers.correspondence.registers.editors import ForEditors


@admin.register(Issue)
class IssueAdmin(ForEditors):
    list_display = ("__str__", "made_at", "sent", "waiting", "failed", "dropped")
    fields = ("made_at", "sent", "waiting", "failed", "dropped")
    change_list_template = "readers/desk/issues.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Issue]:
        owed = Q(posts__sent_at=None, posts__dropped_at=None)
        return (
            super()
            .get_queryset(request)
            .annotate(
                number_sent=Count("posts", filter=Q(posts__sent_at__isnull=False)),
                number_waiting=Count("posts", filter=owed & Q(posts__attempts__lt=MOST_ATTEMPTS)),
                number_failed=Count("posts", filter=owed & Q(posts__attempts__gte=MOST_ATTEMPTS)),
                number_dropped=Count("posts", filter=Q(posts__dropped_at__isnull=False)),
            )
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        numbers = {
            "subscribers": Subscription.objects.active().count(),
            "asked": Consent.objects.filter(confirmed_at=None).count(),
            "left": Subscription.objects.filter(ended_at__isnull=False).count(),
        }
        return super().changelist_view(request, {**numbers, **(extra_context or {})})

    @admin.display
    def sent(self, issue: Any) -> int:
        return int(issue.number_sent)

    @admin.display
    def waiting(self, issue: Any) -> int:
        return int(issue.number_waiting)

    @admin.display
    def failed(self, issue: Any) -> int:
        return int(issue.number_failed)

    @admin.display(description="left meanwhile, or nothing to tell")
    def dropped(self, issue: Any) -> int:
        return int(issue.number_dropped)


class Outcome(SimpleListFilter):
    title, parameter_name = "outcome", "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("waiting", "Waiting"),
            ("failed", "Failed"),
            ("sent", "Sent"),
            ("dropped", "Not wanted any more"),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = {
            "waiting": lambda: queryset.owed().filter(attempts__lt=MOST_ATTEMPTS),
            "failed": queryset.failed,
            "sent": lambda: queryset.exclude(sent_at=None),
            "dropped": lambda: queryset.exclude(dropped_at=None),
        }.get(self.value() or "")
        return chosen() if chosen else queryset


@admin.register(Post)
class PostAdmin(ForEditors):
    list_display = ("made_at", "kind", "sent_at", "attempts", "fault")
    list_filter = (Outcome,)
    fields = ("kind", "made_at", "sent_at", "dropped_at", "attempts", "not_before", "fault")
    actions = ("send_again",)

    @admin.action(description="Try the failed ones of these again", permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: Any) -> None:
        chosen = list(queryset.values_list("pk", flat=True))
        number = correspondence.try_again(posts=chosen, by=staff(request), now=timezone.now())
        self.message_user(request, f"{number} mails are tried again. What was sent is not sent twice.")
