"""Which short forms are explained? `*[NNT]: number needed to treat` explains every NNT of the text."""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from articles.markdown.links import attributes
from articles.markdown.page import page_of

MOST_DEFINITIONS = 200

_DEFINITION = re.compile(r"\*\[([^\[\]\\\n]{1,60})\]:[ \t]*(\S[^\n]{0,199})$")


def abbreviations_plugin(md: MarkdownIt) -> None:
    """Collect the definitions while blocks are read; mark the short forms once text is joined."""
    md.block.ruler.before("reference", "abbreviation", _definition, {"alt": ["paragraph", "reference"]})
    md.core.ruler.after("text_join", "abbreviations", _mark_all)
    md.add_render_rule("abbr", _render)


def _definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    position = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith("*[", position):
        return False
    found = _DEFINITION.match(state.src[position : min(state.eMarks[start], position + 300)])
    known: dict[str, str] = state.env.setdefault("abbreviations", {})
    if not found or not found[1].strip() or len(known) >= MOST_DEFINITIONS:
        return False
    if not silent:
        known.setdefault(found[1].strip(), found[2].strip())
        state.line = start + 1
    return True


def _mark_all(state: StateCore) -> None:
    known: dict[str, str] = state.env.get("abbreviations", {})
    if not known:
        return
    longest_first = sorted(known, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    for token in state.tokens:
        if token.type == "inline":
            token.children = [
                part for child in token.children or () for part in _split(child, pattern, known)
            ]


def _split(token: Token, pattern: re.Pattern[str], known: dict[str, str]) -> Iterator[Token]:
    if token.type != "text":
        yield token
        return
    position = 0
    for found in pattern.finditer(token.content):
        yield Token("text", "", 0, content=token.content[position : found.start()])
        yield Token("abbr", "abbr", 0, content=found[0], attrs={"title": known[found[0]]})
        position = found.end()
    yield Token("text", "", 0, content=token.content[position:])


def _render(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    title, text = str(tokens[idx].attrs["title"]), escapeHtml(tokens[idx].content)
    return f"<abbr{attributes(title=title)}>{text}</abbr>" if page_of(env).afford(title) else text
