"""What did somebody ask for? Words, "phrases in quotes" and -exclusions, whatever else stood between them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from readers.search.folding import words
from readers.search.stemming import stem

LONGEST = 300  # characters of a question that are read
MOST_TERMS = 16
PART = re.compile(r'(?P<minus>(?<!\S)[-−])?(?:"(?P<phrase>[^"]*)"?|(?P<chunk>[^\s"]+))')
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
# What nearly every text has, or questions have and texts do not. “A” stays: it tells vitamins apart.
STOP_WORDS = frozenset({
    "am", "an", "and", "are", "as", "at", "be", "by", "can", "could", "did", "do", "does", "for",
    "from", "has", "have", "how", "i", "in", "is", "it", "its", "me", "my", "of", "on", "or", "our",
    "should", "that", "the", "their", "there", "these", "they", "this", "to", "was", "we", "were",
    "what", "when", "where", "which", "who", "why", "will", "with", "would", "you", "your",
})  # fmt: skip


@dataclass(frozen=True)
class Term:
    """Words that stand next to each other in this order; mostly one."""

    words: tuple[str, ...]
    is_excluded: bool = False


@dataclass(frozen=True)
class Query:
    """``text`` as it can be shown again; ``terms`` in the order in which they were typed."""

    text: str
    terms: tuple[Term, ...] = ()
    is_cut: bool = False

    @property
    def wanted(self) -> list[Term]:
        return [term for term in self.terms if not term.is_excluded]

    @property
    def excluded(self) -> list[Term]:
        return [term for term in self.terms if term.is_excluded]

    @property
    def problem(self) -> str:
        """Why nothing can be looked for, in a sentence; empty where something can."""
        if self.wanted or not self.text:
            return ""
        if self.excluded:
            return (
                "This search only says what to leave out. Add a word that the articles should have, "
                "such as “sleep -children”."
            )
        return "There is no word in this search. Type at least one letter or number."

    @cached_property
    def stems(self) -> frozenset[str]:
        """Of the words that an article was found by."""
        return frozenset(stem(word) for term in self.wanted for word in term.words)


def parse(typed: str) -> Query:
    """Never fails: what is no word is left out, quotes need no partner, what is too long is cut and ``is_cut``."""
    text = presentable(typed)
    terms = [term for part in PART.finditer(text[:LONGEST].translate(QUOTES)) if (term := _term(part))]
    telling = [term for term in terms if term.is_excluded or not set(term.words) <= STOP_WORDS]
    kept = telling if any(not term.is_excluded for term in telling) else terms
    kept = list(dict.fromkeys(kept))
    is_cut = len(text) > LONGEST or len(kept) > MOST_TERMS
    return Query(text=text[:LONGEST], terms=tuple(kept[:MOST_TERMS]), is_cut=is_cut)


def presentable(typed: str) -> str:
    """On one line, without the characters that no page may hold."""
    kept = (" " if unicodedata.category(c) in {"Cc", "Cs", "Cn"} else c for c in typed[: 10 * LONGEST])
    return " ".join("".join(kept).split())


def _term(part: re.Match[str]) -> Term | None:
    """“COVID-19” is a phrase too: its two words next to each other."""
    found = words(part["phrase"] or part["chunk"] or "")
    return Term(tuple(found), is_excluded=part["minus"] is not None) if found else None
