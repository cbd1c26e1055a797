"""The bibliography at the desk: a source that was retracted takes its articles with it to re-review."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from articles.admin import SourceAdmin
from articles.models import Source
from articles.staff import staff
from reviews.admin.answers import UNPROCESSABLE, faults, status_of
from reviews.admin.cited_by import CitedBy
from reviews.admin.duplicates import DuplicateScreens
from reviews.exceptions import EditorialError
from reviews.forms.source import RetractedSourceForm
from reviews.permissions import is_editor

admin.site.unregister(Source)


@admin.register(Source)
class DeskSourceAdmin(CitedBy, DuplicateScreens, SourceAdmin):
    actions = ("merge",)
    change_form_template = "reviews/source_change_form.html"

    def get_list_display(self, request: HttpRequest) -> Any:
        return (*super().get_list_display(request), "retracted_on")

    def get_list_filter(self, request: HttpRequest) -> Any:
        return (*super().get_list_filter(request), ("retracted_on", admin.EmptyFieldListFilter))

    def get_readonly_fields(self, request: HttpRequest, obj: Source | None = None) -> Any:
        return (*super().get_readonly_fields(request, obj), *(("retracted_on",) if obj else ()))

    def get_urls(self) -> list[Any]:
        retracted = self.admin_site.admin_view(self.retracted)
        return [path("<int:pk>/retracted/", retracted, name="articles_source_retracted"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        may_flag = is_editor(staff(request))
        flag = RetractedSourceForm(auto_id="flag_%s") if may_flag else None
        return super().change_view(request, object_id, form_url, {"flag": flag, **(extra_context or {})})

    def retracted(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = get_object_or_404(Source, pk=pk)
        if not self.has_view_permission(request, source) or not is_editor(staff(request)):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponse(
                "This takes the button on the source's page.", status=405, content_type="text/plain"
            )
        form = RetractedSourceForm(request.POST, auto_id="flag_%s")
        if not form.is_valid():
            return self._refused(request, source, form, fault=faults(form), status=UNPROCESSABLE)
        try:
            messages.success(request, form.perform(source=source, by=staff(request)))
        except EditorialError as refused:
            return self._refused(request, source, form, fault=str(refused), status=status_of(refused))
        return HttpResponseRedirect(reverse("admin:articles_source_change", args=[pk]))

    def _refused(
        self, request: HttpRequest, source: Source, form: RetractedSourceForm, *, fault: str, status: int
    ) -> HttpResponse:
        """The page as it stands, with the sentence above it and the day still in its box."""
        shown = copy(request)
        shown.method = "GET"  # the page itself would take a POST for a save
        response = self.change_view(shown, str(source.pk), extra_context={"flag": form, "fault": fault})
        response.status_code = status
        return response
