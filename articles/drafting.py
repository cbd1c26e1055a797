"""What may an article's fields hold, and what snapshot do they make?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from articles.exceptions import InvalidArticle
from articles.markdown import Rendered, variants
from articles.models import Article, Contributor, FormerSlug, Picture, Revision, Source
from articles.slugs import MAX_LENGTH, RESERVED, is_slug

# The longest texts that are kept, in characters. A 60,000 word book has about 400,000.
LIMITS = {
    "title": 300, "excerpt": 2_000, "body": 500_000, "funding": 5_000, "language": 12, "reading_grade_reason": 2_000,
    "note": 2_000,
}  # fmt: skip
ONE_LINE = {"title", "excerpt", "language"}
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
CITED = re.compile(r"@([A-Za-z0-9][A-Za-z0-9_:.-]{0,99})")  # more than is cited does no harm
DEFAULT_LIMIT = 20_000  # for what is said about a text
TAG_LENGTH = 100


def clean_text(name: str, value: str) -> str:
    """Line ends become ``\\n`` and Unicode NFC. Raises ValueError with a sentence for what no text may hold."""
    value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    value = " ".join(value.split()) if name in ONE_LINE else value
    label, limit = name.replace("_", " ").capitalize(), LIMITS.get(name, DEFAULT_LIMIT)
    if len(value) > limit:
        raise ValueError(
            f"{label} has {len(value):,} characters; the most that is kept is {limit:,}. Shorten or split it."
        )
    for number, line in enumerate(value.split("\n"), start=1):
        if bad := re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", line):
            raise ValueError(
                f"{label}, line {number}, holds a character that is not text (code {ord(bad.group()):#06x}). Delete it."
            )
    return value if name == "body" else value.strip()


def clean_fields(fields: dict[str, Any], *, article: Article | None) -> dict[str, Any]:
    """The fields, cleaned. Raises InvalidArticle that names every field at fault."""
    errors: dict[str, str] = {}
    cleaned = dict(fields)
    for name in LIMITS.keys() & fields.keys():
        try:
            cleaned[name] = clean_text(name, str(fields[name]))
        except ValueError as error:
            errors[name] = str(error)
    if "title" in cleaned and not cleaned["title"]:
        errors["title"] = "An article needs a title."
    if "language" in cleaned and "language" not in errors and not LANGUAGE.fullmatch(cleaned["language"]):
        errors["language"] = (
            f"“{cleaned['language']}” is no language tag. Write it as in BCP 47, such as en or en-GB."
        )
    if "slug" in cleaned and (fault := slug_fault(str(cleaned["slug"]), article=article)):
        errors["slug"] = fault
    if "tags" in cleaned:
        cleaned["tags"] = clean_tags(cleaned["tags"], errors=errors)
    if errors:
        raise InvalidArticle(errors)
    return cleaned


def slug_fault(slug: str, *, article: Article | None) -> str | None:
    try:
        is_slug(slug)
    except ValidationError:
        return (
            f"“{slug[:80]}” cannot be an address. A slug holds letters, digits, hyphens and underscores only."
        )
    if len(slug) > MAX_LENGTH or slug in RESERVED:
        return f"“{slug[:80]}” cannot be an address: it is reserved, or longer than {MAX_LENGTH} characters."
    others = Article.objects.filter(slug=slug)
    former = FormerSlug.objects.filter(slug=slug)
    if article is not None:
        others, former = others.exclude(pk=article.pk), former.exclude(article=article)
    if others.exists() or former.exists():
        return f"The slug “{slug}” belongs to another article. Choose another one."
    return None


def clean_tags(names: Iterable[str], *, errors: dict[str, str]) -> list[str]:
    tags: dict[str, str] = {}
    for name in names:
        name = " ".join(unicodedata.normalize("NFC", name).split())
        if len(name) > TAG_LENGTH or not name.isprintable():
            errors["tags"] = f"The tag “{name[:40]}…” is longer than {TAG_LENGTH} characters or is not text."
        elif name:
            tags.setdefault(name.casefold(), name)
    return list(tags.values())


def snapshot_of(article: Article, *, byline: list[Contributor]) -> tuple[dict[str, Any], dict[str, Rendered]]:
    """The content that a reader could see of the working copy, and its renderings, made once."""
    pictures = pictures_of(article)
    rendered = variants(
        article.body,
        title=article.title,
        pictures={src: picture.facts() for src, picture in pictures.items()},
        same_as=merged_keys(article.body),
    )
    keys = dict.fromkeys(cite.key for variant in rendered.values() for cite in variant.citations)
    return content_of(article, byline=byline, keys=list(keys), pictures=pictures), rendered


def is_as_in(article: Article, *, revision: Revision, byline: list[Contributor]) -> bool:
    """Would the working copy make the same snapshot as ``revision``? Found out without rendering."""
    if article.body != revision.body:
        return False
    pictures = pictures_of(article)
    return (
        content_of(article, byline=byline, keys=revision.cited_keys, pictures=pictures) == revision.content()
    )


def content_of(
    article: Article, *, byline: list[Contributor], keys: list[str], pictures: dict[str, Picture]
) -> dict[str, Any]:
    sources = Source.objects.select_related("merged_into").in_bulk(keys, field_name="key") if keys else {}
    return {
        "title": article.title,
        "excerpt": article.excerpt,
        "body": article.body,
        "language": article.language,
        "funding": article.funding,
        "byline": [credit(contributor) for contributor in byline],
        "sources": [sources[key].as_cited() for key in keys if key in sources],
        "pictures": [picture.as_shown() for picture in pictures.values()],
        "lead_picture": article.picture.src if article.picture else "",
    }


def merged_keys(body: str) -> dict[str, str]:
    """The keys in the text that belong to a source merged into another, each with the key it leads to."""
    cited = set(CITED.findall(body))
    if not cited:
        return {}
    merged = Source.objects.filter(key__in=cited, merged_into__isnull=False)
    return dict(merged.values_list("key", "merged_into__key"))


def pictures_of(article: Article) -> dict[str, Picture]:
    """The pictures that the working copy shows, by address: those in the text, then the one above it."""
    pictures = pictures_in(article.body)
    if article.picture:
        pictures.setdefault(article.picture.src, article.picture)
    return pictures


def pictures_in(body: str) -> dict[str, Picture]:
    """Pictures of the library that the text shows, by their address, in the order of the text."""
    found = dict.fromkeys(re.findall(rf"{re.escape(settings.MEDIA_URL)}(pictures/[\w.-]+)", body))
    library = (
        {picture.file.name: picture for picture in Picture.objects.filter(file__in=found)} if found else {}
    )
    return {library[name].src: library[name] for name in found if name in library}


def credit(contributor: Contributor) -> dict[str, Any]:
    """A byline as it is printed on the day of the revision."""
    names = (
        "slug",
        "name",
        "credentials",
        "affiliation",
        "disclosures",
        "orcid",
        "is_health_professional",
        "is_organisation",
    )
    return {name: getattr(contributor, name) for name in names}


def as_stored(rendered: dict[str, Rendered]) -> dict[str, Any]:
    return {
        audience: {
            "html": variant.html,
            "contents": [{"id": h.id, "title": h.title, "level": h.level} for h in variant.contents],
            "citations": [
                {"key": c.key, "number": c.number, "mentions": c.mentions} for c in variant.citations
            ],
            **_claims(variant),
        }
        for audience, variant in rendered.items()
    }


def _claims(variant: Rendered) -> dict[str, Any]:
    """Only where there are any: a text without claims has the digest that it always had."""
    claims = [{"text": claim.text, "keys": list(claim.keys)} for claim in variant.claims]
    return {"claims": claims} if claims else {}
