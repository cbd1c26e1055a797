"""What changed between two revisions, word by word and number by number?

Texts are compared as words and whole numbers, so 1.25 mg against 2.5 mg reads as one number for another. The time is
bounded, for one comparison and (``until``, a ``time.time()``) for many together; past the bound the answer is coarser,
never wrong.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from diff_match_patch import diff_match_patch

TOKEN = re.compile(r"\s+|\[@[^\]\n]+\]|\d+(?:[.,]\d+)*\s?%?|[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]|\w")
SECONDS = 0.2
MOST_PAIRS = 900
ALIKE = 0.3  # the part of their words that two versions of a paragraph share at least
SAME, REMOVED, ADDED = "same", "removed", "added"
OPERATIONS = {0: SAME, -1: REMOVED, 1: ADDED}


@dataclass(frozen=True)
class Change:
    """A stretch of text: ``kind`` is same, removed or added."""

    kind: str
    text: str


@dataclass(frozen=True)
class Passage:
    """A paragraph that changed, or (``is_folded``) paragraphs between changes that did not."""

    changes: list[Change]
    paragraphs: int
    is_folded: bool
    section: str = ""  # the heading above it

    @property
    def before(self) -> str:
        return "".join(change.text for change in self.changes if change.kind != ADDED)

    @property
    def after(self) -> str:
        return "".join(change.text for change in self.changes if change.kind != REMOVED)


def compare(
    before: Sequence[str], after: Sequence[str], *, until: float | None = None
) -> list[tuple[str, list[str]]]:
    """Which of two sequences' items are the same, removed or added, in order. Each item counts as one."""
    alphabet: dict[str, str] = {}
    old = "".join(alphabet.setdefault(item, _character(len(alphabet))) for item in before)
    new = "".join(alphabet.setdefault(item, _character(len(alphabet))) for item in after)
    items = {character: item for item, character in alphabet.items()}
    parts = diff_match_patch().diff_main(old, new, checklines=False, deadline=until or bound())
    return [(OPERATIONS[operation], [items[character] for character in text]) for operation, text in parts]


def bound() -> float:
    """When a comparison that starts now must come to an end."""
    return time.time() + SECONDS


def _character(number: int) -> str:
    """One character for each item; the surrogates are left out."""
    return chr(number + 1 if number < 0xD7FF else number + 0x801)


def words(before: str, after: str, *, until: float | None = None) -> list[Change]:
    """The changes between two short texts; two changes with nothing but blanks between them read as one."""
    found: list[Change] = []
    removed = added = ""
    for kind, tokens in compare(TOKEN.findall(before), TOKEN.findall(after), until=until):
        text = "".join(tokens)
        if kind == SAME and not (text.isspace() and (removed or added)):
            found += _flush(removed, added)
            removed = added = ""
            found.append(Change(SAME, text))
            continue
        removed += text if kind != ADDED else ""
        added += text if kind != REMOVED else ""
    return [*found, *_flush(removed, added)]


def _flush(removed: str, added: str) -> Iterator[Change]:
    if removed == added:
        if removed:
            yield Change(SAME, removed)
        return
    tail = _common_blank_end(removed, added)
    cut = len(tail) or None
    for kind, text in ((REMOVED, removed), (ADDED, added)):
        if shown := text[:-cut] if cut else text:
            yield Change(kind, shown)
    if tail:
        yield Change(SAME, tail)


def _common_blank_end(one: str, other: str) -> str:
    tail = one[len(one.rstrip()) :]
    return tail if tail and other.endswith(tail) and one != tail and other != tail else ""


def passages(before: str, after: str, *, until: float | None = None) -> list[Passage]:
    """The changed paragraphs of a text, with the unchanged ones between them folded."""
    until = until or bound()
    found: list[Passage] = []
    removed: list[str] = []
    added: list[str] = []
    section = ""
    for kind, texts in compare(paragraphs(before), paragraphs(after), until=until):
        if kind == SAME:
            found += _changed(removed, added, section, until=until)
            section = _heading(removed + added) or section
            removed, added = [], []
            text = "\n\n".join(texts)
            found.append(Passage([Change(SAME, text)], len(texts), is_folded=True, section=section))
            section = _heading(texts) or section
        else:
            (removed if kind == REMOVED else added).extend(texts)
    return found + _changed(removed, added, section, until=until)


def _changed(removed: list[str], added: list[str], section: str, *, until: float) -> list[Passage]:
    found = []
    for old, new in _pairs(removed, added):
        found.append(Passage(words(old, new, until=until), 1, is_folded=False, section=section))
        section = _heading([new]) or section
    return found


def _heading(paragraphs: Sequence[str]) -> str:
    """The last heading among them, without its marks."""
    headings = [line for text in paragraphs for line in text.split("\n") if re.match(r"#{1,6}\s", line)]
    return headings[-1].strip("# ") if headings else ""


def _pairs(removed: list[str], added: list[str]) -> list[tuple[str, str]]:
    """Which of the old paragraphs became which of the new ones; one without a partner stands against nothing."""
    if not removed or not added:
        return [(old, "") for old in removed] + [("", new) for new in added]
    if len(removed) == len(added):
        return list(zip(removed, added, strict=True))
    if len(removed) * len(added) > MOST_PAIRS:
        return [("\n\n".join(removed), "\n\n".join(added))]
    found, i, j = [], 0, 0
    for old, new in [*paired(removed, added), (len(removed), len(added))]:
        found += [(text, "") for text in removed[i:old]] + [("", text) for text in added[j:new]]
        found += zip(removed[old : old + 1], added[new : new + 1], strict=True)
        i, j = old + 1, new + 1
    return found


def paired(removed: Sequence[str], added: Sequence[str]) -> list[tuple[int, int]]:
    """The pairing, in order and by their places, that keeps most words together; none where there are too many."""
    if len(removed) * len(added) > MOST_PAIRS:
        return []
    bags = [[set(TOKEN.findall(text)) for text in texts] for texts in (removed, added)]
    best = [[0.0] * (len(added) + 1) for _ in range(len(removed) + 1)]
    for i in reversed(range(len(removed))):
        for j in reversed(range(len(added))):
            together = best[i + 1][j + 1] + _likeness(bags[0][i], bags[1][j])
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    found, i, j = [], 0, 0
    while i < len(removed) and j < len(added):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            found.append((i, j))
            i, j = i + 1, j + 1
    return found


def _likeness(one: set[str], other: set[str]) -> float:
    shared = len(one & other) / max(len(one), len(other), 1)
    return shared if shared > ALIKE else 0.0


def paragraphs(text: str) -> list[str]:
    return [part for part in re.split(r"\n\s*\n", text.strip("\n")) if part.strip()]


def lines(before: list[str], after: list[str], *, until: float) -> list[Change]:
    """The lines of a list that changed, each with the words that changed in it."""
    found: list[Change] = []
    removed: list[str] = []
    added: list[str] = []
    for kind, texts in [*compare(before, after, until=until), (SAME, [])]:
        if kind == SAME:
            for old, new in _pairs(removed, added):
                found += [*([Change(SAME, "\n")] if found else []), *words(old, new, until=until)]
            removed, added = [], []
        else:
            (removed if kind == REMOVED else added).extend(texts)
    return found
