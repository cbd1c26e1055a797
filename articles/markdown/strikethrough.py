"""Which words are struck out? Those between two tildes and two tildes.

One tilde is left alone, since in medical text it means "about" (~5 mg); three or more are too, as in GFM.
"""

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.strikethrough import tokenize


def strikethrough_plugin(md: MarkdownIt) -> None:
    md.enable("strikethrough")
    md.inline.ruler.at("strikethrough", _two_tildes)
    md.add_render_rule("s_open", lambda *_: "<del>")
    md.add_render_rule("s_close", lambda *_: "</del>")


def _two_tildes(state: StateInline, silent: bool) -> bool:
    if silent or state.src[state.pos] != "~":
        return False
    run = state.scanDelims(state.pos, canSplitWord=True).length
    if run <= 2:
        return run == 2 and tokenize(state, silent)
    state.push("text", "", 0).content = "~" * run
    state.pos += run
    return True
