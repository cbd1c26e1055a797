"""Which passage shows why an article was found? Its words, marked, as plain pieces that the template escapes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readers.search.folding import shadow, words
from readers.search.query import Query
from readers.search.stemming import stem

LONGEST = 260  # characters of a passage
BEFORE = 80  # of them before the first word that is marked
MOST_LINES = 400  # that are compared
SURE = 2  # letters that a word shares with its stem whatever its ending


@dataclass(frozen=True)
class Piece:
    text: str
    is_marked: bool = False


class Marker:
    """Finds the words of one query in any text."""

    def __init__(self, query: Query) -> None:
        self.stems = query.stems
        starts = {wanted[: max(SURE, len(wanted) - 1)] for wanted in self.stems}
        among = "|".join(re.escape(start) for start in sorted(starts, key=len, reverse=True))
        self.candidate = (
            re.compile(rf"(?<![^\W_])(?:{among})(?:['’ʼ](?=s\b)|[^\W_]|\u0301)*") if starts else None
        )

    def places(self, text: str) -> list[tuple[int, int, str]]:
        """Start, end and stem of each word that was asked for."""
        if self.candidate is None:
            return []
        found = [(match.start(), match.end()) for match in self.candidate.finditer(shadow(text))]
        stems = [(start, end, self._stem(text[start:end])) for start, end in found]
        return [place for place in stems if place[2] in self.stems]

    def _stem(self, word: str) -> str:
        return stem("".join(words(word)))

    def marked(self, text: str) -> list[Piece]:
        """The whole text in pieces."""
        pieces, at = [], 0
        for start, end, _ in self.places(text):
            pieces += [Piece(text[at:start]), Piece(text[start:end], is_marked=True)]
            at = end
        return [piece for piece in [*pieces, Piece(text[at:])] if piece.text]

    def passage(self, text: str) -> list[Piece]:
        """The part of the line with most of the words; empty where no line has one."""
        best: tuple[int, int, str] | None = None
        for line in text.split("\n")[:MOST_LINES]:
            places = self.places(line)
            if not places:
                continue
            distinct = len({place[2] for place in places})
            if best is None or distinct > best[0]:
                best = (distinct, places[0][0], line)
            if distinct == len(self.stems):
                break
        return self.marked(cut(best[2], around=best[1])) if best else []


def cut(line: str, *, around: int) -> str:
    """At most LONGEST characters, whole words, with dots where something is left out."""
    if len(line) <= LONGEST:
        return line
    start = max(0, min(around - BEFORE, len(line) - LONGEST))
    if start:
        space = line.find(" ", start, around)
        start = space + 1 if space >= 0 else start
    end = start + LONGEST
    if end < len(line):
        space = line.rfind(" ", start, end)
        end = space if space > around else end
    return f"{'… ' if start else ''}{line[start:end].strip()}{' …' if end < len(line) else ''}"
