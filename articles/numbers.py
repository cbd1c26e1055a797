"""Which numbers changed between two versions of a passage? A dose, a share, a time: each with its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.diff import ADDED, REMOVED, SAME, compare

NOT_READ = re.compile(r"\[@[^\]\n]+\]|\]\([^)\s]*\)|https?://\S+|^[^\S\n]*\d+[.)]\s", re.MULTILINE)
MEASURE = (
    r"(?:[kmµμnd]?(?:g|l|L|mol|Eq)|mcg|IU|U|mmHg|°\s?C|%|‰|min|h|"
    r"(?:unit|second|minute|hour|day|night|week|month|year|time|tablet|capsule|drop|dose|puff|percent)s?)"
)
NUMBER = re.compile(
    rf"(?<![\w.,])(?:[<>≤≥±~−-]\s?)?\d+(?:[.,]\d+)*(?:\s?{MEASURE}(?:\s?/\s?{MEASURE})*(?![^\W\d_]))?"
)
MOST = 50


def changed(before: str, after: str, *, until: float | None = None) -> list[tuple[str, str]]:
    """(old, new) in the order of the text; one of them is empty where a number went or came."""
    found: list[tuple[str, str]] = []
    gone: list[str] = []
    come: list[str] = []
    for kind, numbers in [*compare(_numbers(before), _numbers(after), until=until), (SAME, [])]:
        if kind == SAME:
            found += _paired(gone, come)
            gone, come = [], []
        gone += numbers if kind == REMOVED else []
        come += numbers if kind == ADDED else []
    return found[:MOST]


def _numbers(text: str) -> list[str]:
    found = NUMBER.findall(NOT_READ.sub(" ", text))
    return [" ".join(number.split()).replace(" %", "%") for number in found]


def _paired(gone: list[str], come: list[str]) -> Iterator[tuple[str, str]]:
    for n in range(max(len(gone), len(come))):
        yield (gone[n] if n < len(gone) else "", come[n] if n < len(come) else "")
