"""What are the words of a rendered text? Each block on a line of its own, without the marks of citations."""

from __future__ import annotations

import re
from html.parser import HTMLParser

INLINE = frozenset({"a", "abbr", "code", "del", "em", "img", "span", "strong", "sup"})
CAN_BE_MARKS = frozenset({"a", "span", "sup"})
MARKS = frozenset({"cite", "footnote-ref", "footnote-backref"})
BLANK = re.compile(r"\s+")
LEFT_BY_MARK = re.compile(
    r"(?<! ) +(?=[.,;:!?)]( |$))"
)  # the space before a citation that stood before a full stop


class _Reader(HTMLParser):
    """The HTML is our own, sanitised and well-formed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.is_mark: list[bool] = []  # of each element that is open and could be one

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag in CAN_BE_MARKS:
            self.is_mark.append(not MARKS.isdisjoint((known.get("class") or "").split()))
        if tag not in INLINE:
            self.parts.append("\n")
        if tag == "img" and known.get("alt"):
            self.parts.append(f"\n{known['alt']}\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in CAN_BE_MARKS and self.is_mark:
            self.is_mark.pop()
        if tag not in INLINE:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not any(self.is_mark):
            self.parts.append(BLANK.sub(" ", data))


def lines(html: str) -> list[str]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    stripped = (LEFT_BY_MARK.sub("", line).strip() for line in "".join(reader.parts).split("\n"))
    return [line for line in stripped if line]
