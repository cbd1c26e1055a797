"""Which parts of the text stand in a box, and which are for one audience? Those between `::: name` and `:::`.

Any line that starts with three colons is a mark. Marks pair like brackets, within one list item or quotation.
An opening mark with a known name and its closing mark become a box; every other mark stays as the text it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from articles.markdown.links import attributes
from articles.markdown.page import line_of, words
from articles.markdown.rendered import Leftover

EVERYONE, PATIENTS, CLINICIANS = "everyone", "patients", "clinicians"
AUDIENCES = (EVERYONE, PATIENTS, CLINICIANS)
DEEPEST = 12  # boxes within boxes


@dataclass(frozen=True, slots=True)
class Box:
    css: str
    label: str
    audience: str = ""


BOXES = {
    PATIENTS: Box("passage patients", "For patients", PATIENTS),
    CLINICIANS: Box("passage clinicians", "For clinicians", CLINICIANS),
    "key-takeaways": Box("takeaways", "Key takeaways"),
    "warning": Box("caution", "Warning"),
    "note": Box("note", "Note"),
}


def fences_plugin(md: MarkdownIt) -> None:
    """Read marks while blocks are read; pair them once all blocks are known."""
    interrupted = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.before("fence", "box_mark", _mark, {"alt": interrupted})
    md.core.ruler.after("block", "boxes", _boxes)
    md.add_render_rule("box_open", _open)
    md.add_render_rule("box_close", _close)


def has_passages(tokens: Sequence[Token]) -> bool:
    """Whether any passage is for one audience alone."""
    return any(token.meta.get("audience") for token in tokens)


def select(tokens: list[Token], audience: str) -> list[Token]:
    """The tokens that one audience reads: passages for others are left out, its own lose their box.

    A box that is empty after that is left out too.
    """
    if audience == EVERYONE:
        return tokens
    kept: list[Token] = []
    left_out = 0
    for token in tokens:
        meant_for = token.meta.get("audience")
        if meant_for and meant_for != audience:
            left_out += {"box_open": 1, "box_close": -1}.get(token.type, 0)
        elif not meant_for and not left_out:
            kept.append(token)
            if token.type == "box_close" and kept[-5].type == "box_open":
                del kept[-5:]
    return kept


def _mark(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    position = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith(":::", position):
        return False
    if not silent:
        token = state.push("box_mark", "", 0)
        token.content = state.src[position : state.eMarks[start]].strip()
        token.info = token.content.lstrip(":").strip()
        token.map = [start, start + 1]
        state.line = start + 1
    return True


def _boxes(state: StateCore) -> None:
    opened = _pairs(state.tokens)
    closed: dict[int, Box] = {}
    tokens: list[Token] = []
    for i, token in enumerate(state.tokens):
        box, title = _box(token.info) if i in opened else (None, "")
        if token.type != "box_mark":
            tokens.append(token)
        elif box and len(closed) < DEEPEST:
            closed[opened[i]] = box
            tokens += _opening(token, box, title)
        elif i in closed:
            tokens.append(_made("box_close", "div", -1, token, closed.pop(i)))
        else:
            state.env["leftovers"].append(Leftover(token.content, line_of(token)))
            tokens += _paragraph(token, token.content)
    state.tokens = tokens


def _pairs(tokens: Sequence[Token]) -> dict[int, int]:
    """Position of each opening mark that has a closing one, and the position of that."""
    pairs: dict[int, int] = {}
    waiting: list[list[int]] = [[]]
    for i, token in enumerate(tokens):
        if token.type == "box_mark" and token.info:
            waiting[-1].append(i)
        elif token.type == "box_mark" and waiting[-1]:
            pairs[waiting[-1].pop()] = i
        elif token.nesting == 1:
            waiting.append([])
        elif token.nesting == -1:
            waiting.pop()
    return pairs


def _box(info: str) -> tuple[Box | None, str]:
    """The box that a mark names, and its title. A passage takes no title: nothing would print it."""
    name, _, title = info.partition(" ")
    box = BOXES.get(name.lower())
    return (None, "") if box and box.audience and title else (box, title.strip())


def _opening(mark: Token, box: Box, title: str) -> Iterator[Token]:
    yield _made("box_open", "div", 1, mark, box)
    for token in _paragraph(mark, title or box.label):
        token.meta = {"audience": box.audience}
        if token.type == "paragraph_open":
            token.attrs = {"class": "label"}
        yield token


def _made(kind: str, tag: str, nesting: int, mark: Token, box: Box) -> Token:
    token = Token(kind, tag, nesting, map=mark.map, block=True)  # type: ignore[arg-type]
    token.meta = {"box": box, "audience": box.audience}
    return token


def _paragraph(mark: Token, text: str) -> list[Token]:
    return [
        Token("paragraph_open", "p", 1, map=mark.map, block=True),
        Token("inline", "", 0, map=mark.map, content=text, block=True, children=[]),
        Token("paragraph_close", "p", -1, block=True),
    ]


def _open(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    box: Box = tokens[idx].meta["box"]
    title = words(tokens[idx + 2].children)
    label = title if title == box.label else f"{box.label}: {title}"
    return f"<div{attributes(**{'class': box.css, 'role': 'note', 'aria-label': label})}>\n"


def _close(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    return "</div>\n"
