"""The page of a source says where it is cited."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from articles.models import Source
from reviews.cited_by import cited_by


class CitedBy(admin.ModelAdmin):
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        context = dict(extra_context or {})
        if object_id.isascii() and object_id.isdecimal() and len(object_id) < 19:
            source = get_object_or_404(Source.objects.select_related("merged_into"), pk=object_id)
            context |= {"cited_by": cited_by(source), "leads_to": source.merged_into}
        return super().change_view(request, object_id, form_url, context)
