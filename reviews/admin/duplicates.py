"""Sources that are one work: the list of those that look so, and the button that merges them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from articles import library
from articles.library import Duplicate
from articles.models import Source
from articles.staff import staff
from reviews import actions
from reviews.admin.answers import UNPROCESSABLE, status_of
from reviews.exceptions import EditorialError
from reviews.permissions import is_editor

MOST = 20  # sources that are merged in one go


class DuplicateScreens(admin.ModelAdmin):
    """For editors: the others lose nothing, and everybody else goes on citing either key."""

    def get_urls(self) -> list[Any]:
        screen = self.admin_site.admin_view(self.duplicates)
        return [path("duplicates/", screen, name="articles_source_duplicates"), *super().get_urls()]

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return is_editor(staff(request))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        may = {"may_merge": self.has_merge_permission(request)}
        return super().changelist_view(request, {**may, **(extra_context or {})})

    @admin.action(description="Merge those chosen", permissions=["merge"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Source]) -> HttpResponse:
        chosen = "&".join(
            f"chosen={pk}" for pk in queryset.order_by("pk").values_list("pk", flat=True)[:MOST]
        )
        return HttpResponseRedirect(f"{reverse('admin:articles_source_duplicates')}?{chosen}")

    def duplicates(self, request: HttpRequest) -> HttpResponse:
        if not self.has_merge_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._list(request)
        sources = _sources(request.POST.getlist("source"))
        kept = next((source for source in sources if str(source.pk) == request.POST.get("kept")), None)
        if kept is None or len(sources) < 2:
            fault = "Choose which source is kept. Nothing was changed."
            return self._list(request, fault=fault, status=UNPROCESSABLE)
        try:
            self._merge(request, kept, [source for source in sources if source != kept])
        except EditorialError as refused:
            return self._list(request, fault=str(refused), status=status_of(refused))
        return HttpResponseRedirect(reverse("admin:articles_source_duplicates"))

    def _merge(self, request: HttpRequest, kept: Source, others: list[Source]) -> None:
        """All of them or none."""
        with transaction.atomic():
            for other in others:
                actions.merge_sources(
                    kept=kept, merged=other, by=staff(request), reason=request.POST.get("reason", "")
                )
        keys = ", ".join(other.key for other in others)
        messages.success(
            request, f"Merged: {keys} leads to {kept.key} from now on. Texts that cite it need no change."
        )

    def _list(self, request: HttpRequest, *, fault: str = "", status: int = 200) -> HttpResponse:
        """The sources chosen in the list, else all that look like one work. A refused group stays as it was sent."""
        asked = request.POST.getlist("source") or request.GET.getlist("chosen")
        chosen = _sources(asked)
        groups = [Duplicate("Chosen by you", tuple(chosen))] if len(chosen) > 1 else library.duplicates()
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": "Duplicates", "groups": groups,
            "fault": fault, "kept": request.POST.get("kept", ""), "reason": request.POST.get("reason", ""),
        }  # fmt: skip
        return TemplateResponse(request, "reviews/source_duplicates.html", context, status=status)


def _sources(keys: list[str]) -> list[Source]:
    wanted = [int(key) for key in keys[:MOST] if key.isascii() and key.isdecimal() and len(key) < 19]
    return list(Source.objects.current().filter(pk__in=wanted).order_by("pk"))
