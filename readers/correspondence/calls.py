"""Which call to action stands beside an article or a topic? At most one, of its topic before one for the whole site."""

from __future__ import annotations

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from articles.models import Category
from readers.correspondence.models import CallToAction, Label
from reviews.models import Publication
from reviews.models.publication import PublicationQuerySet

SHOWN = ("id", "title", "text", "label", "link", "link_text")
FIRST = (F("topic").asc(nulls_last=True), "-pk")


def with_call(publications: PublicationQuerySet) -> PublicationQuerySet:
    """Fetched with the article, so that a page without one asks nothing more."""
    placed = _placed(topic=OuterRef("article__category")).order_by(*FIRST)
    return publications.annotate(call=Subquery(placed.values(found=JSONObject(**{n: n for n in SHOWN}))[:1]))


def of_article(publication: Publication) -> CallToAction | None:
    """Of a publication that ``with_call`` fetched."""
    found = getattr(publication, "call", None)
    return CallToAction(**found) if found else None


def of_topic(topic: Category) -> CallToAction | None:
    return _placed(topic=topic.pk).order_by(*FIRST).first()


def of_site() -> CallToAction | None:
    """Beside the front page and the list of all articles: one that is for no topic alone."""
    return CallToAction.objects.filter(topic=None, is_placed=True).order_by("-pk").first()


def has_advertising() -> bool:
    return CallToAction.objects.filter(is_placed=True, label=Label.ADVERTISING).exists()


def _placed(*, topic: OuterRef | int) -> QuerySet[CallToAction]:
    return CallToAction.objects.filter(Q(topic=topic) | Q(topic=None), is_placed=True)
