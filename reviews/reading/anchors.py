"""Beside which paragraph does a comment stand? The one that holds the words it quotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from articles.models import Revision
from reviews.reading.blocks import Block, numbered

NUMBERS = re.compile(r"\[\d+(?:,[^\[\]]*)?\]")  # of citations: they change from revision to revision
LONGEST = 500


def plain(text: str) -> str:
    """Words alone: blanks and the numbers of citations do not count when quotes are compared."""
    return "".join(NUMBERS.sub("", unicodedata.normalize("NFC", text)).split())


def quotable(block: Block) -> str:
    """The beginning of the block, as much as a quote needs."""
    if len(block.text) <= LONGEST:
        return block.text
    return block.text[:LONGEST].rsplit(" ", 1)[0]


def place(quotes: Iterable[str], blocks: Sequence[Block]) -> dict[str, int]:
    """The number of the first block that holds each quote; a quote that is nowhere, or empty, is left out."""
    texts = [(block.number, plain(block.text)) for block in blocks if block.number]
    found: dict[str, int] = {}
    for quote in set(quotes):
        words = plain(quote)
        number = next((number for number, text in texts if words in text), 0) if words else 0
        if number:
            found[quote] = number
    return found


def is_in_title(quote: str, revision: Revision) -> bool:
    return any(plain(quote) in plain(text) for text in (revision.title, revision.excerpt))


def stands_in(quote: str, revision: Revision) -> bool:
    """Whether any audience reads these words: in the text, the title or the excerpt."""
    return is_in_title(quote, revision) or any(
        place([quote], numbered(variant["html"])) for variant in revision.rendered.values()
    )
