"""Which sources may a writer mean who has typed a few letters?"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.models import Q

from articles.bibliography.picking import words_in
from articles.models import Source, SourceWord

MOST = 12  # offered at once
LOOKED_AT = 60  # of which the best are offered
LOOKED_THROUGH = 1_000
PORTIONS = (0, 100, LOOKED_THROUGH)
MOST_WORDS = 6
LAST = "\U0010ffff"


def found(typed: str, *, most: int = MOST) -> list[Source]:
    """Current sources each of whose words typed begins a word of the source: key, author, title, journal, year, number.

    The rarest word leads. Where even that one begins words of more than ``LOOKED_THROUGH`` sources, no more of them
    are asked for the other words: an answer is due before the next letter, and that letter narrows it.
    """
    if whole := _by_identifier(typed):
        return whole
    words = sorted(words_in(typed[:200]), key=lambda word: (-len(word), word))[:MOST_WORDS]
    if not words:
        return []
    led = {word: _led_by(word, LOOKED_THROUGH if len(words) > 1 else LOOKED_AT) for word in words}
    lead = min(words, key=lambda word: len(led[word]))
    others = [word for word in words if word != lead]
    return _best(_with_all(led[lead], others), typed=typed, most=most)


def _led_by(word: str, number: int) -> list[int]:
    """So many sources, those with the whole word first. The rest come as the index has them: to sort them takes too long."""
    whole = SourceWord.objects.filter(word=word).order_by("source").values_list("source", flat=True)[:number]
    begun = SourceWord.objects.filter(_begins(word)).order_by().values_list("source", flat=True)[:number]
    found = dict.fromkeys(whole)
    return list(found if len(found) == number else found | dict.fromkeys(begun))[:number]


def _with_all(sources: list[int], words: list[str]) -> list[int]:
    """Those that have all words, until there are enough; a few are asked first, for often they do."""
    having: list[int] = []
    for start, end in pairwise(PORTIONS):
        asked = set(sources[start:end])
        for word in words:
            rows = SourceWord.objects.filter(_begins(word), source__in=asked)
            asked = set(rows.values_list("source", flat=True)) if asked else asked
        having += [source for source in sources[start:end] if source in asked]
        if len(having) >= LOOKED_AT or end >= len(sources):
            break
    return having[:LOOKED_AT]


def _by_identifier(typed: str) -> list[Source]:
    """A DOI or PubMed number that was pasted whole."""
    asked = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*|pmid:\s*)", "", typed.strip().lower())
    if asked.startswith("10.") and len(asked) <= 300:
        return list(Source.objects.current().filter(doi=asked)[:MOST])
    return list(Source.objects.current().filter(pmid=asked)[:MOST]) if re.fullmatch(r"\d{5,9}", asked) else []


def _best(keys: list[int], *, typed: str, most: int) -> list[Source]:
    """The one whose key was typed first, then the newest."""
    sources = Source.objects.current().in_bulk(keys)
    start = typed.strip().lower()

    def rank(source: Source) -> tuple[Any, ...]:
        return (not source.key.lower().startswith(start), -(source.year or 0), source.key)

    return sorted(sources.values(), key=rank)[:most]


def _begins(word: str) -> Q:
    """PostgreSQL reads its index for a LIKE; SQLite's LIKE knows no index, so there it is a range."""
    if connection.vendor == "postgresql":
        return Q(word__startswith=word)
    return Q(word__gte=word, word__lt=word + LAST)
