"""The front page, and lists of articles: all, of a topic, of a tag."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from taggit.models import Tag

from articles.models import Category
from readers.correspondence import calls
from readers.listed import walks
from readers.listed.walks import Walk
from readers.listing import NEWEST_FIRST, PER_PAGE, Entry, entries, in_states, listed
from readers.public import public_page
from readers.structured_data.script import script
from readers.structured_data.site import home_page, topic_page
from reviews.models import Notice
from reviews.standing import PublicState

LATELY = 5
WAITING = 4
NOTICES = 3


@public_page
def home(request: HttpRequest) -> HttpResponse:
    today = timezone.now().date()
    signed = in_states(
        listed().filter(pk__in=list(walks.signed_lately()[:LATELY])),
        [PublicState.APPROVED, PublicState.OVERDUE],
        today=today,
    )
    waiting = in_states(
        listed().filter(pk__in=list(walks.waiting()[:WAITING])),
        [PublicState.SUBMITTED, PublicState.UNDER_REVIEW],
        today=today,
    )
    lately = entries(signed.order_by(F("approval__approved_at").desc(), "-pk"), today=today)
    context = {
        "front": lately[0] if lately else None,
        "lately": lately[1:],
        "waiting": entries(waiting.order_by(F("current_review__submitted_at").desc(), "-pk"), today=today),
        "notices": Notice.objects.all()[:NOTICES],
        "topics": walks.topics(),
        "states": PublicState,
        "call": calls.of_site(),
        "structured_data": script(home_page()),
    }
    return render(request, "readers/home.html", context)


@public_page
def articles(request: HttpRequest) -> HttpResponse:
    """``?topic=`` and ``?tag=`` are slugs, ``?status=`` the words of ``data-review-state``, which may be repeated."""
    asked = {name: _text(request.GET.get(name, "")) for name in ("topic", "tag")}
    states = [state for state in request.GET.getlist("status") if state]
    today = timezone.now().date()
    context = {
        "topics": walks.topics(), "asked": asked | {"states": states}, "states": PublicState, "call": calls.of_site(),
    }  # fmt: skip
    return _list(
        request,
        walks.of_all(**asked, states=states, today=today),
        "readers/articles.html",
        context | {"is_filtered": any(asked.values()) or bool(states)},
        states=states,
    )


@public_page
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    category = get_object_or_404(Category, slug=_text(slug))
    return _list(
        request,
        walks.of_topic(category),
        "readers/topic.html",
        {"title": category.name, "lead": category.description, "call": calls.of_topic(category)},
        described=partial(topic_page, category),
    )


@public_page
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """404 where no public article has the tag: a draft's tags are nobody's business."""
    found = walks.of_all(tag=_text(slug), today=timezone.now().date())
    name = Tag.objects.filter(slug=_text(slug)).values_list("name", flat=True).first()
    if name is None or not found.number:
        raise Http404
    return _list(request, found, "readers/topic.html", {"title": f"Tagged “{name}”", "lead": ""})


def _list(
    request: HttpRequest,
    found: Walk,
    template: str,
    context: dict[str, Any],
    *,
    states: Sequence[str] = (),
    described: Callable[[list[Entry]], dict[str, Any]] | None = None,
) -> HttpResponse:
    """``described`` makes the structured data of the lines."""
    page, today = page_of(found, request.GET), timezone.now().date()
    lines = lines_of(page, states=states, today=today)
    if described is not None:
        context = context | {"structured_data": script(described(lines))}
    return render(
        request,
        template,
        context | {"page": page, "entries": lines, "query": query_without_page(request.GET)},
    )


def lines_of(page: Page[int], *, states: Sequence[str] = (), today: date) -> list[Entry]:
    """The entries of a page of keys. What is no longer as the walk had it is left out.

    The keys are read first: inside the same question PostgreSQL would join every publication before it looks at them.
    """
    found = in_states(listed().filter(pk__in=list(page.object_list)), list(states), today=today)
    return entries(found.order_by(*NEWEST_FIRST), today=today)


def page_of(
    found: QuerySet[Any] | Walk, query: QueryDict, *, name: str = "page", size: int = PER_PAGE
) -> Page[Any]:
    """The page that ``?page=`` asks for, or a parameter of another name; a page there is not is a 404."""
    paginator: Paginator[Any] = Paginator(found.keys if isinstance(found, Walk) else found, size)
    if isinstance(found, Walk):
        paginator.count, paginator.is_cut = found.number, found.is_cut  # type: ignore[attr-defined]
    try:
        return paginator.page(query.get(name, 1))
    except InvalidPage as error:
        raise Http404(str(error)) from error


def query_without_page(query: QueryDict, *, name: str = "page") -> str:
    kept = query.copy()
    kept.pop(name, None)
    return f"{kept.urlencode()}&" if kept else ""


def _text(slug: str) -> str:
    return slug.replace("\0", "")
