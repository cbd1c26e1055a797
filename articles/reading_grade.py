"""How hard is a text to read, and how hard for each audience?

The Flesch-Kincaid grade (Kincaid et al., 1975, Research Branch Report 8-75): 0.39 words per sentence + 11.8 syllables
per word - 15.59. Syllables are counted by the hyphenation patterns of pyphen, which hold no word list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser

import pyphen

from articles.markdown import AUDIENCES, CLINICIANS, EVERYONE, PATIENTS

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SENTENCE = re.compile(r"(?<![.!?:])[.!?:]+(?=\s|$)|\n[^\S\n]*(?=\n)")
FEWEST_WORDS = 30
LONGEST_WORD = 60  # letters; what is longer is no word, and its hyphenation would take its time
BLOCKS = frozenset({"p", "li", "h2", "h3", "h4", "td", "th", "dd", "dt"})


@dataclass(frozen=True)
class Reading:
    """How one audience finds its text: ``grade`` None where it is too short, ``words`` 0 where there is none."""

    audience: str
    words: int
    grade: float | None
    target: int | None = None

    @property
    def is_over(self) -> bool:
        return self.grade is not None and self.target is not None and self.grade > self.target


@cache
def _hyphenator() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB", left=1, right=1)


def syllables(word: str) -> int:
    return len(_hyphenator().positions(word[:LONGEST_WORD].lower())) + 1


def grade(text: str) -> float | None:
    """The grade to one decimal, or None for fewer than 30 words, where it means nothing."""
    words = WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return None
    sentences = max(1, sum(1 for part in SENTENCE.split(text) if WORD.search(part)))
    return round(0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59, 1)


class _Passages(HTMLParser):
    """Collects the text inside the elements of one class; without a class, all of it."""

    def __init__(self, kind: str = "") -> None:
        super().__init__()
        self.kind, self.depth, self.parts = kind, 0 if kind else 1, []  # type: str, int, list[str]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_passage = tag == "div" and self.kind in (dict(attrs).get("class") or "").split()
        if tag == "div" and (self.depth or is_passage):
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        if self.depth and tag == "div":
            self.depth -= 1
        if self.depth and tag in BLOCKS:
            self.parts.append(".\n")

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.parts.append(data)


def _text(html: str, kind: str = "") -> str:
    passages = _Passages(kind)
    passages.feed(html)
    return "".join(passages.parts).replace("..", ".")


def patients_grade(html: str) -> float | None:
    """The grade of the passages written for patients in the rendering for everyone."""
    return grade(_text(html, PATIENTS))


def readings(html: str, *, target: int | None = None) -> list[Reading]:
    """The whole text for everyone, and the passages for each audience; ``target`` is the highest grade for patients."""
    return list(_readings(html, target))


def _readings(html: str, target: int | None) -> Iterator[Reading]:
    kinds = {EVERYONE: "", PATIENTS: PATIENTS, CLINICIANS: CLINICIANS}
    for audience in AUDIENCES:
        text = _text(html, kinds[audience])
        wanted = target if audience == PATIENTS else None
        yield Reading(audience, len(WORD.findall(text)), grade(text), wanted)
