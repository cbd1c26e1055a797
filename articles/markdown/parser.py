"""How is a text read? A CommonMark parser with this site's additions, and the bounds that keep it safe."""

import functools
from collections.abc import Collection
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.deflist import deflist_plugin

from articles.markdown.abbreviations import abbreviations_plugin
from articles.markdown.citations import citations_plugin
from articles.markdown.claims import claims_plugin
from articles.markdown.fences import fences_plugin
from articles.markdown.figures import figures_plugin
from articles.markdown.footnotes import Notes, footnotes_plugin, set_apart
from articles.markdown.headings import headings_plugin
from articles.markdown.leftovers import leftovers_plugin
from articles.markdown.links import links_plugin
from articles.markdown.rendered import Leftover
from articles.markdown.sanitise import encodable
from articles.markdown.strikethrough import strikethrough_plugin
from articles.markdown.tables import tables_plugin

DEEPEST = 20  # blocks within blocks (a list counts twice: itself and its item), and brackets within brackets

_PLUGINS = (
    deflist_plugin,
    strikethrough_plugin,
    footnotes_plugin,
    abbreviations_plugin,
    fences_plugin,
    tables_plugin,
    citations_plugin,
    claims_plugin,
    links_plugin,
    figures_plugin,
    headings_plugin,
    leftovers_plugin,
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text as read, for every audience at once: the running text, the footnotes, what could not be read."""

    body: list[Token]
    notes: Notes
    leftovers: tuple[Leftover, ...]
    env: EnvType
    size: int


def parse(text: str, *, pictures: Collection[str] = ()) -> Parsed:
    """Read the text. `pictures` holds the addresses, as `normalise` gives them, of library pictures."""
    env: EnvType = {"pictures": pictures, "leftovers": []}
    tokens = parser().parse(encodable(text), env)
    body, notes = set_apart(tokens)
    leftovers = tuple(sorted(env["leftovers"], key=lambda leftover: leftover.line))
    return Parsed(body=body, notes=notes, leftovers=leftovers, env=env, size=len(text))


def normalise(address: str) -> str:
    """An address as the parser writes it: percent-encoded."""
    return parser().normalizeLink(encodable(address))


@functools.cache
def parser() -> MarkdownIt:
    """The configured parser. It keeps nothing between texts, so threads may share it."""
    md = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST})
    bounded = _BoundedBlocks()
    bounded.ruler = md.block.ruler
    md.block = bounded
    for plugin in _PLUGINS:
        md.use(plugin)
    return md


class _BoundedBlocks(ParserBlock):
    """Beyond the deepest level the library drops the text; here it stays, as a plain paragraph."""

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803 -- the library's names
        if state.level < DEEPEST:
            super().tokenize(state, startLine, endLine)
            return
        line = startLine
        while line < endLine and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
            line += 1
        state.line = line
        content = state.getLines(startLine, line, state.blkIndent, keepLastLF=False).strip()
        state.push("paragraph_open", "p", 1).block = True
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = content, [startLine, line], []
        state.push("paragraph_close", "p", -1).block = True
