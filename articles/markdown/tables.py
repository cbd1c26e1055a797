"""How is a table read by eye, by ear and on a small screen? Caption, heads, alignment, a frame to scroll.

A caption is the paragraph directly before or after the table that starts with `Table: `.
"""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from articles.markdown.links import attributes
from articles.markdown.page import page_of, words

CAPTION = "Table: "
MOST_EMPTY = 10_000  # cells of one text that fill up short rows, so that a small text cannot grow large


def tables_plugin(md: MarkdownIt) -> None:
    """GFM tables, bounded in size, dressed once the inline text is known."""
    md.enable("table")
    md.block.ruler.at("table", _bounded_table, {"alt": ["paragraph", "reference"]})
    md.core.ruler.after("text_join", "captions", _captions)
    md.add_render_rule("table_open", _open)
    md.add_render_rule("table_close", _close)
    md.add_render_rule("th_open", _cell)
    md.add_render_rule("th_close", _cell_end)
    md.add_render_rule("td_open", _cell)


def _bounded_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if not table(state, start, end, silent=True):
        return False
    empty = state.env.get("empty_cells", 0) + _empty_cells(state, start, end)
    if empty > MOST_EMPTY:
        return False
    if not silent:
        state.env["empty_cells"] = empty
        table(state, start, end, silent=False)
    return True


def _empty_cells(state: StateBlock, start: int, end: int) -> int:
    """How many cells a table needs beyond those it has, at most: its rows go on until a blank line."""
    pipes = []
    for line in range(start, end):
        if state.isEmpty(line):
            break
        pipes.append(state.src.count("|", state.bMarks[line], state.eMarks[line]))
    return max(0, sum(pipes[0] - there for there in pipes))


def _captions(state: StateCore) -> None:
    """Move each caption into its table; the paragraph before has precedence over the one after."""
    tokens: list[Token] = []
    source = state.tokens
    i = 0
    while i < len(source):
        token = source[i]
        tokens.append(token)
        i += 1
        if token.type == "table_open" and _is_caption(tokens[-4:-1]):
            tokens[-4:] = [token, *_caption(tokens[-4:-1])]
            token.meta = {"captioned": True}
        elif token.type == "table_close" and _is_caption(source[i : i + 3]):
            opening = next(n for n in range(len(tokens) - 1, -1, -1) if tokens[n].type == "table_open")
            if not tokens[opening].meta:
                tokens[opening].meta = {"captioned": True}
                tokens[opening + 1 : opening + 1] = _caption(source[i : i + 3])
                i += 3
    state.tokens = tokens


def _is_caption(paragraph: Sequence[Token]) -> bool:
    plain = [token.type for token in paragraph] == ["paragraph_open", "inline", "paragraph_close"]
    return plain and paragraph[1].content.startswith(CAPTION)


def _caption(paragraph: Sequence[Token]) -> list[Token]:
    inline = paragraph[1]
    first = (inline.children or [Token("text", "", 0)])[0]
    first.content = first.content.removeprefix(CAPTION)
    opening = Token("caption_open", "caption", 1, block=True)
    return [opening, inline, Token("caption_close", "caption", -1, block=True)]


def _open(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    page = page_of(env)
    page.tables += 1
    name = words(tokens[idx + 2].children) if tokens[idx].meta.get("captioned") else f"Table {page.tables}"
    frame = attributes(**{"class": "scroll", "role": "region", "aria-label": name, "tabindex": "0"})
    return f"<div{frame}>\n<table>\n"


def _close(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    return "</table>\n</div>\n"


def _cell(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    """The parser aligns by a style attribute, which a strict content security policy refuses: use a class."""
    tag = _tag(tokens[idx], tokens[idx + 1])
    side = str(tokens[idx].attrGet("style") or "").removeprefix("text-align:")
    scope = "col" if tag == "th" else ""
    return f"<{tag}{attributes(**{'class': side and f'align-{side}', 'scope': scope})}>"


def _cell_end(
    self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
) -> str:
    return f"</{_tag(tokens[idx], tokens[idx - 1])}>\n"


def _tag(cell: Token, inline: Token) -> str:
    """A header cell that says nothing heads nothing: the corner of a table is a plain cell."""
    return "td" if cell.tag == "th" and not inline.content else cell.tag
