"""What do two texts that grew from one become together?

Texts are compared paragraph by paragraph with the one they both grew from (a three-way merge, as in Khanna, Kunal and
Pierce, "A formal investigation of diff3", 2007). What one side alone changed is taken over; what both changed
differently is a clash, for a person to decide. Blank lines stay as they were written.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from articles.diff import ADDED, REMOVED, SAME, compare

GAP = re.compile(r"(\n(?:[^\S\n]*\n)+)")  # one or more blank lines
SENTENCE = re.compile(r"(?<=[.!?:;])(\s+)")
T = TypeVar("T")
UNTOUCHED, THEIRS, YOURS, AGREED, CLASH = "untouched", "theirs", "yours", "agreed", "clash"


@dataclass(frozen=True)
class Piece:
    """Consecutive paragraphs: who touched them, and how each of the three texts has them, blank lines included."""

    kind: str
    base: str
    theirs: str
    yours: str

    @property
    def settled(self) -> str:
        """What stands in the merged text; for a clash, theirs and then yours."""
        if self.kind == CLASH:
            return joined([self.theirs, self.yours])
        return self.theirs if self.kind == THEIRS else self.yours


@dataclass(frozen=True)
class _Edit:
    """``start`` and ``end`` count parts of the base, ``into_end`` those of the other text, up to what took their place."""

    start: int
    end: int
    into_end: int


def merge(base: str | None, theirs: str, yours: str) -> list[Piece]:
    """The pieces of the merged text, in order. Without a base, what both have counts as untouched."""
    old = _common(theirs, yours) if base is None else base
    return _merged(_split(GAP, old), _split(GAP, theirs), _split(GAP, yours))


def together(piece: Piece) -> tuple[str, bool]:
    """A clash with the words of both, and whether they fit: each changed other sentences of the paragraph.

    Words within one sentence are never mixed: "5 mg" made "10 mg" by one and "5 g" by the other is not 10 g.
    """
    if not (piece.base.strip() and piece.theirs.strip() and piece.yours.strip()) or GAP.search(
        piece.base.strip("\n")
    ):
        return piece.settled, False
    parts = _merged(*(_split(SENTENCE, text.rstrip()) for text in (piece.base, piece.theirs, piece.yours)))
    if any(part.kind == CLASH for part in parts):
        return piece.settled, False
    texts = [part.settled for part in parts if part.settled]
    spaced = "".join(text if text[-1].isspace() else f"{text} " for text in texts)
    return f"{spaced.rstrip()}\n", True


def _merged(old: list[str], their: list[str], your: list[str]) -> list[Piece]:
    to_their, to_your = _edits(old, their), _edits(old, your)
    found: list[Piece] = []
    at = their_at = your_at = 0
    for start, end, their_end, your_end in _regions(to_their, to_your):
        size = start - at
        found += _piece(old[at:start], their[their_at : their_at + size], your[your_at : your_at + size])
        found += _piece(old[start:end], their[their_at + size : their_end], your[your_at + size : your_end])
        at, their_at, your_at = end, their_end, your_end
    return found + _piece(old[at:], their[their_at:], your[your_at:])


def joined(parts: Iterable[str]) -> str:
    """The parts one after the other, with at least one blank line between them and one line end after all."""
    text = ""
    for part in parts:
        if not part.strip():
            continue
        if text and not re.search(r"\n[^\S\n]*\n\Z", text):
            text = text.rstrip("\n") + "\n\n"
        text += part
    return f"{text.rstrip()}\n" if text else ""


def merge_names(base: Collection[T], theirs: Sequence[T], yours: Sequence[T]) -> list[T]:
    """Names in no order that matters: what either added is in, what either took away is out."""
    both = dict.fromkeys([*theirs, *yours])
    return [name for name in both if name not in base or (name in theirs and name in yours)]


def _common(theirs: str, yours: str) -> str:
    parts = compare(_words(_split(GAP, theirs)), _words(_split(GAP, yours)))
    return joined(f"{paragraph}\n\n" for kind, some in parts if kind == SAME for paragraph in some)


def _split(between: re.Pattern[str], text: str) -> list[str]:
    """The parts of a text, each with the blanks after it; put together they are the text."""
    pieces = between.split(text)
    pairs = zip(pieces[::2], [*pieces[1::2], ""], strict=True)
    return [words + gap for words, gap in pairs if words or gap]


def _words(parts: list[str]) -> list[str]:
    """The parts without the blanks after them: they make no difference."""
    return [part.rstrip() for part in parts]


def _edits(old: list[str], new: list[str]) -> list[_Edit]:
    edits: list[_Edit] = []
    start = into = removed = added = 0
    for kind, items in [*compare(_words(old), _words(new)), (SAME, [])]:
        removed += len(items) if kind == REMOVED else 0
        added += len(items) if kind == ADDED else 0
        if kind == SAME:
            edits += _one_for_one(start, into, removed, added)
            start, into = start + removed + len(items), into + added + len(items)
            removed = added = 0
    return edits


def _one_for_one(start: int, into: int, removed: int, added: int) -> list[_Edit]:
    """As many put in as taken out are changes of each, side by side."""
    if removed == added:
        return [_Edit(start + n, start + n + 1, into + n + 1) for n in range(removed)]
    return [_Edit(start, start + removed, into + added)]


def _regions(theirs: list[_Edit], yours: list[_Edit]) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of the base that somebody changed, and where they end in the other two. Overlapping edits make one."""
    sides, ends = (deque(theirs), deque(yours)), [0, 0]  # ends: how far each side is shifted against the base
    while any(sides):
        first = min((side[0] for side in sides if side), key=lambda edit: (edit.start, edit.end))
        start, end = first.start, first.end
        while taken := [n for n in (0, 1) if sides[n] and _meets(sides[n][0], start, end)]:
            for n in taken:
                edit = sides[n].popleft()
                end, ends[n] = max(end, edit.end), edit.into_end - edit.end
        yield start, end, end + ends[0], end + ends[1]


def _meets(edit: _Edit, start: int, end: int) -> bool:
    """Does an edit share a part with the stretch, or put something in at the very same place?"""
    return edit.start < end or edit.start == edit.end == start == end


def _piece(old: list[str], their: list[str], your: list[str]) -> list[Piece]:
    if not (old or their or your):
        return []
    kind = _kind(_words(old), _words(their), _words(your))
    return [Piece(kind, "".join(old), "".join(their), "".join(your))]


def _kind(base: list[str], theirs: list[str], yours: list[str]) -> str:
    if theirs == yours:
        return UNTOUCHED if theirs == base else AGREED
    if theirs == base:
        return YOURS
    return THEIRS if yours == base else CLASH
