"""How is a word spelled for the index? Without accents, capitals and punctuation, in documents and questions alike.

The folding is done here and not by the databases, so that both find the same and PostgreSQL needs no extension.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 64  # characters of a word; what is longer is cut, in documents and questions alike
WORD = re.compile(r"[^\W_]+")
POSSESSIVE = re.compile(r"['’ʼ](?=s\b)")
NOT_DECOMPOSED = {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i"}


class _Fold(dict[int, str]):
    """For ``str.translate``: every character to its folded form, worked out once."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(code).casefold())
        kept = "".join(NOT_DECOMPOSED.get(c, c) for c in plain if unicodedata.category(c) != "Mn")
        self[code] = kept.casefold()
        return self[code]


class _Shadow(_Fold):
    """The same with exactly one character for each, so that places in the text stay where they are."""

    def __missing__(self, code: int) -> str:
        self[code] = (FOLD[code] or "\u0301")[0]
        return self[code]


FOLD = _Fold()
SHADOW = _Shadow()


def fold(text: str) -> str:
    return text.lower() if text.isascii() else text.translate(FOLD)


def shadow(text: str) -> str:
    """``text`` folded character by character: as long as the text itself."""
    return text.lower() if text.isascii() else text.translate(SHADOW)


def words(text: str) -> list[str]:
    """The folded words in their order. “Alzheimer’s” is one word, “COVID-19” are two."""
    return [word[:LONGEST] for word in WORD.findall(POSSESSIVE.sub("", fold(text)))]
