"""Which pages should be found? Every indexable article and the pages around them, with true dates of change."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.core.paginator import Paginator
from django.db.models import Max, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from articles.markdown import CLINICIANS, PATIENTS
from articles.models import Category, Contributor
from readers import people
from readers.about.models import Subject
from readers.audiences import address
from readers.dates import updated_at
from readers.listing import in_states, listed
from readers.public import absolute, public_page
from reviews.models import Notice, Publication
from reviews.models.publication import PublicationQuerySet
from reviews.standing import PublicState, standing

MOST = 50_000  # addresses in one file, says the protocol
INDEXABLE = [PublicState.APPROVED.value, PublicState.OVERDUE.value, PublicState.RETRACTED.value]


class OwnAddress(Sitemap):
    """Canonical addresses, whatever host the request came by."""

    def items(self) -> QuerySet[Any] | list[Any]:
        raise NotImplementedError

    @cached_property
    def paginator(self) -> Paginator[Any]:
        """Kept, so that a section is counted once."""
        return Paginator(self.items(), MOST)

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class Articles(OwnAddress):
    """The database chooses and cuts, so a page of the sitemap costs what it holds, not what the site holds."""

    def __init__(self) -> None:
        self.today = timezone.now().date()

    def items(self) -> PublicationQuerySet:
        return in_states(listed(), INDEXABLE, today=self.today).order_by("pk")

    def location(self, item: Publication) -> str:
        return item.article.get_absolute_url()

    def lastmod(self, item: Publication) -> datetime | None:
        return updated_at(standing(item, today=self.today))


class ForPatients(Articles):
    """The wording for patients has an address of its own. The search knows which texts have one, and texts stay unread."""

    audience = PATIENTS
    has_wording = Q(search_document__is_for_patients=True)

    def items(self) -> PublicationQuerySet:
        return super().items().filter(self.has_wording)

    def location(self, item: Publication) -> str:
        return address(item.article.slug, self.audience)


class ForClinicians(ForPatients):
    audience = CLINICIANS
    has_wording = Q(search_document__is_for_clinicians=True)


class Topics(OwnAddress):
    """A topic's page changes when a text of it is approved or has a notice."""

    def items(self) -> QuerySet[Category]:
        live = Category.objects.filter(articles__publication__live_revision__isnull=False)
        publication = "articles__publication"
        return live.order_by("pk").annotate(
            approved=Max(f"{publication}__approval__approved_at"),
            noticed=Max(f"{publication}__notice__issued_at"),
        )

    def lastmod(self, item: Any) -> datetime | None:
        return max((moment for moment in (item.approved, item.noticed) if moment), default=None)


class People(OwnAddress):
    def items(self) -> list[Contributor]:
        found = people.known()
        return [*found.advisors, *found.reviewers, *found.authors]


class Notices(OwnAddress):
    def items(self) -> QuerySet[Notice]:
        return Notice.objects.order_by("pk")

    def location(self, item: Notice) -> str:
        return reverse("notice", args=[item.pk])

    def lastmod(self, item: Notice) -> datetime:
        return item.issued_at


class Site(OwnAddress):
    """The pages that every site has."""

    def items(self) -> list[str]:
        plain = [reverse(name) for name in ("home", "articles", "people", "notices")]
        return plain + [reverse("about", args=[page]) for page in Subject.values]

    def location(self, item: str) -> str:
        return item


SECTIONS: dict[str, type[OwnAddress]] = {
    "site": Site, "articles": Articles, "patients": ForPatients, "clinicians": ForClinicians, "topics": Topics,
    "people": People, "notices": Notices,
}  # fmt: skip


@public_page
def whole(request: HttpRequest) -> HttpResponse:
    """Every address in one file, or, where they are too many for one, the index of the files."""
    sections = {name: kind() for name, kind in SECTIONS.items()}
    paginators = {name: found.paginator for name, found in sections.items()}
    if sum(paginator.count for paginator in paginators.values()) <= MOST:
        return _file(request, {**sections})
    files = [
        f"{absolute(reverse('sitemap_section', args=[name]))}?p={number}"
        for name, paginator in paginators.items()
        for number in paginator.page_range
        if paginator.count
    ]
    return render(request, "readers/sitemap_index.xml", {"files": files}, content_type="application/xml")


@public_page
def section(request: HttpRequest, name: str) -> HttpResponse:
    """One file of the index; ``?p=`` is its number."""
    if name not in SECTIONS:
        raise Http404
    return _file(request, {name: SECTIONS[name]()})


def _file(request: HttpRequest, sections: dict[str, type[Sitemap[Any]] | Sitemap[Any]]) -> HttpResponse:
    return sitemap(request, sections, template_name="readers/sitemap.xml")
