"""By which words is a work found: those that a writer begins to type, and the title that tells a duplicate?"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from articles.bibliography.citation_parts import doi, pmid, year
from articles.bibliography.names import plain

LONGEST = 60
MOST_AUTHORS = 20  # a consortium of thousands is found by its first names and its title
_WORD = re.compile(r"[^\W_]+")
_COMMON = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}
)


def folded(text: str) -> str:
    """Lower case without accents, so that `Muller` finds `Müller`."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.category(letter).startswith("M"))


def words_in(text: str) -> set[str]:
    """Its words, folded and at most ``LONGEST`` characters each, without those that every title has."""
    return {word[:LONGEST] for word in _WORD.findall(folded(text))} - _COMMON


def words_of(key: str, csl: Mapping[str, Any]) -> set[str]:
    """Key, authors, title, journal, year and numbers of a work."""
    people = csl.get("author")
    named = [name for name in people if isinstance(name, Mapping)] if isinstance(people, list) else []
    names = [plain(name.get(part)) for name in named[:MOST_AUTHORS] for part in ("family", "literal")]
    journal = plain(csl.get("container-title-short")) or plain(csl.get("container-title"))
    said = " ".join([key, plain(csl.get("title")), *names, journal, year(csl.get("issued")), pmid(csl)])
    whole = {folded(key)[:LONGEST], doi(csl).lower()[:LONGEST]}
    return {word for word in words_in(said) | whole if word}


def plain_title(csl: Mapping[str, Any]) -> str:
    """The title as one compares it: its words alone, folded, at most 200 characters."""
    return " ".join(_WORD.findall(folded(plain(csl.get("title")))))[:200]
