"""The people behind the texts, and what they wrote or signed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.models import Contributor
from readers import people as known
from readers.listing import NEWEST_FIRST, PER_PAGE, entries
from readers.public import public_page


@public_page
def people(request: HttpRequest) -> HttpResponse:
    return render(request, "readers/people.html", {"people": known.known()})


@public_page
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """404 for those whose name no public text carries."""
    today = timezone.now().date()
    found = Contributor.objects.filter(slug=slug.replace("\0", "")).first()
    if found is None or not known.is_known(found):
        raise Http404
    written = known.written_by(found).order_by(*NEWEST_FIRST)[:PER_PAGE]
    signed = known.signed_by(found).order_by(*NEWEST_FIRST)[:PER_PAGE]
    context = {
        "person": found,
        "written": entries(written, today=today),
        "signed": entries(signed, today=today),
    }
    return render(request, "readers/person.html", context)
