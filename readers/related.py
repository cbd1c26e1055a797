"""What else may a reader of this article want? Articles with its tags or of its topic, always in the same order.

Of each tag, and of the topic, the newest NEAR are looked at, and each of those is counted by all the tags that it shares: so
all articles of a rare tag are, and of a common one, which says little, the newest. To look at more would take longer, on a
large site, than all else that the page asks.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache

from django.db import connections, router
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import JSONObject
from taggit.models import Tag, TaggedItem

from articles.models import Article
from articles.prepared import Prepared, asked
from articles.words import Words
from reviews.models import NoticeKind, Publication
from reviews.models.publication import Gathered, PublicationQuerySet
from reviews.standing import PublicState, Standing, standing

MOST = 4
NEAR = 8
OF_ARTICLES = {"content_type__app_label": "articles", "content_type__model": "article"}
JOINED = ("article__category", "live_revision", "approval", "current_review__revision", "notice")
SHOWN = (  # of each, and what says where it stands
    *JOINED, "published_at", "article__slug", "article__category__name", "live_revision__article", "live_revision__title",
    "approval__article", "approval__revision", "approval__state", "approval__required_sign_offs", "approval__next_review_on",
    "current_review__state", "current_review__revision__title", "notice__kind",
)  # fmt: skip
_NEAR = "SELECT publication_id FROM {table} WHERE {column} = %s ORDER BY published_at DESC, publication_id DESC LIMIT {most}"
_RANKED = """
    SELECT l.publication_id FROM ({near}) AS n JOIN readers_listed l ON l.publication_id = n.publication_id
    WHERE l.publication_id <> %s AND l.state <> '{retracted}'
    ORDER BY
      (SELECT count(*) FROM readers_listedtag t WHERE t.publication_id = l.publication_id AND +t.tag_id IN ({tags})) DESC,
      CASE WHEN l.category_id = %s THEN 0 ELSE 1 END, l.published_at DESC, l.publication_id DESC
    LIMIT {most}"""  # the plus: to walk the few tags of each is half the work of asking for each of ours


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
    keys = _ranked(article, publication=publication, tags=[tag.pk for tag in tags])
    places = [*keys, *range(-1, len(keys) - MOST - 1, -1)]  # the same question, however many are found
    found = {p.pk: standing(p, today=today) for p in _UNRETRACTED(*places)} if keys else {}
    return [found[key] for key in keys if key in found]


def _unretracted(*keys: int) -> PublicationQuerySet:
    found = (
        Publication.objects.listed().with_facts().select_related(None).select_related(*JOINED).only(*SHOWN)
    )
    return found.filter(Q(notice=None) | ~Q(notice__kind=NoticeKind.RETRACTION), pk__in=keys)


_UNRETRACTED = Prepared(Publication, _unretracted, *[int] * MOST)


def _ranked(article: Article, *, publication: int, tags: list[int]) -> list[int]:
    topic = [] if article.category_id is None else [article.category_id]
    if not (tags or topic):
        return []
    values = [*tags, *topic, publication, *tags, article.category_id]
    connection = connections[router.db_for_read(Publication)]
    return [key for (key,) in asked(_words(len(tags), has_topic=bool(topic)), values, connection=connection)]


@cache
def _words(tags: int, *, has_topic: bool) -> Words:
    walks = [_NEAR.format(table="readers_listedtag", column="tag_id", most=NEAR)] * tags
    if has_topic:
        walks.append(_NEAR.format(table="readers_listed", column="category_id", most=NEAR))
    near = " UNION ".join(f"SELECT publication_id FROM ({walk}) AS w{n}" for n, walk in enumerate(walks))  # noqa: S608
    some = ", ".join(["%s"] * tags) or "NULL"
    return Words(_RANKED.format(tags=some, near=near, most=MOST, retracted=PublicState.RETRACTED.value))
