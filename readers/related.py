"""What else may a reader of this article want? Articles with its tags or of its topic, always in the same order."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Case, Count, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from taggit.models import Tag, TaggedItem

from articles.models import Article
from readers.listing import NEWEST_FIRST, listed
from reviews.models import NoticeKind
from reviews.standing import Standing, standing

MOST = 4
OF_ARTICLES = {"content_type__app_label": "articles", "content_type__model": "article"}


def tags_of(article: Article) -> list[Tag]:
    """In the order of their names. The content type is joined, so that nothing depends on what is cached."""
    items = TaggedItem.objects.filter(object_id=article.pk, **OF_ARTICLES).select_related("tag")
    return [item.tag for item in items.order_by("tag__name", "pk")]


def related(article: Article, *, tags: Collection[Tag], today: date) -> list[Standing]:
    """At most four public articles: most shared tags first, then the same topic, then the newest. None retracted."""
    shared = TaggedItem.objects.filter(tag__in=[tag.pk for tag in tags], **OF_ARTICLES)
    count = (
        shared.filter(object_id=OuterRef("article_id")).order_by().values("object_id").annotate(n=Count("pk"))
    )
    same_topic = Q(article__category=article.category_id) if article.category_id else Q(pk=None)
    near = listed().filter(Q(article__in=shared.values("object_id")) | same_topic).exclude(article=article.pk)
    ranked = near.filter(Q(notice=None) | ~Q(notice__kind=NoticeKind.RETRACTION)).annotate(
        shared_tags=Coalesce(Subquery(count.values("n")), 0),
        is_same_topic=Case(When(same_topic, then=Value(1)), default=Value(0)),
    )
    return [
        standing(found, today=today)
        for found in ranked.order_by("-shared_tags", "-is_same_topic", *NEWEST_FIRST)[:MOST]
    ]
