"""Corrections, expressions of concern and retractions, each with an address of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from readers.public import public_page
from readers.views.lists import page_of
from reviews.models import Notice


@public_page
def notices(request: HttpRequest) -> HttpResponse:
    found = Notice.objects.select_related("article").defer("article__body", "article__excerpt")
    return render(request, "readers/notices.html", {"page": page_of(found, request.GET)})


@public_page
def notice(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(
        Notice.objects.select_related("article", "revision").defer("article__body", "revision__rendered"),
        pk=number,
    )
    later = found.article.notices.filter(pk__gt=found.pk).order_by("pk")
    return render(request, "readers/notice.html", {"notice": found, "later": later})
