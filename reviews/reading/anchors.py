"""Beside which paragraph does a comment stand? The one it was written on, as long as that holds the words it quotes.

A comment keeps the block and the wording in which its words stood. In a later text its block is followed through what
changed, and the words count only from border to border: "5 mg" is not in "2.5 mg", nor "25 mg" in "125 mg".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from articles import diff
from articles.markdown import EVERYONE
from articles.models import Revision
from reviews.reading.blocks import Block, numbered

NUMBERS = re.compile(r"\[\d+(?:,[^\[\]]*)?\]")  # of citations: they change from revision to revision
TOKEN = re.compile(
    r"(?:(?<!\w)[−-])?(?:(?<!\w)\.)?\d+(?:[.,/:]\d+)*[²³¹⁰-⁹½¼¾⅐-⅞]*"  # a number with its sign, whole
    r"|[^\W\d_]\w*(?:/[^\W\d_]\w*)*"  # a word, or a unit such as mg/kg
    r"|[^\w\s]|\w"
)
LONGEST = 500
NEIGHBOURS = 3  # words beside a quote that must have moved with it, where its block is gone
ENOUGH = 8  # words of a quote that need no neighbours


@dataclass(frozen=True)
class Spot:
    """A block of one wording; ``block`` 0 is the title or the excerpt."""

    audience: str
    block: int


def tokens(text: str) -> list[str]:
    """Words, whole numbers and marks: blanks and the numbers of citations do not count when quotes are compared."""
    return TOKEN.findall(NUMBERS.sub("", unicodedata.normalize("NFC", text)))


def quotable(block: Block) -> str:
    """The beginning of the block, as much as a quote needs."""
    if len(block.text) <= LONGEST:
        return block.text
    return block.text[:LONGEST].rsplit(" ", 1)[0]


def found_in(text: str, quote: Sequence[str]) -> list[int]:
    """Where among the words of ``text`` the quote begins, each time that it stands there."""
    words, long = tokens(text), len(quote)
    return [at for at in range(len(words) - long + 1) if long and words[at : at + long] == list(quote)]


def find(quote: str, revision: Revision, *, wanted: Spot | None = None) -> Spot | None:
    """Where the words stand: at the spot that is wanted, else in the first block of any wording, else in the title."""
    words = tokens(quote)
    first = wanted.audience if wanted and wanted.audience in revision.rendered else EVERYONE
    for audience in [first, *(name for name in revision.rendered if name != first)]:
        holding = [b.number for b in numbered(revision.rendered[audience]["html"]) if found_in(b.text, words)]
        if holding:
            is_there = wanted is not None and audience == first and wanted.block in holding
            return Spot(audience, wanted.block if wanted and is_there else holding[0])
    titled = any(found_in(text, words) for text in (revision.title, revision.excerpt))
    return Spot(EVERYONE, 0) if titled else None


def follow(quote: str, spot: Spot, *, before: Revision, after: Revision) -> Spot | None:
    """Where words that stood at ``spot`` of an older text stand in a later one; None where they do not any more."""
    words = tokens(quote)
    if not spot.block:
        titled = any(found_in(text, words) for text in (after.title, after.excerpt))
        return spot if titled else None
    old, new = _blocks(before, spot.audience), _blocks(after, spot.audience)
    home = next((block for block in old if block.number == spot.block), None)
    if home is None:
        return None
    heirs, fresh = _heirs(old, new)
    heir = heirs.get(home.number)
    if heir and len(found_in(heir.text, words)) >= max(len(found_in(home.text, words)), 1):
        return Spot(spot.audience, heir.number)
    moved = next((block for block in fresh if _moved_to(block, home, words)), None)
    return Spot(spot.audience, moved.number) if moved else None


def shown_at(spot: Spot, revision: Revision, audience: str) -> int:
    """The number of the same block in the wording for ``audience`` of the same text; 0 where that does not have it."""
    if spot.audience == audience or not spot.block:
        return spot.block
    heirs, _ = _heirs(_blocks(revision, spot.audience), _blocks(revision, audience), same=True)
    heir = heirs.get(spot.block)
    return heir.number if heir else 0


def _blocks(revision: Revision, audience: str) -> list[Block]:
    rendered = revision.rendered.get(audience) or revision.rendered[EVERYONE]
    return numbered(rendered["html"])


def _heirs(
    old: Sequence[Block], new: Sequence[Block], *, same: bool = False
) -> tuple[dict[int, Block], list[Block]]:
    """Which block each old one became, by its number, and the blocks that are not as they were before.

    ``same`` leaves out those whose words changed.
    """
    heirs: dict[int, Block] = {}
    fresh: list[Block] = []
    gone: list[Block] = []
    come: list[Block] = []
    at_old = at_new = 0
    parts = diff.compare([block.text for block in old], [block.text for block in new])
    for kind, texts in [*parts, (diff.SAME, [])]:
        removed = old[at_old : at_old + len(texts)] if kind != diff.ADDED else []
        added = new[at_new : at_new + len(texts)] if kind != diff.REMOVED else []
        at_old, at_new = at_old + len(removed), at_new + len(added)
        if kind == diff.SAME:
            heirs |= {} if same else _paired(gone, come)
            heirs |= {block.number: heir for block, heir in zip(removed, added, strict=True)}
            fresh, gone, come = fresh + come, [], []
        else:
            gone, come = gone + list(removed), come + list(added)
    return heirs, fresh


def _paired(gone: Sequence[Block], come: Sequence[Block]) -> dict[int, Block]:
    """Old blocks with the new ones that took their place, as the comparison of texts pairs paragraphs."""
    pairs = diff.paired([block.text for block in gone], [block.text for block in come])
    return {gone[i].number: come[j] for i, j in pairs}


def _moved_to(block: Block, home: Block, words: list[str]) -> bool:
    """Whether the quote went there with the words beside it: where a paragraph was moved or split."""
    if len(words) >= ENOUGH:
        return bool(found_in(block.text, words))
    around = tokens(home.text)
    return tokens(block.text) == around or any(
        found_in(block.text, stretch)
        for at in found_in(home.text, words)
        for stretch in (
            around[max(at - NEIGHBOURS, 0) : at + len(words)],
            around[at : at + len(words) + NEIGHBOURS],
        )
        if len(stretch) == len(words) + NEIGHBOURS
    )
