"""Feeds of the site and of its topics. Each answers a conditional request by its ETag.

There is no Last-Modified: a text that is no longer signed leaves a feed without any date in it moving forward.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from articles.models import Category
from readers.feeds import atom, json_feed, rss
from readers.feeds.feed import Feed, of_site, of_topic
from readers.public import public_page

FORMS = {"atom": atom, "rss": rss, "json": json_feed}


@public_page
def articles(request: HttpRequest, form: str) -> HttpResponse:
    _require_known(form)
    return _answer(of_site(form=form, today=timezone.now().date()), form=form)


@public_page
def topic(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    _require_known(form)
    found = get_object_or_404(Category, slug=slug.replace("\0", ""))
    return _answer(of_topic(found, form=form, today=timezone.now().date()), form=form)


def _require_known(form: str) -> None:
    if form not in FORMS:
        raise Http404


def _answer(feed: Feed, *, form: str) -> HttpResponse:
    writer = FORMS[form]
    charset = "" if form == "json" else "; charset=utf-8"
    return HttpResponse(writer.written(feed), content_type=f"{writer.MEDIA_TYPE}{charset}")
