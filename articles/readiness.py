"""Is a text ready for a reviewer's eyes? Each finding is a sentence that names the place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from articles import evidence
from articles.draft import Draft
from articles.markdown import Rendered
from articles.models import Article, FormerSlug, Source

HOST = re.compile(
    r"(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d+)?"
)  # a name or an address of RFC 3986, no user before it
ARTICLE = re.compile(r"/articles/([^/]+)/(?:for/\w+/)?")
KEY = re.compile(r"@([A-Za-z0-9](?:[A-Za-z0-9_:.#/+-]{0,98}[A-Za-z0-9_])?)")
AT_ONCE = 500  # values in one query; SQLite takes so many and not any number
UNFINISHED = re.compile(r"\b(TODO|TBC|TBD|XXX|FIXME)\b")


PLACES = {
    "title": "the title", "excerpt": "the excerpt", "category": "the category", "byline": "the authors", "body": "the text",
    "listed_sources": "the sources", "picture": "the picture", "funding": "funding", "tags": "the tags", "slug": "the slug",
    "reading_grade_reason": "the reason", "language": "the language",
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """``place`` is the name of the form field at fault, ``line`` the line of its text, 0 where there is none."""

    place: str
    sentence: str
    line: int = 0

    @property
    def anchor(self) -> str:
        """The id of the field."""
        return "id_author_1" if self.place == "byline" else f"id_{self.place}"

    @property
    def where(self) -> str:
        """What a link to the place is called, after "Go to"."""
        return f"line {self.line}" if self.line else PLACES.get(self.place, "the field")


def findings(article: Article) -> list[Finding]:
    """Everything about the working copy that keeps it from being submitted, in the order of the form."""
    return of_draft(Draft.of(article))


def of_draft(draft: Draft) -> list[Finding]:
    """The same rules for any text, saved or not."""
    return [
        *_facts(draft),
        *_people(draft),
        *_citations(draft),
        *_claims(draft.rendered),
        *_pictures(draft),
        *_headings(draft.rendered),
        *_unfinished(draft),
        *_leftovers(draft.rendered),
        *_links(draft.rendered),
    ]


def remarks(draft: Draft) -> list[Finding]:
    """What a writer should know and may have a reason for: a cited work that was retracted, superseded or put in doubt."""
    cited = draft.rendered.citations
    known = evidence.known_of([citation.key for citation in cited])
    lines = _lines_of_keys(draft.body) if known else {}
    return [
        Finding("body", f"Line {line}: {evidence.sentence(notice)}", line)
        for citation in cited
        for line in [lines.get(citation.key, citation.line)]
        for notice in known.get(citation.key, ())
    ]


def _facts(draft: Draft) -> Iterator[Finding]:
    wanted = {
        "title": "The article has no title.",
        "excerpt": "The article has no excerpt: two or three sentences that say what it is about.",
        "category": "The article has no category.",
        "body": "The article has no text.",
        "funding": "Funding is not answered. Write who paid for the article, or “None”.",
    }
    for place, sentence in wanted.items():
        if not (draft.category if place == "category" else getattr(draft, place).strip()):
            yield Finding(place, sentence)


def _people(draft: Draft) -> Iterator[Finding]:
    if not draft.byline:
        yield Finding("byline", "Nobody is on the byline.")
    for contributor in draft.byline:
        if not contributor.disclosures.strip():
            yield Finding(
                "byline",
                f"{contributor.name} has not answered the question on disclosures. “None” is an answer.",
            )


def _citations(draft: Draft) -> Iterator[Finding]:
    cited = [citation.key for citation in draft.rendered.citations]
    known = Source.objects.in_bulk(cited, field_name="key") if cited else {}
    unknown = [citation for citation in draft.rendered.citations if citation.key not in known]
    lines = _lines_of_keys(draft.body) if unknown else {}
    for citation in unknown:
        line = lines.get(citation.key, citation.line)
        sentence = f"Line {line} cites [@{citation.key}], which is not among the sources."
        yield Finding("body", sentence, line)
    for source in draft.listed_sources:
        if (source.merged_into or source).key not in known:
            yield Finding("listed_sources", f"The source {source.key} is listed but never cited.")


def _claims(rendered: Rendered) -> Iterator[Finding]:
    for claim in rendered.claims:
        if not claim.keys:
            said = f"Line {claim.line}: the claim “{claim.text[:80]}” cites no source."
            yield Finding(
                "body", f"{said} Put [@key] inside its brackets or right after {{claim}}.", claim.line
            )


def _lines_of_keys(text: str) -> dict[str, int]:
    """The line on which each key is cited first, found in one reading of the text."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        for key in KEY.findall(line):
            found.setdefault(key, number)
    return found


