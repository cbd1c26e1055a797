"""What are the texts of a large site made of? Words that are as common and as rare as they are in real texts.

The word of rank n stands in a text about 1/n times as often as the first one (Zipf's law). Most are made of syllables.
"""

from __future__ import annotations

from itertools import accumulate, product
from random import Random

COMMON = [
    "sleep", "rest", "pain", "dose", "night", "child", "water", "heart", "blood", "risk", "food", "light", "weight",
    "skin", "breath", "fever", "muscle", "bone", "stress", "cough", "diet", "vision", "memory", "balance", "infection",
    "vaccine", "tablet", "doctor", "clinic", "nurse", "pressure", "sugar", "liver", "kidney", "stomach", "allergy",
]  # fmt: skip
VOWELS = ("a", "e", "i", "o", "u", "an", "er", "in", "ol", "us")
SYLLABLES = [consonant + vowel for consonant, vowel in product("bcdfglmnprstv", VOWELS)]
NUMBER = 20_000
SHORTEST, USUAL, LONGEST = 40, 180, 1_200  # words of a text


def _vocabulary() -> list[str]:
    dice, made = Random(1), dict.fromkeys(COMMON)
    while len(made) < NUMBER:
        made["".join(dice.choices(SYLLABLES, k=dice.choice((2, 3, 3, 4))))] = None
    return list(made)


WORDS = _vocabulary()
_WEIGHTS = list(accumulate(1 / (rank + 3) for rank in range(len(WORDS))))


def text(number: int) -> tuple[str, str, list[str]]:
    """Title, excerpt and paragraphs of the text of this number, always the same ones."""
    dice = Random(number)
    length = int(min(LONGEST, max(SHORTEST, dice.lognormvariate(0, 0.6) * USUAL)))
    words = dice.choices(WORDS, cum_weights=_WEIGHTS, k=length)
    said = [_sentence(words[start : start + 12]) for start in range(0, length, 12)]
    paragraphs = [" ".join(said[start : start + 5]) for start in range(0, len(said), 5)]
    return f"{' '.join(words[:4]).capitalize()}, text {number}", " ".join(said[:2]), paragraphs


def _sentence(words: list[str]) -> str:
    return f"{' '.join(words).capitalize()}."
