"""How is an article written back as a file that the import would not change?"""

from __future__ import annotations

from typing import Any

from articles import front_matter
from articles.front_matter.fence import Kind
from articles.models import Article, Contributor


def export(article: Article) -> bytes:
    """The working copy as Markdown with front matter, in the format the article came in (YAML when it began here)."""
    kept = article.front_matter or {}
    kind: Kind = "toml" if kept.get("kind") == "toml" else "yaml"
    known = {key: value for key, value in _metadata(article).items() if value not in ("", [])}
    return front_matter.write(metadata={**known, **kept.get("rest", {})}, body=article.body, kind=kind)


def _metadata(article: Article) -> dict[str, Any]:
    published = article.original_published_at
    return {
        "title": article.title,
        "slug": article.slug,
        "excerpt": article.excerpt,
        "category": article.category.name if article.category else "",
        "authors": [_author(line.contributor) for line in article.bylines.select_related("contributor")],
        "publishedAt": published.isoformat() if published else "",
        "featuredImage": article.picture.src if article.picture else "",
        "tags": sorted(article.tags.names()),
        "funding": article.funding,
        "language": article.language,
        "reading_grade_reason": article.reading_grade_reason,
    }


def _author(contributor: Contributor) -> dict[str, str]:
    facts = {name: getattr(contributor, name) for name in ("name", "credentials", "affiliation", "orcid")}
    return {name: value for name, value in facts.items() if value}
