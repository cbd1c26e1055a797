"""What else may a reader of this article want? Articles with its tags or of its topic, always in the same order.

Of each tag, and of the topic, the newest NEAR are looked at: so many articles carry a common tag that to count what each
of them shares would take longer than to make the page.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection
from django.db.models import OuterRef, Q, Subquery, Value
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
_NEAR = "SELECT publication_id FROM {table} WHERE {column} = %s ORDER BY published_at DESC, publication_id DESC LIMIT %s"
_RANKED = """
    SELECT l.publication_id FROM readers_listed l
    LEFT JOIN readers_listedtag t ON t.publication_id = l.publication_id AND t.tag_id IN ({tags})
    WHERE l.publication_id IN ({near}) AND l.publication_id <> %s AND l.state <> %s
    GROUP BY l.publication_id, l.category_id, l.published_at
    ORDER BY count(t.tag_id) DESC, CASE WHEN l.category_id = %s THEN 0 ELSE 1 END, l.published_at DESC,
      l.publication_id DESC
    LIMIT %s"""


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
    asked = [
        *keys,
        *(-place for place in range(1, MOST + 1 - len(keys))),
    ]  # the same question, whatever is found
    found = {p.pk: standing(p, today=today) for p in _UNRETRACTED(*asked)} if keys else {}
    return [found[key] for key in keys if key in found]


def _unretracted(*keys: int) -> PublicationQuerySet:
    found = (
        Publication.objects.listed().with_facts().select_related(None).select_related(*JOINED).only(*SHOWN)
    )
    return found.filter(Q(notice=None) | ~Q(notice__kind=NoticeKind.RETRACTION), pk__in=keys)


_UNRETRACTED = Prepared(Publication, _unretracted, *[int] * MOST)


def _ranked(article: Article, *, publication: int, tags: list[int]) -> list[int]:
    near, values = _near(article, tags=tags)
    if not near:
        return []
    asked = ", ".join(["%s"] * len(tags)) or "NULL"
    with connection.cursor() as cursor:
        cursor.execute(
            _RANKED.format(tags=asked, near=near),
            [*tags, *values, publication, PublicState.RETRACTED, article.category_id, MOST],
        )
        return [key for (key,) in cursor.fetchall()]


def _near(article: Article, *, tags: list[int]) -> tuple[str, list[int]]:
    """SQL that gives the keys of what may be related, with its values."""
    walks = [(_NEAR.format(table="readers_listedtag", column="tag_id"), tag) for tag in tags]
    if article.category_id is not None:
        walks.append((_NEAR.format(table="readers_listed", column="category_id"), article.category_id))
    some = " UNION ".join(f"SELECT publication_id FROM ({walk}) AS w{n}" for n, (walk, _) in enumerate(walks))  # noqa: S608
    return some, [value for _, key in walks for value in (key, NEAR)]
