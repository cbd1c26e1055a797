"""Which article do these keys describe?"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from articles.front_matter.dates import moment
from articles.front_matter.document import Document
from articles.front_matter.errors import FrontMatterError
from articles.front_matter.people import Author, authors_of

# For each field the keys that mean it, as Jekyll, Hugo, Quarto, Astro and others write them. The first
# that holds something counts; the others stay in `Fields.rest`.
KEYS = {
    "title": ("title",),
    "slug": ("slug",),
    "excerpt": ("excerpt", "description", "summary"),
    "categories": ("category", "categories"),
    "authors": ("authors", "author"),
    "published": ("publishedAt", "publishDate", "published_at", "published", "pubDate", "date"),
    "updated": ("updatedAt", "updated", "lastmod", "lastupdate", "date-modified", "modified"),
    "image": ("featuredImage", "featured_image", "featuredimage", "image", "cover"),
    "tags": ("tags", "keywords"),
    "draft": ("draft",),
}
_TRUE, _FALSE = frozenset({"true", "yes", "on"}), frozenset({"false", "no", "off", ""})
_IMAGE_KEYS = ("src", "url", "path", "image")
_Read = TypeVar("_Read")


@dataclass(frozen=True)
class Fields:
    """What the front matter says about an article.

    A text that is not given is "", except a missing `title`, which is None. Texts are kept as written, white
    space collapsed. `category` is the first of `categories`. Moments are aware. `rest` holds
    every other key as it was, for the export. `lines` says in which line each field that is given begins, under
    whatever key it is.
    """

    title: str | None
    slug: str
    excerpt: str
    category: str
    categories: list[str]
    authors: list[Author]
    published: datetime | None
    updated: datetime | None
    image: str
    tags: list[str]
    draft: bool
    rest: dict[str, Any]
    lines: dict[str, int] = field(default_factory=dict, compare=False)


def article_fields(document: Document) -> Fields:
    """The fields of an article; a value of the wrong shape raises FrontMatterError, naming key and line."""
    reading = _Reading(document=document)
    none: list[str] = []
    categories = reading.of("categories", _list, empty=none)
    return Fields(
        title=reading.of("title", _text, empty=None),
        slug=reading.of("slug", _text, empty=""),
        excerpt=reading.of("excerpt", _text, empty=""),
        category=categories[0] if categories else "",
        categories=categories,
        authors=reading.of("authors", authors_of, empty=[]),
        published=reading.of("published", _moment, empty=None),
        updated=reading.of("updated", _moment, empty=None),
        image=reading.of("image", _image, empty=""),
        tags=reading.of("tags", _tags, empty=[]),
        draft=_draft(reading),
        rest={key: value for key, value in document.metadata.items() if key not in reading.used},
        lines=reading.lines,
    )


@dataclass(frozen=True)
class _Reading:
    document: Document
    used: set[str] = field(default_factory=set)
    lines: dict[str, int] = field(default_factory=dict)

    def of(self, name: str, parse: Callable[[Any], _Read], *, empty: _Read) -> _Read:
        metadata = self.document.metadata
        key = next((key for key in KEYS[name] if _says_something(metadata.get(key), field=name)), None)
        if key is None:
            self.used.update(key for key in KEYS[name] if key in metadata and metadata[key] is None)
            return empty
        self.used.add(key)
        self.lines[name] = self.document.lines.get(key, 1)
        return self.parsed(key, parse)

    def parsed(self, key: str, parse: Callable[[Any], _Read]) -> _Read:
        try:
            return parse(self.document.metadata[key])
        except ValueError as error:
            line = self.document.lines.get(key, 1)
            raise FrontMatterError(line=line, reason=f"“{key}”: {error}.") from None


def _says_something(value: Any, *, field: str) -> bool:
    # Jekyll's `published: false` says that a page is a draft, not when it came out.
    is_jekyll_switch = field == "published" and isinstance(value, bool)
    return value is not None and value != "" and value != [] and not is_jekyll_switch


def _draft(reading: _Reading) -> bool:
    published = reading.document.metadata.get("published")
    if isinstance(published, bool):
        reading.used.add("published")
    return reading.of("draft", _switch, empty=False) or published is False


def _text(value: Any) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise ValueError(f"expected one line of text, found {_named(value)}; write the text in quotes")
    return " ".join(value.split())


def _list(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    texts = [_word(item) for item in items if item is not None]
    return list(dict.fromkeys(text for text in texts if text))


def _tags(value: Any) -> list[str]:
    return _list(re.split(r"(?<!\s)\s*[,;]\s*", value) if isinstance(value, str) else value)


def _word(item: Any) -> str:
    # A tag such as `true` or `2020` is a word, whatever YAML makes of it.
    return str(item).lower() if isinstance(item, bool) else _text(item)


def _moment(value: Any) -> datetime:
    try:
        return moment(_text(value))
    except (ValueError, OverflowError):
        shown = value if isinstance(value, (str, int, float)) else _named(value)
        raise ValueError(f"{shown} is not a date that can be read; write it as 2026-01-31") from None


def _image(value: Any) -> str:
    if isinstance(value, dict):
        value = next((value[key] for key in _IMAGE_KEYS if value.get(key)), "")
    return _text(value)


def _switch(value: Any) -> bool:
    word = str(value).strip().lower()
    if word not in _TRUE | _FALSE:
        raise ValueError(f"expected true or false, found {_named(value)}; write one of the two")
    return word in _TRUE


def _named(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return f"“{value}”"
