"""Where is that written? The search and its results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.conf import settings
from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from readers.listed import walks
from readers.listing import Entry, entries, listed
from readers.models import SearchDocument
from readers.public import public_page
from readers.search.choices import ORDERS, Choice
from readers.search.documents import tags_of
from readers.search.finding import did_you_mean, find
from readers.search.highlighting import Marker, Piece
from readers.search.query import MOST_TERMS, Query, parse
from readers.search.rows import Row
from readers.views.lists import query_without_page
from reviews import limits

PER_PAGE = 10


@dataclass(frozen=True)
class Hit:
    """One line of the results; ``passage`` is empty where the title alone has the words."""

    entry: Entry
    text: str
    marker: Marker

    @cached_property
    def title(self) -> list[Piece]:
        return self.marker.marked(self.entry.title)

    @cached_property
    def passage(self) -> list[Piece]:
        return self.marker.passage(self.text)


@public_page
def search(request: HttpRequest) -> HttpResponse:
    """``?q=`` with words, "phrases" and -exclusions, narrowed by ``topic``, ``status``, ``audience``, ``year``; ``sort``."""
    today = timezone.now().date()
    query, choice = parse(request.GET.get("q", "")), Choice.of(request.GET)
    context = {"query": query, "choice": choice, "orders": ORDERS, "most_terms": MOST_TERMS}
    if not query.wanted:
        return render(request, "readers/search.html", context | {"topics": walks.topics()})
    try:
        _count(request)
    except limits.TooMuch as too_much:
        return _refuse(request, too_much)
    found = find(query, choice, today=today)
    page = _page(found.rows, request.GET.get("page", "1"))
    context |= {
        "found": found,
        "page": page,
        "hits": _hits(list(page.object_list), query, today=today),
        "did_you_mean": "" if found.rows else did_you_mean(query, today=today),
        "address": query_without_page(request.GET),
    }
    return render(request, "readers/search.html", context)


def _count(request: HttpRequest) -> None:
    now = timezone.now()
    limit = limits.Limit("search", most=settings.SEARCHES_PER_MINUTE, span=timedelta(minutes=1))
    limits.count_if_possible(limit, visitor=limits.visitor(request, today=now.date()), now=now)


def _refuse(request: HttpRequest, too_much: limits.TooMuch) -> HttpResponse:
    context = {"fault": str(too_much), "again": request.get_full_path()}
    refused = render(request, "429.html", context, status=429)
    refused["Retry-After"] = str(too_much.wait)
    return refused


def _page(rows: list[Row], number: str) -> Page[Row]:
    try:
        return Paginator(rows, PER_PAGE).page(number)
    except InvalidPage as error:
        raise Http404(str(error)) from error


def _hits(rows: list[Row], query: Query, *, today: date) -> list[Hit]:
    """In the order of the rows. What went out of public since they were read is left out."""
    publications = listed().in_bulk([row.publication for row in rows])
    lines = {entry.standing.publication.pk: entry for entry in entries(publications.values(), today=today)}
    texts = SearchDocument.objects.filter(pk__in=[row.document for row in rows]).values_list("pk", "text")
    text_of, marker = dict(texts), Marker(query)
    tags = tags_of(publication.article_id for publication in publications.values())
    return [
        Hit(
            lines[row.publication],
            "\n".join(
                [text_of.get(row.document, ""), *tags.get(publications[row.publication].article_id, [])]
            ),
            marker,
        )
        for row in rows
        if row.publication in lines
    ]
