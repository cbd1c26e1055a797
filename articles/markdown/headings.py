"""How are headings named and levelled? Ids that no author can aim, a table of contents, one `<h1>` a page."""

import unicodedata
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from articles.markdown.page import Page, line_of, page_of, words
from articles.markdown.rendered import Heading, HeadingLine

PREFIX = "h-"
LONGEST_SLUG = 60
_KEPT = ("L", "M", "N")  # Unicode categories: letters, the marks that belong to them, numbers


def headings_plugin(md: MarkdownIt) -> None:
    """Give every heading an id and write it into the page's lists."""
    md.add_render_rule("heading_open", _open)
    md.add_render_rule("heading_close", _close)


def without_title(tokens: list[Token], title: str | None) -> list[Token]:
    """The tokens without a leading `<h1>` that only repeats the page's title (case and space aside)."""
    if title is None or not tokens or tokens[0].tag != "h1":
        return tokens
    return tokens[3:] if _folded(words(tokens[1].children)) == _folded(title) else tokens


def shift_for(tokens: list[Token], title: str | None) -> int:
    """One when the page has its own `<h1>` and the text another: all headings then go one level down."""
    return int(title is not None and any(token.tag == "h1" for token in tokens))


def slug(text: str) -> str:
    """Lower-case words of any script joined by hyphens, at most 60 characters; `section` without any."""
    folded = unicodedata.normalize("NFC", text).lower()
    spaced = "".join(c if unicodedata.category(c)[0] in _KEPT else " " for c in folded)
    return "-".join(spaced.split())[:LONGEST_SLUG].rstrip("-") or "section"


def _open(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    page, level = page_of(env), _level(tokens[idx], env)
    text = " ".join(words(tokens[idx + 1].children).split())
    anchor = PREFIX + _unused(slug(text), page)
    page.headings.append(HeadingLine(level, text, line_of(tokens[idx])))
    if level in {2, 3} and text:
        page.contents.append(Heading(anchor, text, level))
    return f'<h{level} id="{anchor}">'


def _close(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    return f"</h{_level(tokens[idx], env)}>\n"


def _level(token: Token, env: EnvType) -> int:
    return min(int(token.tag[1]) + page_of(env).heading_shift, 6)


def _unused(name: str, page: Page) -> str:
    """`name`, or with the first of `-2`, `-3`, ... that no heading has taken."""
    candidate = name
    while candidate in page.slugs:
        page.slugs[name] += 1
        candidate = f"{name}-{page.slugs[name]}"
    page.slugs[candidate] = 1
    return candidate


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
