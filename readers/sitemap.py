"""Which pages should be found? Every indexable article and the pages around them, with true dates of change.

The files are written from keys and dates alone: ten thousand addresses are too many to make objects of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from articles.markdown import CLINICIANS, EVERYONE, PATIENTS
from articles.models import Category
from readers import people
from readers.about.models import Subject
from readers.audiences import address
from readers.listed.models import Listed
from readers.listing import in_states
from readers.models import SearchDocument
from readers.public import absolute, public_page
from readers.templatetags.marks import iso
from reviews.models import Notice, NoticeKind, Publication
from reviews.standing import PublicState

MOST = (
    10_000  # addresses in one file: the protocol allows five times as many, which would take seconds to write
)
AT_ONCE = 1_000  # of them that are asked for in one question
INDEXABLE = [PublicState.APPROVED.value, PublicState.OVERDUE.value, PublicState.RETRACTED.value]
SLUG = "-slug-"  # stands in an address for the slug of each line
XML = "application/xml"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
)

Line = tuple[str, datetime | None]


@dataclass(frozen=True)
class Section:
    """``items`` are cut into files; ``lines`` gives path and last change of those of one file."""

    items: QuerySet[Any, Any] | list[Any]
    lines: Callable[[Iterable[Any]], Iterable[Line]]

    @property
    def paginator(self) -> Paginator[Any]:
        return Paginator(self.items, MOST)


def sections() -> dict[str, Section]:
    today = timezone.now().date()
    return {
        "site": Section(_site(), lambda paths: ((path, None) for path in paths)),
        "articles": _articles(today=today),
        "patients": _worded(PATIENTS, today=today),
        "clinicians": _worded(CLINICIANS, today=today),
        "topics": _topics(),
        "people": Section(
            people.everybody().order_by("pk").values_list("slug"),
            lambda rows: ((reverse("person", args=[slug]), None) for (slug,) in rows),
        ),
        "notices": Section(
            Notice.objects.order_by("pk").values_list("pk", "issued_at"),
            lambda rows: ((reverse("notice", args=[pk]), issued_at) for pk, issued_at in rows),
        ),
    }


def _site() -> list[str]:
    """The pages that every site has."""
    plain = [reverse(name) for name in ("home", "articles", "people", "notices")]
    return plain + [reverse("about", args=[page]) for page in Subject.values]


def _articles(*, today: date) -> Section:
    keys = Listed.objects.filter(state__in=INDEXABLE).order_by("pk").values_list("pk", flat=True)
    return Section(keys, lambda some: _of_articles(some, path=address(SLUG, EVERYONE), today=today))


def _worded(audience: str, *, today: date) -> Section:
    """The wording for an audience has an address of its own. The search knows which texts have one."""
    documents = SearchDocument.objects.filter(**{f"is_for_{audience}": True}, state__in=INDEXABLE)
    keys = documents.order_by("publication").values_list("publication", flat=True)
    return Section(keys, lambda some: _of_articles(some, path=address(SLUG, audience), today=today))


def _of_articles(keys: Iterable[int], *, path: str, today: date) -> Iterator[Line]:
    """Of what is indexable by what is signed now. Asked for a thousand at a time: PostgreSQL would decide it for all."""
    found = in_states(Publication.objects.listed().with_facts(), INDEXABLE, today=today).order_by("pk")
    rows = found.values_list("article__slug", "notice__kind", "notice__issued_at", "approval__updated_at")
    before, after = path.split(SLUG)
    rest = iter(keys)
    while some := list(islice(rest, AT_ONCE)):
        for slug, kind, issued_at, updated_at in rows.filter(pk__in=some):
            is_retracted = kind == NoticeKind.RETRACTION
            yield f"{before}{quote(slug)}{after}", issued_at if is_retracted else updated_at


def _topics() -> Section:
    """A topic's page changes when a text of it is approved or has a notice."""
    latest = Listed.objects.filter(category=OuterRef("pk"), moved_at__isnull=False).order_by("-moved_at")
    moved = Category.objects.annotate(moved_at=Subquery(latest.values("moved_at")[:1]))
    rows = moved.filter(moved_at__isnull=False).order_by("pk").values_list("slug", "moved_at")
    return Section(rows, lambda some: ((reverse("topic", args=[slug]), moved_at) for slug, moved_at in some))


@public_page
def whole(request: HttpRequest) -> HttpResponse:
    """Every address in one file, or, where they are too many for one, the index of the files."""
    found = sections()
    paginators = {name: section.paginator for name, section in found.items()}
    if sum(paginator.count for paginator in paginators.values()) <= MOST:
        return _file((section, paginators[name].page(1)) for name, section in found.items())
    files = [
        f"{absolute(reverse('sitemap_section', args=[name]))}?p={number}"
        for name, paginator in paginators.items()
        for number in paginator.page_range
        if paginator.count
    ]
    return render(request, "readers/sitemap_index.xml", {"files": files}, content_type=XML)


@public_page
def section(request: HttpRequest, name: str) -> HttpResponse:
    """One file of the index; ``?p=`` is its number."""
    found = sections().get(name)
    if found is None:
        raise Http404
    try:
        return _file([(found, found.paginator.page(request.GET.get("p", 1)))])
    except InvalidPage as error:
        raise Http404(str(error)) from error


def _file(parts: Iterable[tuple[Section, Page[Any]]]) -> HttpResponse:
    lines = (line for section, page in parts for line in section.lines(page.object_list))
    urls = "".join(f"<url><loc>{escape(absolute(path))}</loc>{_changed(at)}</url>\n" for path, at in lines)
    return HttpResponse(f"{HEAD}{urls}</urlset>\n", content_type=XML)


def _changed(at: datetime | None) -> str:
    return f"<lastmod>{iso(at)}</lastmod>" if at else ""
