"""What did an article hold when a writer opened its form? The form carries the answer, so that a merge can tell who changed what.

The texts are those of the revision named here; a revision does not hold the rest (tags, listed sources, topic),
so that is written out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from articles.models import Article, Revision

LONGEST = 50_000  # characters; more than a form of ours ever writes


@dataclass(frozen=True)
class Opened:
    """``revision`` is None, and ``facts`` empty, when the form does not say what it was opened on."""

    revision: Revision | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        return getattr(self.revision, name) if self.revision else None


def facts_of(article: Article, *, byline: Sequence[int]) -> dict[str, Any]:
    """What no revision holds, as values that JSON can say."""
    return {
        "slug": article.slug,
        "category": article.category_id,
        "picture": article.picture_id,
        "reading_grade_reason": article.reading_grade_reason,
        "tags": sorted(article.tags.names()),
        "listed_sources": sorted(article.listed_sources.values_list("pk", flat=True)),
        "byline": list(byline),
    }


def written(article: Article, *, byline: Sequence[int]) -> str:
    """For the form's hidden field; nothing for a new article."""
    if article.pk is None:
        return ""
    return json.dumps({"revision": article.revision_number, **facts_of(article, byline=byline)})


def read(text: str, *, article: Article) -> Opened:
    """What ``written`` wrote. A text that it did not write is as good as none."""
    try:
        facts = json.loads(text[:LONGEST])
    except ValueError:
        return Opened()
    number = facts.pop("revision", None) if isinstance(facts, dict) else None
    if not isinstance(number, int) or not 0 < number <= article.revision_number:
        return Opened()
    return Opened(article.revisions.filter(number=number).first(), facts)
