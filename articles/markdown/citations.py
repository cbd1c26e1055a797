"""Which sources does the text cite, and where? `[@key]`, `[@a; @b]`, `[@key, p. 4]`, `[@a, p. 3; @b]`.

A key starts with an ASCII letter or digit, goes on with those and `_ : . # / + -`, ends with a letter, digit
or `_`, and has at most 100 characters. A locator follows a comma, has at most 200 characters, and holds no
bracket, semicolon, at sign, backslash or backtick. A group holds at most 50 sources.
Code and escapes are left alone, and so is every `[@name](...)` or `[@name]` that CommonMark reads as a link.
"""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from articles.markdown.links import attributes
from articles.markdown.page import line_of, mention, page_of

_KEY = r"[A-Za-z0-9](?:[A-Za-z0-9_:.#/+-]{0,98}[A-Za-z0-9_])?"
_LOCATOR = r"[^\[\];@\\`]{1,200}"
_ITEM = rf"\s{{0,9}}@({_KEY})(?:,({_LOCATOR}))?\s{{0,9}}"
_GROUP = re.compile(rf"\[(?:{_ITEM};){{0,49}}{_ITEM}\]")
_ITEMS = re.compile(_ITEM)


def citations_plugin(md: MarkdownIt) -> None:
    """Read citations after links, so that whatever CommonMark reads as a link remains one."""
    md.inline.ruler.after("link", "citation", _citation)
    md.add_render_rule("citation", _render)


def _citation(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[@", state.pos):
        return False
    found = _GROUP.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        token = state.push("citation", "span", 0)
        token.content = found[0]
        token.meta = {"items": [(key, locator.strip()) for key, locator in _ITEMS.findall(found[0])]}
    state.pos = found.end()
    return True


def _render(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    links = [_link(key, locator, line_of(tokens[idx]), env) for key, locator in tokens[idx].meta["items"]]
    return f'<span class="cite">[{", ".join(links)}]</span>'


def _link(key: str, locator: str, line: int, env: EnvType) -> str:
    page = page_of(env)
    mentions = mention(page.cited, key, line=line)
    label, known_as = f"Reference {mentions.number}", page.references.get(key, "")
    if known_as and page.afford(known_as):
        label += f": {known_as}"
    anchor = attributes(
        id=f"cite-{mentions.number}-{mentions.count}", href=f"#ref-{mentions.number}", **{"aria-label": label}
    )
    return f"<a{anchor}>{mentions.number}</a>" + (f", {escapeHtml(locator)}" if locator else "")
