"""Where may a text lead its reader? Which addresses become links, and how links to other sites are marked."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from articles.markdown.page import line_of, page_of
from articles.markdown.rendered import Link

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
LONGEST_ADDRESS = 2_000  # characters; beyond it browsers and servers disagree

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")


def links_plugin(md: MarkdownIt) -> None:
    """Refuse every address but web, mail, telephone and relative ones: what is refused stays text."""
    md.validateLink = is_permitted  # type: ignore[method-assign, assignment]
    md.add_render_rule("link_open", _open)
    md.add_render_rule("link_close", _close)


def scheme_of(address: str) -> str:
    """The scheme in lower case, or nothing for a relative address."""
    found = _SCHEME.match(address)
    return found[0].lower() if found else ""


def is_permitted(address: str) -> bool:
    return len(address) <= LONGEST_ADDRESS and scheme_of(address) in SCHEMES | {""}


def is_elsewhere(address: str) -> bool:
    """Whether the address leads to another host."""
    return address.startswith("//") or scheme_of(address) in {"http", "https"}


def _open(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    page, token = page_of(env), tokens[idx]
    href, title = str(token.attrGet("href") or ""), str(token.attrGet("title") or "")
    if not page.afford(href, title):
        return ""
    page.in_link = True
    page.links.append(Link(href, line_of(token)))
    return f"<a{attributes(href=href, title=title, rel=relation(href))}>"


def _close(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    page = page_of(env)
    was_open, page.in_link = page.in_link, False
    return "</a>" if was_open else ""


def relation(href: str) -> str:
    """The other site learns neither where its visitor came from nor gets a handle on our window."""
    return "noopener noreferrer" if is_elsewhere(href) else ""


def attributes(**values: str | int) -> str:
    """HTML attributes, escaped, in the order given, without empty ones save `href`, `src` and `alt`."""
    return "".join(
        f' {name}="{escapeHtml(str(value))}"'
        for name, value in values.items()
        if value != "" or name in {"href", "src", "alt"}
    )
