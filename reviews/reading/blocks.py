"""Which paragraphs does a rendered text consist of? They are numbered, so that a comment can stand beside one.

What is split is the stored HTML, which ``articles.markdown.sanitise`` wrote: every tag is closed, every attribute is
quoted. Joined again, the pieces are that HTML to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from django.utils.safestring import SafeString, mark_safe

from articles.markdown import AUDIENCES

TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>')
VOID = {"br", "hr", "img"}
BOX = re.compile(r'class="(?:passage )?(patients|clinicians|takeaways|caution|note)"')
CITATION = re.compile(
    r'<span class="cite">.*?</span>|<sup class="footnote-ref">.*?</sup>|<a [^>]*class="footnote-backref".*?</a>',
    re.DOTALL,
)
LABEL = '<p class="label">'
PICTURE = re.compile(r'<img(?=[^>]*? alt="([^"]*)")(?:[^>"]|"[^"]*")*>')
APART = re.compile(r"</(?:p|li|td|th|dt|dd|tr|h[1-6]|figcaption|caption|blockquote|pre|div)>|<br>")
GROUP = re.compile(r'<span class="cite">\[(.*?)\]</span>', re.DOTALL)
CITED = re.compile(r'<a id="cite-(\d+)-\d+"[^>]*>\d*</a>(?:, (.*?))?(?=; <a|,<a|-<a|<a|$)', re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, list, table or picture, or (``number`` 0) the edge or label of a box around some."""

    number: int
    tag: str
    source: str
    audience: str = ""  # of the passage that it stands in

    @property
    def html(self) -> SafeString:
        return mark_safe(self.source)  # noqa: S308 - sanitised when the revision was made, and part of what is signed

    @property
    def is_heading(self) -> bool:
        return self.tag in {"h2", "h3", "h4", "h5", "h6"}

    @property
    def text(self) -> str:
        """Its words as a person would quote them, without the numbers of citations, which change with every source."""
        apart = APART.sub(" ", PICTURE.sub(r" \1 ", CITATION.sub("", self.source)))
        return " ".join(unescape(TAG.sub("", apart)).split())


def split(html: str) -> list[Block]:
    """The blocks in their order, numbered from 1, with the edges of boxes between them."""
    found: list[Block] = []
    number = 0
    for tag, source, boxes in _pieces(html):
        is_edge = not tag or source.lstrip().startswith(LABEL)
        number += not is_edge
        audience = next((name for name in boxes if name in AUDIENCES), "")
        found.append(Block(0 if is_edge else number, tag, source, audience))
    return found


def numbered(html: str) -> list[Block]:
    return [block for block in split(html) if block.number]


def _pieces(html: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(tag, source, the boxes around it). The edge of a box has no tag. Blanks belong to the piece after them."""
    start = depth = 0
    boxes: list[str] = []
    name = ""
    for tag in TAG.finditer(html):
        closing, this, attributes = tag.groups()
        box = BOX.search(attributes) if this == "div" and not closing and not depth else None
        if box:
            boxes.append(box[1])
        elif closing and not depth and boxes:
            boxes.pop()
        else:
            name = name if depth else this
            depth += 0 if this in VOID else -1 if closing else 1
            if depth:
                continue
        is_edge = bool(box) or (bool(closing) and not name)
        yield "" if is_edge else name, html[start : tag.end()], tuple(boxes)
        start, name = tag.end(), ""
    if rest := html[start:].strip():
        yield "p", rest, ()


def fingerprint(block: Block, keys: dict[int, str]) -> str:
    """What tells one block from another: its HTML, with each citation named by its key instead of its number.

    The keys of a group stand in order: how its numbers are set, as `1-3,5`, changes with every source before them.
    """

    def named(group: re.Match[str]) -> str:
        cited = (
            f"@{keys.get(int(number), '')} {locator}".strip() for number, locator in CITED.findall(group[1])
        )
        return f"[{'; '.join(sorted(cited))}]"

    return " ".join(GROUP.sub(named, block.source).split())


def keys_of(citations: list[dict]) -> dict[int, str]:
    return {citation["number"]: citation["key"] for citation in citations}
