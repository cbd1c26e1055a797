"""The front page, and lists of articles: all, of a topic, of a tag."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from taggit.models import Tag, TaggedItem

from articles.models import Category
from readers.correspondence import calls
from readers.listing import NEWEST_FIRST, PER_PAGE, Entry, entries, in_states, listed
from readers.public import public_page
from readers.related import OF_ARTICLES
from readers.structured_data.script import script
from readers.structured_data.site import home_page, topic_page
from reviews.models import Notice, Publication
from reviews.models.publication import PublicationQuerySet
from reviews.standing import PublicState

LATELY = 5
WAITING = 4
NOTICES = 3


@public_page
def home(request: HttpRequest) -> HttpResponse:
    today = timezone.now().date()
    signed = in_states(listed(), [PublicState.APPROVED, PublicState.OVERDUE], today=today)
    waiting = in_states(listed(), [PublicState.SUBMITTED, PublicState.UNDER_REVIEW], today=today)
    lately = entries(signed.order_by(F("approval__approved_at").desc(), "-pk")[:LATELY], today=today)
    context = {
        "front": lately[0] if lately else None,
        "lately": lately[1:],
        "waiting": entries(
            waiting.order_by(F("current_review__submitted_at").desc(), "-pk")[:WAITING], today=today
        ),
        "notices": Notice.objects.all()[:NOTICES],
        "topics": topics(),
        "states": PublicState,
        "call": calls.of_site(),
        "structured_data": script(home_page()),
    }
    return render(request, "readers/home.html", context)


@public_page
def articles(request: HttpRequest) -> HttpResponse:
    """``?topic=`` and ``?tag=`` are slugs, ``?status=`` the words of ``data-review-state``, which may be repeated."""
    asked = {name: request.GET.get(name, "").replace("\0", "") for name in ("topic", "tag")}
    states = [state for state in request.GET.getlist("status") if state]
    found = in_states(listed(), states, today=timezone.now().date())
    if asked["topic"]:
        found = found.filter(article__category__slug=asked["topic"])
    if asked["tag"]:
        found = found.filter(article__in=_tagged(asked["tag"]))
    context = {
        "topics": topics(), "asked": asked | {"states": states}, "states": PublicState, "call": calls.of_site(),
    }  # fmt: skip
    return _list(
        request,
        found,
        "readers/articles.html",
        context | {"is_filtered": any(asked.values()) or bool(states)},
    )


@public_page
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    category = get_object_or_404(Category, slug=_text(slug))
    found = listed().filter(article__category=category)
    return _list(
        request,
        found,
        "readers/topic.html",
        {"title": category.name, "lead": category.description, "call": calls.of_topic(category)},
        described=partial(topic_page, category),
    )


@public_page
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """404 where no public article has the tag: a draft's tags are nobody's business."""
    found = listed().filter(article__in=_tagged(_text(slug)))
    name = Tag.objects.filter(slug=_text(slug)).values_list("name", flat=True).first()
    if name is None or not found.exists():
        raise Http404
    return _list(request, found, "readers/topic.html", {"title": f"Tagged “{name}”", "lead": ""})


def topics() -> QuerySet[Category]:
    """Topics with a public article, with the number of them."""
    return Category.objects.annotate(
        number=Count("articles", filter=Q(articles__publication__in=Publication.objects.listed()))
    ).filter(number__gt=0)


def _list(
    request: HttpRequest,
    found: PublicationQuerySet,
    template: str,
    context: dict[str, Any],
    *,
    described: Callable[[list[Entry]], dict[str, Any]] | None = None,
) -> HttpResponse:
    """``described`` makes the structured data of the lines."""
    page = page_of(found.order_by(*NEWEST_FIRST), request.GET)
    lines = entries(page.object_list, today=timezone.now().date())
    if described is not None:
        context = context | {"structured_data": script(described(lines))}
    return render(
        request,
        template,
        context | {"page": page, "entries": lines, "query": query_without_page(request.GET)},
    )


def page_of(found: QuerySet[Any], query: QueryDict, *, name: str = "page") -> Page[Any]:
    """The page that ``?page=`` asks for, or a parameter of another name; a page there is not is a 404."""
    try:
        return Paginator(found, PER_PAGE).page(query.get(name, 1))
    except InvalidPage as error:
        raise Http404(str(error)) from error


def query_without_page(query: QueryDict, *, name: str = "page") -> str:
    kept = query.copy()
    kept.pop(name, None)
    return f"{kept.urlencode()}&" if kept else ""


def _tagged(slug: str) -> QuerySet[TaggedItem, int]:
    return TaggedItem.objects.filter(tag__slug=slug, **OF_ARTICLES).values_list("object_id", flat=True)


def _text(slug: str) -> str:
    return slug.replace("\0", "")
