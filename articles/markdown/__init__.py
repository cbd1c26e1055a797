"""How does a writer's Markdown become the page that is signed and shown?

parser      reads the text once: CommonMark and the additions, each in a module of its own
fences      boxes and the passages for one audience
page        what one rendering has numbered and named so far
sanitise    the allow-list that all of it passes at the end
rendered    the values that come out
"""

from collections.abc import Callable, Mapping
from functools import partial

from articles.markdown.fences import AUDIENCES, CLINICIANS, EVERYONE, PATIENTS, has_passages, select
from articles.markdown.footnotes import render_notes
from articles.markdown.headings import shift_for, without_title
from articles.markdown.page import Page
from articles.markdown.parser import Parsed, normalise, parse, parser
from articles.markdown.rendered import (
    Citation,
    Claim,
    Heading,
    HeadingLine,
    Image,
    Leftover,
    Link,
    PictureFacts,
    Rendered,
)
from articles.markdown.sanitise import sanitise

__all__ = [
    "AUDIENCES",
    "CLINICIANS",
    "EVERYONE",
    "PATIENTS",
    "Citation",
    "Claim",
    "Heading",
    "HeadingLine",
    "Image",
    "Leftover",
    "Link",
    "PictureFacts",
    "Rendered",
    "render",
    "variants",
]

# A short mark may repeat a long address, title or description. A page has room for this many characters of
# them, and for so many more per character of the text, which no honest text needs.
ROOM, ROOM_PER_CHARACTER = 100_000, 10


def render(
    text: str,
    *,
    audience: str = EVERYONE,
    pictures: Mapping[str, PictureFacts] | None = None,
    references: Mapping[str, str] | None = None,
    same_as: Mapping[str, str] | None = None,
    title: str | None = None,
) -> Rendered:
    """Render the text as one audience reads it.

    `pictures`: what the library knows, by the address as written in the text.
    `references`: a short description of each source by its key, read out with the number.
    `same_as`: keys that stand for the work of another key, by which it is then numbered and named.
    `title`: the page's own heading; with it, a leading heading of the same words is dropped, and if the text
    holds another heading of level 1, all go one level down.
    Raises ValueError for an unknown audience, and for nothing else.
    """
    if audience not in AUDIENCES:
        raise ValueError(f"Unknown audience {audience!r}: use one of {', '.join(AUDIENCES)}.")
    library = {normalise(src): facts for src, facts in (pictures or {}).items()}
    page = _page_for(pictures=library, references=references, same_as=same_as)
    return _render(parse(text, pictures=library), audience, page, title)


def variants(
    text: str,
    *,
    pictures: Mapping[str, PictureFacts] | None = None,
    references: Mapping[str, str] | None = None,
    same_as: Mapping[str, str] | None = None,
    title: str | None = None,
) -> dict[str, Rendered]:
    """Render the text for everyone and, if it holds passages for one audience, for both audiences.

    The text is read once. Arguments are those of `render`.
    """
    library = {normalise(src): facts for src, facts in (pictures or {}).items()}
    parsed = parse(text, pictures=library)
    audiences = AUDIENCES if _holds_passages(parsed) else (EVERYONE,)
    page = _page_for(pictures=library, references=references, same_as=same_as)
    return {audience: _render(parsed, audience, page, title) for audience in audiences}


def _page_for(
    *,
    pictures: Mapping[str, PictureFacts],
    references: Mapping[str, str] | None,
    same_as: Mapping[str, str] | None,
) -> Callable[..., Page]:
    """Makes the memory of one rendering; what the library knows is the same for each."""
    return partial(Page, pictures=pictures, references=references or {}, same_as=same_as or {})


def _render(parsed: Parsed, audience: str, page_for: Callable[..., Page], title: str | None) -> Rendered:
    body = without_title(select(parsed.body, audience), title)
    notes = {label: select(tokens, audience) for label, tokens in parsed.notes.items()}
    page = page_for(heading_shift=shift_for(body, title), budget=ROOM + ROOM_PER_CHARACTER * parsed.size)
    env = {**parsed.env, "page": page}
    md = parser()
    html = md.renderer.render(body, md.options, env) + render_notes(md, notes, env)
    return Rendered(
        html=sanitise(html),
        contents=tuple(page.contents),
        citations=page.citations,
        pictures=tuple(page.local_images),
        headings=tuple(page.headings),
        links=tuple(page.links),
        images=tuple(page.images),
        leftovers=parsed.leftovers,
        has_passages=_holds_passages(parsed),
        claims=tuple(page.claims),
    )


def _holds_passages(parsed: Parsed) -> bool:
    return has_passages(parsed.body) or any(map(has_passages, parsed.notes.values()))