def _pictures(draft: Draft) -> Iterator[Finding]:
    for src, alt, line in draft.rendered.images:
        picture = draft.pictures.get(src)
        if picture is None:
            sentence = f"Line {line} shows {src[:80]}, which is not in the picture library. Upload it first."
            yield Finding("body", sentence, line)
        elif not (alt or picture.alt).strip():
            yield Finding("body", f"Line {line}: the picture has no alternative text.", line)
    for picture in draft.pictures.values():
        if not picture.credit.strip():
            yield Finding("body", f"The picture {picture.file.name} has no credit.")
    if draft.picture and not draft.picture.alt.strip():
        yield Finding("picture", "The picture above the text has no alternative text.")


def _headings(rendered: Rendered) -> Iterator[Finding]:
    before = 1  # the page's own title
    for level, text, line in rendered.headings:
        if level > before + 1:
            yield Finding(
                "body",
                f"Line {line}: the heading “{text}” is of level {level} under one of level {before}. Do not skip levels.",
                line,
            )
        before = level


def _unfinished(draft: Draft) -> Iterator[Finding]:
    for place in ("title", "excerpt", "body", "funding"):
        for number, line in enumerate(getattr(draft, place).split("\n"), start=1):
            if mark := UNFINISHED.search(line):
                sentence = f"{place.capitalize()}, line {number}, still says “{mark.group()}”."
                yield Finding(place, sentence, number if place == "body" else 0)


def _leftovers(rendered: Rendered) -> Iterator[Finding]:
    for text, line in rendered.leftovers:
        yield Finding(
            "body",
            f"Line {line}: “{text[:80]}” looks like a mark of this site but is none. Correct or delete it.",
            line,
        )


def _links(rendered: Rendered) -> Iterator[Finding]:
    known = _known_articles(href for href, _ in rendered.links)
    faults = {href: _link_fault(href, known=known) for href, _ in rendered.links}
    for href, line in rendered.links:
        if fault := faults[href]:
            yield Finding("body", f"Line {line}: the link {href[:80]} {fault}", line)


def _link_fault(href: str, *, known: Collection[str] = ()) -> str | None:
    """What is wrong with an address; ``known`` are the slugs of articles that links may lead to."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return "is not an address."
    site, path = urlsplit(settings.SITE_URL).netloc, unquote(parts.path)
    if parts.scheme in {"mailto", "tel"} or href.startswith("#"):
        return None
    if parts.scheme not in {"", "http", "https"}:
        return "is neither http(s) nor internal."
    if parts.netloc and not HOST.fullmatch(parts.netloc):
        return "is not an address."
    if parts.netloc and parts.netloc != site:
        return None
    if not path.startswith("/"):
        return "is neither a full address nor an internal one that starts with “/”."
    if slug := _slug_in(path):
        return None if slug in known else "leads to an article that does not exist."
    return None if _resolves(path) else "leads to a page that does not exist."


def _slug_in(path: str) -> str | None:
    article = ARTICLE.fullmatch(path)
    return article[1] if article else None


def _known_articles(hrefs: Iterable[str]) -> set[str]:
    """Which articles that these addresses name there are, under the slug of today or a former one."""
    slugs = {slug for href in hrefs if (slug := _slug_in(_path(href)))}
    wanted = [slug for slug in slugs if "\0" not in slug]  # PostgreSQL takes no NUL, which %00 stands for
    known: set[str] = set()
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        known |= set(Article.objects.filter(slug__in=some).values_list("slug", flat=True))
        known |= set(FormerSlug.objects.filter(slug__in=some).values_list("slug", flat=True))
    return known


def _path(href: str) -> str:
    try:
        return unquote(urlsplit(href).path)
    except ValueError:
        return ""


def _resolves(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
