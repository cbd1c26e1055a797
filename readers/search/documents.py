"""What does the search know of one article? What a reader of its page sees, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from taggit.models import TaggedItem

from articles.markdown import CLINICIANS, EVERYONE, PATIENTS
from articles.models import Revision
from articles.reference_list import references_of
from readers.models import SearchDocument
from readers.related import OF_ARTICLES
from readers.search import plain_text
from readers.search.folding import words
from reviews.models import Publication
from reviews.standing import standing

MOST, MOST_OF_BODY = 60_000, 300_000  # bytes: PostgreSQL refuses a document whose words take a megabyte
WORDS = ("title", "excerpt", "body", "byline", "sources", "tags")
SHOWN = ("excerpt", "body", "sources", "byline")  # where a passage may come from, and then from the tags


def fields_of(publication: Publication, *, tags: Sequence[str]) -> dict[str, Any]:
    """The fields of its SearchDocument, for one of ``Publication.objects.listed().with_facts()``."""
    shown = standing(publication, today=date.min)  # nothing is overdue before the clock is asked
    revision, category = shown.revision, publication.article.category_id
    texts = _texts(revision) | {"tags": list(tags)}
    return {
        "category_id": category,
        "state": shown.state.value,
        "year": shown.reviewed_at.year if shown.reviewed_at else None,
        "next_review_on": shown.next_review_on,
        "dated": int((shown.reviewed_at or shown.published_at or revision.created_at).timestamp()),
        "is_for_patients": _has_passage(revision, PATIENTS),
        "is_for_clinicians": _has_passage(revision, CLINICIANS),
        **{name: folded(" ".join(texts[name]), most=MOST_OF_BODY if name == "body" else MOST) for name in WORDS},
        "text": "\n".join(line for name in SHOWN for line in texts[name])[:MOST_OF_BODY],
    }  # fmt: skip


def tags_of(articles: Iterable[int]) -> dict[int, list[str]]:
    """The names of the tags of each article, by its key, in one query."""
    items = TaggedItem.objects.filter(object_id__in=list(articles), **OF_ARTICLES).order_by("tag__name", "pk")
    found: dict[int, list[str]] = {}
    for article, name in items.values_list("object_id", "tag__name"):
        found.setdefault(article, []).append(name)
    return found


def folded(text: str, *, most: int = MOST) -> str:
    """Words and single spaces alone, so that no database can read anything else into them."""
    return " ".join(words(text)).encode()[:most].decode(errors="ignore")


def vocabulary_of(document: SearchDocument) -> set[str]:
    return {word for name in WORDS for word in getattr(document, name).split()}


def _texts(revision: Revision) -> dict[str, list[str]]:
    """Each field in the lines that readers see. A line that several audiences share is there once."""
    bodies = [
        line
        for audience in revision.audiences
        for line in plain_text.lines(revision.rendered[audience]["html"])
    ]
    printed = [
        reference.text for a in revision.audiences for reference in references_of(revision, audience=a)
    ]
    return {
        "title": [revision.title],
        "excerpt": [" ".join(revision.excerpt.split())],
        "body": list(dict.fromkeys(bodies)),
        "byline": [_person(author) for author in revision.byline],
        "sources": list(dict.fromkeys(printed)),
    }  # fmt: skip


def _has_passage(revision: Revision, audience: str) -> bool:
    """Everyone's text holds the passages of all; the HTML is our own, so that no author can write this by hand."""
    return f'class="passage {audience}"' in revision.rendered[EVERYONE]["html"]


def _person(author: dict[str, Any]) -> str:
    return ", ".join(filter(None, (author["name"], author["credentials"], author["affiliation"])))
