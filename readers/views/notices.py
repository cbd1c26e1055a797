"""Corrections, expressions of concern and retractions, each with an address of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from readers import citing
from readers.public import absolute, public_page
from readers.structured_data.notice import notice_page
from readers.structured_data.script import script
from readers.views.lists import page_of
from reviews.models import Notice


@public_page
def notices(request: HttpRequest) -> HttpResponse:
    found = Notice.objects.select_related("article").defer("article__body", "article__excerpt")
    return render(request, "readers/notices.html", {"page": page_of(found, request.GET)})


@public_page
def notice(request: HttpRequest, number: int) -> HttpResponse:
    slim = Notice.objects.select_related("article__publication", "revision")
    found = get_object_or_404(slim.defer("article__body", "revision__body", "revision__rendered"), pk=number)
    others = found.article.notices.defer("text").exclude(pk=found.pk).order_by("pk")
    article = found.article
    context = {
        "notice": found,
        "earlier": [other for other in others if other.pk < found.pk],
        "later": [other for other in others if other.pk > found.pk],
        "citation": citing.of_revision(
            found.revision,
            published_at=article.publication.published_at,
            url=absolute(article.get_absolute_url()),
        ),
        "structured_data": script(notice_page(found)),
    }
    return render(request, "readers/notice.html", context)
