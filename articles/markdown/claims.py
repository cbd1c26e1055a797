"""Which statements must rest on a source? `[Regular hours help]{claim} [@key]`, or the citation within the brackets.

The mark is `{claim}` to the letter, right after the bracket that closes the words. A claim may hold a link, but no link
a claim, as with citations, and claims do not nest. A claim rests on every source that it cites inside, or that follows
it with nothing but blanks and closing punctuation in between.
"""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from articles.markdown.page import line_of, page_of, words
from articles.markdown.rendered import Claim

MARK = "{claim}"

_BETWEEN = re.compile(r"[\s.,;:!?)\u201d\u2019]*")
_PASSED = {"softbreak", "em_close", "strong_close", "s_close"}


def claims_plugin(md: MarkdownIt) -> None:
    """Read claims after links and citations, which both begin with the same bracket."""
    md.inline.ruler.after("citation", "claim", _claim)
    md.add_render_rule("claim_open", _open)
    md.add_render_rule("claim_close", lambda *_: "</span>")


def _claim(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[" or state.pos > _last_mark(state) or state.env.get("in_claim"):
        return False
    start, end = state.pos + 1, state.md.helpers.parseLinkLabel(state, state.pos)
    if end < 0 or not state.src.startswith(MARK, end + 1, state.posMax) or not state.src[start:end].strip():
        return False
    if not silent:
        _within(state, start, end)
    state.pos = end + 1 + len(MARK)
    return True


def _last_mark(state: StateInline) -> int:
    """Where the last mark of this run of text is, looked up once: a thousand brackets must not each search for it."""
    known: tuple[str, int] = state.env.get("last_claim", ("", -1))
    if known[0] is not state.src:
        known = state.env["last_claim"] = (state.src, state.src.rfind(f"]{MARK}"))
    return known[1]


def _within(state: StateInline, start: int, end: int) -> None:
    beyond = state.posMax
    state.env["in_claim"] = True
    state.pos, state.posMax = start, end
    state.push("claim_open", "span", 1)
    state.md.inline.tokenize(state)
    state.push("claim_close", "span", -1)
    state.posMax = beyond
    state.env["in_claim"] = False


def _open(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    end = next(i for i in range(idx + 1, len(tokens)) if tokens[i].type == "claim_close")
    inside = tokens[idx + 1 : end]
    cited = [*(token for token in inside if token.type == "citation"), *_following(tokens, end)]
    keys = dict.fromkeys(key for token in cited for key, _ in token.meta["items"])
    text = " ".join(words(inside).split())
    page_of(env).claims.append(Claim(text, tuple(keys), line_of(tokens[idx])))
    return '<span class="claim">'


def _following(tokens: Sequence[Token], end: int) -> Iterator[Token]:
    """The citations right after a claim, which may stand within words that are set off as a whole."""
    for position in range(end + 1, len(tokens)):
        token = tokens[position]
        if token.type == "citation":
            yield token
        elif token.type not in _PASSED and not (token.type == "text" and _BETWEEN.fullmatch(token.content)):
            return
