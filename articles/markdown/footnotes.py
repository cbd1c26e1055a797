"""Which remarks stand at the foot of the page? `[^mark]` in the text, `[^mark]: the note` anywhere.

Footnotes are numbered by their first mention in what is printed, so each audience has its own row of numbers.
"""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

from articles.markdown.page import Mentions, line_of, mention, page_of

Notes = dict[str, list[Token]]

_MARK = re.compile(r"\[\^([^\s\[\]]{1,100})\]")


def footnotes_plugin(md: MarkdownIt) -> None:
    """The plugin reads the definitions; its marks are replaced, since they search for a bracket without end.

    `^[inline notes]` are not read: CommonMark has a link there.
    """
    md.use(footnote_plugin, inline=False, move_to_end=False)
    md.inline.ruler.at("footnote_ref", _mark)
    md.add_render_rule("footnote_ref", _render)


def _mark(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[^", state.pos):
        return False
    found = _MARK.match(state.src, state.pos, state.posMax)
    if not found or ":" + found[1] not in state.env.get("footnotes", {}).get("refs", {}):
        return False
    if not silent:
        token = state.push("footnote_ref", "sup", 0)
        token.content, token.meta = found[0], {"label": found[1]}
    state.pos = found.end()
    return True


def set_apart(tokens: Sequence[Token]) -> tuple[list[Token], Notes]:
    """The running text, and the tokens of each note by its label. Of two notes of one label, the first."""
    body: list[Token] = []
    notes: Notes = {}
    places = [body]
    for token in tokens:
        if token.type == "footnote_reference_open":
            places.append([])
            notes.setdefault(token.meta["label"], places[-1])
        elif token.type == "footnote_reference_close":
            places.pop()
        else:
            places[-1].append(token)
    return body, notes


def render_notes(md: MarkdownIt, notes: Notes, env: EnvType) -> str:
    """The list of the notes that the page mentions. A note may mention further notes: they follow."""
    page = page_of(env)
    printed: list[str] = []
    for label in page.notes_due:  # grows while notes are printed
        printed.append(md.renderer.render(_without_end(notes[label]), md.options, env))  # noqa: PERF401
    if not printed:
        return ""
    items = (
        _item(page.noted[label], notes[label], html)
        for label, html in zip(page.notes_due, printed, strict=True)
    )
    return f'<section class="footnotes" aria-label="Footnotes">\n<ol>\n{"".join(items)}</ol>\n</section>\n'


def _render(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    page, label = page_of(env), tokens[idx].meta["label"]
    mentions = mention(page.noted, label, line=line_of(tokens[idx]))
    if mentions.count == 1:
        page.notes_due.append(label)
    number = mentions.number
    anchor = f'href="#fn-{number}" id="{_mark_id(number, mentions.count)}" aria-label="Footnote {number}"'
    return f'<sup class="footnote-ref"><a {anchor}>{number}</a></sup>'


def _item(mentions: Mentions, tokens: list[Token], html: str) -> str:
    """One note with a way back to each place that mentions it, inside its last paragraph if that ends it."""
    backs = "".join(
        f' <a href="#{_mark_id(mentions.number, n)}" class="footnote-backref"'
        f' aria-label="Back to mention {n} of footnote {mentions.number}">\u21a9\ufe0e</a>'
        for n in range(1, mentions.count + 1)
    )
    end = "</p>\n" if len(_without_end(tokens)) < len(tokens) else ""
    return f'<li id="fn-{mentions.number}">{html}{backs}{end}</li>\n'


def _without_end(tokens: list[Token]) -> list[Token]:
    closing = tokens and tokens[-1].type == "paragraph_close" and not tokens[-1].hidden
    return tokens[:-1] if closing else tokens


def _mark_id(number: int, count: int) -> str:
    return f"fnref-{number}" + (f"-{count}" if count > 1 else "")
