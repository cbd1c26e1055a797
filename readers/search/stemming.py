"""Which words count as the same? The stem of a folded English word.

After M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980, 130-137, with the two departures of its
author's own programs (-bli and -logi). The index of SQLite uses the same algorithm, that of PostgreSQL its successor.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

LONGEST = 64  # what is longer is no word of a language
STEP_2 = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize", "bli": "ble", "alli": "al",
    "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize", "ation": "ate", "ator": "ate", "alism": "al",
    "iveness": "ive", "fulness": "ful", "ousness": "ous", "aliti": "al", "iviti": "ive", "biliti": "ble", "logi": "log",
}  # fmt: skip
STEP_3 = {
    "icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": "",
}  # fmt: skip
STEP_4 = dict.fromkeys((
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti", "ous",
    "ive", "ize",
), "")  # fmt: skip


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    if not 3 <= len(word.encode()) <= LONGEST:
        return word
    word = _past(_plural(word))
    if word.endswith("y") and "v" in _pattern(word[:-1]):
        word = f"{word[:-1]}i"
    word = _replaced(word, STEP_2, over=0)
    word = _replaced(word, STEP_3, over=0)
    return _tidied(_replaced(word, STEP_4, over=1))


def _pattern(word: str) -> str:
    """The word as c for consonants and v for vowels; y is a vowel after a consonant."""
    marks = ""
    for letter in word:
        is_vowel = letter in "aeiou" or (letter == "y" and marks.endswith("c"))
        marks += "v" if is_vowel else "c"
    return marks


def _measure(word: str) -> int:
    return len(re.findall("v+c", _pattern(word)))


def _is_short(word: str) -> bool:
    """Consonant, vowel, consonant at the end, the last no w, x or y: *o in the paper."""
    return _pattern(word).endswith("cvc") and word[-1] not in "wxy"


def _plural(word: str) -> str:
    if word.endswith("sses") or (word.endswith("ies") and len(word) > 3):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    if word.endswith("eed") and len(word) > 3:
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for suffix in ("ed", "ing"):
        if word.endswith(suffix) and "v" in _pattern(word[: -len(suffix)]):
            return _after_past(word[: -len(suffix)])
    return word


def _after_past(word: str) -> str:
    if word.endswith(("at", "bl", "iz")):
        return f"{word}e"
    if word[-2:-1] == word[-1:] and word[-1] not in "aeioulsz":
        return word[:-1]
    return f"{word}e" if _measure(word) == 1 and _is_short(word) else word


def _replaced(word: str, suffixes: Mapping[str, str], *, over: int) -> str:
    """The longest of the suffixes replaced, where what stands before it is long enough."""
    for length in range(7, 1, -1):
        before, suffix = word[:-length], word[-length:]
        if before and suffix in suffixes:
            is_kept = suffix == "ion" and before[-1] not in "st"
            return before + suffixes[suffix] if _measure(before) > over and not is_kept else word
    return word


def _tidied(word: str) -> str:
    if word.endswith("e"):
        before = word[:-1]
        if _measure(before) > 1 or (_measure(before) == 1 and not _is_short(before)):
            word = before
    return word[:-1] if word.endswith("ll") and _measure(word[:-1]) > 1 else word
