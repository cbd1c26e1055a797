"""Which articles rest on a source, in the text that is live and in the one being written?"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from articles.drafting import CITED
from articles.models import Article, Source
from reviews.models import Publication

MOST = 200  # that one page lists


@dataclass(frozen=True)
class Citing:
    article: Article
    is_live: bool
    is_draft: bool

    @property
    def where(self) -> str:
        if self.is_live and self.is_draft:
            return "live text and working copy"
        return "live text" if self.is_live else "working copy"


def cited_by(source: Source) -> list[Citing]:
    """By title. The keys of sources that were merged into this one count as its own."""
    keys = {source.key, *source.merged.values_list("key", flat=True)}
    live, drafts = _live(keys), _drafts(keys)
    articles = live | drafts
    rows = [Citing(articles[pk], is_live=pk in live, is_draft=pk in drafts) for pk in articles]
    return sorted(rows, key=lambda row: row.article.title.casefold())[:MOST]


def _drafts(keys: set[str]) -> dict[int, Article]:
    """Text that holds the key is read; a longer key that begins so is not it."""
    holding = Q()
    for key in keys:
        holding |= Q(body__contains=f"@{key}")
    found = Article.objects.filter(holding).only("title", "slug", "body")
    return {
        article.pk: article
        for article in found
        if keys & {key.rstrip(":.-") for key in CITED.findall(article.body)}
    }


def _live(keys: set[str]) -> dict[int, Article]:
    holding = Q()
    for key in keys:
        holding |= Q(cited__contains=f'"key": "{key}"')
    live = Publication.objects.filter(live_revision__isnull=False)
    found = live.annotate(cited=Cast("live_revision__sources", TextField())).filter(holding)
    rows = found.select_related("article", "live_revision").only(
        "article__title", "article__slug", "live_revision__sources"
    )
    return {
        row.article_id: row.article
        for row in rows
        if row.live_revision and keys & {cited["key"] for cited in row.live_revision.sources}
    }
