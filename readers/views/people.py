"""The people behind the texts, and what they wrote or signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from articles.models import Contributor
from readers import people as known
from readers.listed.walks import Walk
from readers.listing import Entry
from readers.public import public_page
from readers.structured_data.script import script
from readers.structured_data.site import person_page
from readers.views.lists import lines_of, page_of, query_without_page

AUTHORS = 200  # on one page


@public_page
def people(request: HttpRequest) -> HttpResponse:
    found = known.known()
    page = page_of(found.authors, request.GET, size=AUTHORS)
    groups = {
        "advisors": list(found.advisors),
        "reviewers": list(found.reviewers),
        "authors": list(page.object_list),
    }
    specialties = known.specialties(groups["advisors"] + groups["reviewers"])
    context: dict[str, Any] = {
        name: [Line(p, specialties.get(p.slug, [])) for p in some] for name, some in groups.items()
    }
    context["page"] = page
    return render(request, "readers/people.html", context)


@dataclass(frozen=True)
class Line:
    """One person of the list, and the specialties in which they sign."""

    person: Contributor
    specialties: list[str]


@public_page
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """404 for those whose name no public text carries."""
    today = timezone.now().date()
    found = Contributor.objects.filter(slug=slug.replace("\0", "")).first()
    if found is None or not known.is_known(found):
        raise Http404
    lists = {"signed": known.signed_by(found), "written": known.written_by(found)}
    credentials = known.credentials_of(found, today=today)
    context = {
        "person": found,
        "credentials": credentials,
        "structured_data": script(person_page(found, credentials)),
    }
    context |= {"lists": [_works(works, name, request.GET, today=today) for name, works in lists.items()]}
    return render(request, "readers/person.html", context)


@dataclass(frozen=True)
class Works:
    """One of the two lists, a page at a time; ``query`` keeps the place in the other."""

    name: str
    page: Page[int]
    entries: list[Entry]
    query: str


def _works(found: Walk, name: str, query: QueryDict, *, today: date) -> Works:
    page = page_of(found, query, name=name)
    return Works(name, page, lines_of(page, today=today), query_without_page(query, name=name))
