"""What else may a reader of this article want? Articles with its tags or of its topic, always in the same order.

Of each tag, and of the topic, the newest NEAR are looked at: so many articles carry a common tag that to count what each
of them shares would take longer than to make the page.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.db.models import IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject
from taggit.models import Tag, TaggedItem

from articles.models import Article
from articles.prepared import Prepared
from reviews.models import NoticeKind, Publication
from reviews.models.publication import Gathered, PublicationQuerySet
from reviews.standing import PublicState, Standing, standing

MOST = 4
NEAR = 50
OF_ARTICLES = {"content_type__app_label": "articles", "content_type__model": "article"}
JOINED = ("article__category", "live_revision", "approval", "current_review__revision", "notice")
SHOWN = (  # of each, and what says where it stands
    *JOINED, "published_at", "article__slug", "article__category__name", "live_revision__article", "live_revision__title",
    "approval__article", "approval__revision", "approval__state", "approval__required_sign_offs", "approval__next_review_on",
    "current_review__state", "current_review__revision__title", "notice__kind",
)  # fmt: skip
LONG_AGO = datetime.min.replace(tzinfo=UTC)
_NEAR = "SELECT publication_id FROM {table} WHERE {column} = %s ORDER BY published_at DESC, publication_id DESC LIMIT {near}"
_RANKED = """
    SELECT l.publication_id FROM readers_listed l
    LEFT JOIN readers_listedtag t ON t.publication_id = l.publication_id AND t.tag_id IN ({tags})
    WHERE l.publication_id IN ({near}) AND l.publication_id <> %s AND l.state <> %s
    GROUP BY l.publication_id, l.category_id, l.published_at
    ORDER BY count(t.tag_id) DESC, CASE WHEN l.category_id = %s THEN 0 ELSE 1 END, l.published_at DESC,
      l.publication_id DESC
    LIMIT {most}"""
_SHARED = "SELECT count(*) FROM readers_listedtag WHERE publication_id = reviews_publication.id AND tag_id IN ({tags})"


def with_tags(publications: PublicationQuerySet) -> PublicationQuerySet:
    """Fetched with the article. The content type is joined, so that nothing depends on what is cached."""
    items = TaggedItem.objects.filter(object_id=OuterRef("article"), **OF_ARTICLES)
    one = JSONObject(id="tag__id", name="tag__name", slug="tag__slug")
    gathered = items.order_by().annotate(all=Value(1)).values("all").annotate(facts=Gathered(one))
    return publications.annotate(tags=Subquery(gathered.values("facts")))


def tags_of(publication: Publication) -> list[Tag]:
    """In the order of their names, of a publication that ``with_tags`` fetched."""
    found = [Tag(**facts) for facts in getattr(publication, "tags", None) or []]
    return sorted(found, key=lambda tag: (tag.name, tag.pk))


def related(article: Article, *, publication: int, tags: Collection[Tag], today: date) -> list[Standing]:
    """At most four public articles: most shared tags first, then the same topic, then the newest. None retracted."""
    topic, keys = article.category_id, [tag.pk for tag in tags]
    if topic is None and not keys:
        return []
    asked = _nearest(has_topic=topic is not None, tags=len(keys))
    found = asked(publication, *([] if topic is None else [topic]), *keys)

    def nearness(other: Any) -> tuple[int, bool, datetime, int]:
        return other.shared, other.article.category_id == topic, other.published_at or LONG_AGO, other.pk

    return [standing(other, today=today) for other in sorted(found, key=nearness, reverse=True)]


@cache
def _nearest(*, has_topic: bool, tags: int) -> Prepared[Publication]:
    """The same question of every article with so many tags."""

    def make(publication: int, *keys: int) -> PublicationQuerySet:
        topic, of = (keys[0], keys[1:]) if has_topic else (0, keys)
        listed = (
            Publication.objects.listed()
            .with_facts()
            .select_related(None)
            .select_related(*JOINED)
            .only(*SHOWN)
        )
        found = listed.annotate(shared=_shared(of)) if of else listed.annotate(shared=Value(0))
        is_retracted = Q(notice__isnull=False, notice__kind=NoticeKind.RETRACTION)
        return found.filter(~is_retracted, pk__in=_ranked(publication, topic=topic, tags=of))

    return Prepared(Publication, make, *[int] * (1 + has_topic + tags))


def _shared(tags: Sequence[int]) -> RawSQL:
    return RawSQL(_SHARED.format(tags=", ".join(["%s"] * len(tags))), tags, IntegerField())  # noqa: S611 - no text in it


def _ranked(publication: int, *, topic: int, tags: Sequence[int]) -> RawSQL:
    walks = [_NEAR.format(table="readers_listedtag", column="tag_id", near=NEAR) for _ in tags]
    walks += [_NEAR.format(table="readers_listed", column="category_id", near=NEAR)] if topic else []
    near = " UNION ".join(f"SELECT publication_id FROM ({walk}) AS w{n}" for n, walk in enumerate(walks))  # noqa: S608
    sql = _RANKED.format(tags=", ".join(["%s"] * len(tags)) or "NULL", near=near, most=MOST)
    of_topic = [topic] if topic else []
    return RawSQL(sql, [*tags, *tags, *of_topic, publication, PublicState.RETRACTED.value, topic])  # noqa: S611
