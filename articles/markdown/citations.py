"""Which sources does the text cite, and where? `[@key]`, `[@a; @b]`, `[@key, p. 4]`, `[@a, p. 3; @b]`.

A key starts with an ASCII letter or digit, goes on with those and `_ : . # / + -`, ends with a letter, digit
or `_`, and has at most 100 characters. A locator follows a comma, has at most 200 characters, and holds no
bracket, semicolon, at sign, backslash or backtick. A group holds at most 50 sources.
Code and escapes are left alone, and so is every `[@name](...)` or `[@name]` that CommonMark reads as a link.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

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
    """The numbers of a group in their order, three or more in a row as `1-3`; a locator stands alone: `2, p. 4; 5`."""
    line = line_of(tokens[idx])
    cited = [_mentioned(key, locator, line=line, env=env) for key, locator in tokens[idx].meta["items"]]
    runs = _runs(sorted(cited, key=lambda one: one.number))
    text = "".join(
        _separator(before, run) + _run(run, env) for before, run in zip([None, *runs], runs, strict=False)
    )
    return f'<span class="cite">[{text}]</span>'


class _Cited(NamedTuple):
    """One source of a group, as it was mentioned there."""

    key: str
    number: int
    place: int  # the how-many-eth mention of its source
    locator: str


def _mentioned(key: str, locator: str, *, line: int, env: EnvType) -> _Cited:
    page = page_of(env)
    key = page.same_as.get(key, key)
    mentions = mention(page.cited, key, line=line)
    return _Cited(key, mentions.number, mentions.count, locator)


def _runs(cited: Sequence[_Cited]) -> list[list[_Cited]]:
    """Sources without locators whose numbers follow each other, together when they are three or more."""
    runs: list[list[_Cited]] = []
    for one in cited:
        last = runs[-1] if runs else []
        if last and not one.locator and not last[-1].locator and one.number == last[-1].number + 1:
            last.append(one)
        else:
            runs.append([one])
    return [part for run in runs for part in ([run] if len(run) > 2 else [[one] for one in run])]


def _separator(before: Sequence[_Cited] | None, run: Sequence[_Cited]) -> str:
    if before is None:
        return ""
    return "; " if before[-1].locator or run[0].locator else ","


def _run(run: Sequence[_Cited], env: EnvType) -> str:
    """What a range leaves out keeps its place, to which its reference leads back."""
    first, *between = run
    if not between:
        return _link(first, env)
    left_out = "".join(f'<a id="cite-{one.number}-{one.place}"></a>' for one in between[:-1])
    return f"{_link(first, env)}-{left_out}{_link(between[-1], env)}"


def _link(one: _Cited, env: EnvType) -> str:
    page = page_of(env)
    label, known_as = f"Reference {one.number}", page.references.get(one.key, "")
    if known_as and page.afford(known_as):
        label += f": {known_as}"
    anchor = attributes(
        id=f"cite-{one.number}-{one.place}", href=f"#ref-{one.number}", **{"aria-label": label}
    )
    return f"<a{anchor}>{one.number}</a>" + (f", {escapeHtml(one.locator)}" if one.locator else "")
