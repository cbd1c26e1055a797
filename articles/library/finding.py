"""Which sources may a writer mean who has typed a few letters?"""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.bibliography.picking import words_in
from articles.models import Source, SourceWord

MOST = 12  # offered at once
LOOKED_AT = 60  # of which the best are offered
MOST_WORDS = 6
LAST = "\U0010ffff"


def found(typed: str, *, most: int = MOST) -> list[Source]:
    """Current sources each of whose words typed begins a word of the source: key, author, title, journal, year, number.

    The longest word leads: its index is walked, and what it finds is asked for the others.
    """
    words = sorted(words_in(typed[:200]), key=lambda word: (-len(word), word))
    if whole := _by_identifier(typed):
        return whole
    if not words:
        return []
    lead, *others = words[:MOST_WORDS]
    rows = SourceWord.objects.filter(_begins(lead))
    for word in others:
        rows = rows.filter(Exists(SourceWord.objects.filter(_begins(word), source=OuterRef("source"))))
    return _best(rows, typed=typed, most=most)


def _by_identifier(typed: str) -> list[Source]:
    """A DOI or PubMed number that was pasted whole."""
    asked = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*|pmid:\s*)", "", typed.strip().lower())
    if asked.startswith("10.") and len(asked) <= 300:
        return list(Source.objects.current().filter(doi=asked)[:MOST])
    return list(Source.objects.current().filter(pmid=asked)[:MOST]) if re.fullmatch(r"\d{5,9}", asked) else []


def _best(rows: QuerySet[SourceWord], *, typed: str, most: int) -> list[Source]:
    """In the order of the index a whole word comes before a longer one; then the newest first."""
    keys = dict.fromkeys(rows.order_by("word", "source").values_list("source", flat=True)[:LOOKED_AT])
    sources = Source.objects.current().in_bulk(list(keys))
    start = typed.strip().lower()

    def rank(source: Source) -> tuple[Any, ...]:
        return (not source.key.lower().startswith(start), -(source.year or 0), source.key)

    return sorted(sources.values(), key=rank)[:most]


def _begins(word: str) -> Q:
    """PostgreSQL reads its index for a LIKE; SQLite's LIKE knows no index, so there it is a range."""
    if connection.vendor == "postgresql":
        return Q(word__startswith=word)
    return Q(word__gte=word, word__lt=word + LAST)
