"""The bibliography at the desk: a source that lost its ground takes its articles with it to re-review."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from articles import evidence
from articles.admin import SourceAdmin
from articles.models import Source
from articles.staff import staff
from reviews.admin.answers import UNPROCESSABLE, faults, status_of
from reviews.admin.cited_by import CitedBy
from reviews.admin.duplicates import DuplicateScreens
from reviews.exceptions import EditorialError
from reviews.forms.source import SOURCE_FORMS, RetractionListForm, SourceActForm
from reviews.permissions import is_editor

admin.site.unregister(Source)


@admin.register(Source)
class DeskSourceAdmin(CitedBy, DuplicateScreens, SourceAdmin):
    actions = ("merge",)
    change_form_template = "reviews/source_change_form.html"
    change_list_template = "reviews/source_change_list.html"

    def get_list_display(self, request: HttpRequest) -> Any:
        return (*super().get_list_display(request), "retracted_on")

    def get_list_filter(self, request: HttpRequest) -> Any:
        return (*super().get_list_filter(request), ("retracted_on", admin.EmptyFieldListFilter))

    def get_readonly_fields(self, request: HttpRequest, obj: Source | None = None) -> Any:
        return (*super().get_readonly_fields(request, obj), *(("retracted_on",) if obj else ()))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        acts = [
            path(f"<int:pk>/{verb}/", view(self.act), {"verb": verb}, name=f"articles_source_{verb}")
            for verb in SOURCE_FORMS
        ]
        listed = path("retractions/", view(self.retractions), name="articles_source_retractions")
        return [*acts, listed, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        may_flag = {"may_flag": is_editor(staff(request))}
        return super().changelist_view(request, {**may_flag, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        source = self.get_object(request, object_id)
        marks = (
            evidence.marks(evidence.known_of([source.key]).get(source.key, ()), source.csl) if source else ()
        )
        forms = {verb: form(auto_id=f"{verb}_%s") for verb, form in SOURCE_FORMS.items()}
        shown = {"acts": forms if is_editor(staff(request)) else {}, "marks": marks}
        bound = (extra_context or {}).get("bound")
        if bound is not None:
            forms[bound.verb] = bound  # what was typed is kept
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def act(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """One act on one source, by its button."""
        if not self.has_view_permission(request) or not is_editor(staff(request)):
            raise PermissionDenied
        source = get_object_or_404(Source, pk=pk)
        if request.method != "POST":
            return HttpResponse(
                "This takes the button on the source's page.", status=405, content_type="text/plain"
            )
        form = SOURCE_FORMS[verb](request.POST, auto_id=f"{verb}_%s")
        if not form.is_valid():
            return self._refused(request, source, form, fault=faults(form), status=UNPROCESSABLE)
        try:
            messages.success(request, form.perform(source=source, by=staff(request)))
        except EditorialError as refused:
            return self._refused(request, source, form, fault=str(refused), status=status_of(refused))
        return HttpResponseRedirect(reverse("admin:articles_source_change", args=[pk]))

    def _refused(
        self, request: HttpRequest, source: Source, form: SourceActForm, *, fault: str, status: int
    ) -> HttpResponse:
        """The page as it stands, with the sentence above it and what was typed still in its box."""
        shown = copy(request)
        shown.method = "GET"  # the page itself would take a POST for a save
        response = self.change_view(shown, str(source.pk), extra_context={"bound": form, "fault": fault})
        response.status_code = status
        return response

    def retractions(self, request: HttpRequest) -> HttpResponse:
        """The public list of retractions, taken in from a file. What was known already stays as it is."""
        if not is_editor(staff(request)):
            raise PermissionDenied
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
        if request.method != "POST":
            return self._list_page(request, RetractionListForm())
        form = RetractionListForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._list_page(request, form, fault=faults(form), status=UNPROCESSABLE)
        try:
            done = form.perform(by=staff(request))
        except EditorialError as refused:
            return self._list_page(request, form, fault=str(refused), status=status_of(refused))
        is_no_list = any(not refusal.line for refusal in done["answer"].refused)
        return self._list_page(
            request, RetractionListForm(), status=UNPROCESSABLE if is_no_list else 200, **done
        )

    def _list_page(
        self, request: HttpRequest, form: RetractionListForm, *, status: int = 200, **shown: Any
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": "Take in a list of retractions",
            "form": form, **shown,
        }  # fmt: skip
        return TemplateResponse(request, "reviews/source_retractions.html", context, status=status)
