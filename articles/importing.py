"""How does a Markdown file become an article?"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from articles import front_matter
from articles.actions import save_article
from articles.exceptions import EditorialError, InvalidArticle
from articles.front_matter import Author, Document, Fields, FrontMatterError
from articles.front_matter.decoding import MAX_BYTES
from articles.models import Article, Category, Contributor, FormerSlug, Picture
from articles.slugs import free_slug, slug_for

logger = logging.getLogger(__name__)
SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd", ".mdx"})
MOST_OF_A_CATEGORY = 100
# Keys beside those of ``Fields`` and the texts that they give; of two that mean the same the later one counts.
OWN_KEYS = {
    "funding": "funding", "language": "language", "lang": "language", "reading_grade_reason": "reading_grade_reason",
}  # fmt: skip


@dataclass(frozen=True)
class Refused:
    """``line`` counts from 1; None when no line is at fault."""

    file: str
    line: int | None
    error: str


@dataclass
class Report:
    """What became of each file: it counts once."""

    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)


def files_in(paths: Sequence[Path]) -> Iterator[Path]:
    """Files as given, and the Markdown files inside folders, in a stable order, one at a time."""
    for path in paths:
        if not os.path.isdir(path):  # noqa: PTH112 — Path.is_dir raises for a name too long or a closed folder
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders.sort()
            yield from (Path(folder, name) for name in sorted(names) if Path(name).suffix.lower() in SUFFIXES)


class Importer:
    """Imports one file after another as ``by``; two files of one run never claim the same address."""

    def __init__(self, *, by: User, create_categories: bool = False, now: datetime | None = None) -> None:
        self.by, self.create_categories, self.now = by, create_categories, now
        self.claimed: dict[str, str] = {}

    @transaction.atomic
    def add(self, file: Path) -> tuple[str, Article]:
        """("imported" | "updated" | "unchanged", the article). Raises FrontMatterError and writes nothing."""
        document = front_matter.read(_bytes(file))
        fields = front_matter.article_fields(document)
        if not fields.title:
            raise FrontMatterError(
                line=document.lines.get("title", 1),
                reason="There is no title. Give the article one in its front matter.",
            )
        slug = self._slug(fields, document, file)
        article = Article.objects.filter(slug=slug).first() or _moved(slug)
        version = article.version if article else None
        wanted = self._article_fields(fields, document, slug=article.slug if article else slug)
        try:
            saved = save_article(
                by=self.by, article=article, note=f"Imported from {shown(file.name)}", now=self.now, **wanted
            )
        except InvalidArticle as invalid:
            raise _placed(invalid, fields=fields, document=document) from invalid
        self.claimed[slug] = shown(file)
        if version is None:
            return "imported", saved
        return ("unchanged" if saved.version == version else "updated"), saved

    def _slug(self, fields: Fields, document: Document, file: Path) -> str:
        slug = fields.slug or slug_for(fields.title or file.stem)
        if slug in self.claimed and self.claimed[slug] != shown(file):
            raise FrontMatterError(
                line=_line("slug", fields=fields, document=document),
                reason=f"The address “{slug}” was taken by {self.claimed[slug]} just now. Give one of them another slug.",
            )
        return slug

    def _article_fields(self, fields: Fields, document: Document, *, slug: str) -> dict[str, Any]:
        category, further = self._category(fields)
        rest = dict(fields.rest)
        own = {name: rest.pop(key) for key, name in OWN_KEYS.items() if isinstance(rest.get(key), str)}
        picture = (
            Picture.objects.filter(file=fields.image.removeprefix("/media/")).first()
            if fields.image
            else None
        )
        if fields.image and picture is None:
            rest["featuredImage"] = fields.image
        if fields.updated:
            rest["updated"] = fields.updated.isoformat()
        if fields.draft:
            rest["draft"] = True
        return {
            "title": fields.title, "slug": slug, "excerpt": fields.excerpt, "body": document.body, "category": category,
            "byline": [_contributor(author) for author in fields.authors],
            "tags": list(dict.fromkeys([*fields.tags, *further])), "picture": picture,
            "original_published_at": fields.published, "front_matter": _kept(document, rest), **own,
        }  # fmt: skip

    def _category(self, fields: Fields) -> tuple[Category | None, list[str]]:
        """The first category that is known; the others are kept as tags."""
        for name in fields.categories:
            if found := Category.objects.named(name):
                return found, [other for other in fields.categories if other != name]
        if not fields.categories:
            return None, []
        line = fields.lines["categories"]
        if self.create_categories:
            return self._new_category(fields.categories[0], line=line), fields.categories[1:]
        known = ", ".join(f"“{category}”" for category in Category.objects.all()[:8]) or "none yet"
        raise FrontMatterError(
            line=line, reason=f"There is no category “{fields.categories[0][:80]}”. Choose one of: {known}; or make it in the admin first, "
            "or import with --create-categories.",
        )  # fmt: skip

    def _new_category(self, name: str, *, line: int) -> Category:
        name = name.replace("_", " ")
        name = name.capitalize() if name.isupper() else name
        if len(name) > MOST_OF_A_CATEGORY or not name.isprintable():
            raise FrontMatterError(
                line=line,
                reason=f"The category “{name[:40]}…” is longer than {MOST_OF_A_CATEGORY} characters or is not text. Shorten it.",
            )
        slug = free_slug(
            name,
            is_taken=lambda slug: Category.objects.filter(slug=slug).exists(),
            fallback="category",
        )
        return Category.objects.create(name=name, slug=slug)


def shown(file: str | Path) -> str:
    """The name of a file as text that can be written anywhere; bytes that are no UTF-8 are shown as ``\\xff``."""
    return os.fsencode(file).decode(errors="backslashreplace")


def _bytes(file: Path) -> bytes:
    try:
        if (size := file.stat().st_size) > MAX_BYTES:
            raise FrontMatterError(
                line=1, reason=f"The file has {size:,} bytes, over the {MAX_BYTES:,} allowed; split it."
            )
        return file.read_bytes()
    except OSError as error:
        raise FrontMatterError(line=1, reason=f"The file cannot be read: {error.strerror}.") from error


def _kept(document: Document, rest: dict[str, Any]) -> dict[str, Any]:
    """What only an export needs; nothing for plain YAML, so that an article begun here comes back as it was."""
    return {"kind": document.kind, "rest": rest} if rest or document.kind != "yaml" else {}


def _moved(slug: str) -> Article | None:
    """The article that once had this address."""
    former = FormerSlug.objects.filter(slug=slug).select_related("article").first()
    return former.article if former else None


def _contributor(author: Author) -> Contributor:
    """Known by name, or new with what the file says; an import never rewrites a person."""
    found = Contributor.objects.filter(name=author.name[:200]).order_by("pk").first()
    return found or Contributor.objects.create(
        name=author.name[:200], credentials=author.credentials[:200], affiliation=author.affiliation[:300],
        orcid=author.orcid, is_organisation=author.kind == "organisation",
    )  # fmt: skip


def _placed(invalid: InvalidArticle, *, fields: Fields, document: Document) -> FrontMatterError:
    """The first fault, at the line of its key."""
    name, sentence = next(iter(invalid.errors.items()))
    return FrontMatterError(line=_line(name, fields=fields, document=document), reason=sentence)


def _line(name: str, *, fields: Fields, document: Document) -> int:
    """Where the file says this of the article: under its key, or in that from which it is made."""
    if name == "body":
        return document.body_line
    own = [document.lines[key] for key, text in OWN_KEYS.items() if text == name and key in document.lines]
    made_from = {"slug": "title", "tags": "categories"}.get(name, "")
    return own[-1] if own else fields.lines.get(name, fields.lines.get(made_from, 1))


def import_file(
    importer: Importer, file: Path, report: Report, *, then: Callable[[Article], None] | None = None
) -> None:
    """Import ``file`` into ``report``; a refusal is an entry, never an exception, whatever the file holds.

    ``then`` does more with the article. When that is refused the file counts as refused, and its text is kept.
    """
    kept = ""
    try:
        outcome, article = importer.add(file)
        if then is not None:
            kept = "The text is kept, but was not submitted: "
            then(article)
    except FrontMatterError as error:
        report.refused.append(Refused(shown(file), error.line, error.reason))
    except EditorialError as error:
        report.refused.append(Refused(shown(file), None, f"{kept}{error}"))
    except Exception as error:  # one file never ends the run; the log has what a developer needs
        logger.exception("A fault while importing %s", shown(file))
        sentence = f"A fault of the software ({type(error).__name__}), which the log describes. Report it with this file."
        report.refused.append(Refused(shown(file), None, f"{kept}{sentence}"))
    else:
        setattr(report, outcome, getattr(report, outcome) + 1)
