"""What did the writer mean that could not be read? Marks that stay in the page as text, each with its line.

The marks of boxes report themselves. Here are citations, footnote and claim marks that only look like ours,
footnotes that nothing mentions, and second footnotes of one name.
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from articles.markdown.page import line_of
from articles.markdown.rendered import Leftover

_LOOKALIKE = re.compile(r"\[(?:@[^\]\n]{0,100}|\^[^\]\s]{1,100}(?=\]))\]?|\{ ?\.?claims? ?\}", re.IGNORECASE)


def leftovers_plugin(md: MarkdownIt) -> None:
    """Look before escaped characters are joined to the text, since an escape says that none was meant."""
    md.core.ruler.after("inline", "leftovers", _leftovers)
    md.core.ruler.after("inline", "lines", _lines)


def _lines(state: StateCore) -> None:
    """Tell each inline token its line, as near as line breaks give it."""
    for token in state.tokens:
        if token.type == "inline" and token.map:
            line = token.map[0]
            for child in token.children or ():
                child.map = [line, line + 1]
                line += child.type in {"softbreak", "hardbreak"}


def _leftovers(state: StateCore) -> None:
    found: list[Leftover] = state.env["leftovers"]
    children = [child for token in state.tokens if token.type == "inline" for child in token.children or ()]
    for child in children:
        if child.type == "text" and any(sign in child.content for sign in ("[@", "[^", "{")):
            found += [Leftover(mark[0], line_of(child)) for mark in _LOOKALIKE.finditer(child.content)]
    mentioned = {child.meta["label"] for child in children if child.type == "footnote_ref"}
    found += _unused_notes(state.tokens, mentioned)


def _unused_notes(tokens: list[Token], mentioned: set[str]) -> Iterator[Leftover]:
    """Each note takes its label away, so a second one of that label is found unused."""
    for token in tokens:
        if token.type == "footnote_reference_open":
            label = token.meta["label"]
            if label not in mentioned:
                yield Leftover(f"[^{label}]:", line_of(token))
            mentioned.discard(label)
