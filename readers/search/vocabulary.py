"""Which words do the public texts have, and which of them was probably meant?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from django.db import connection

from readers.models import SearchWord
from readers.search.folding import LONGEST
from readers.search.query import Query

SHORTEST = 4  # letters; shorter words have too many neighbours
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MOST_NEIGHBOURS = 3_000  # words that are compared letter by letter
UPSERT = (
    "INSERT INTO readers_searchword (word, documents) VALUES {rows} "
    "ON CONFLICT (word) DO UPDATE SET documents = readers_searchword.documents + excluded.documents"
)
AT_ONCE = 400  # rows of one statement


def moved(*, left: AbstractSet[str], entered: AbstractSet[str]) -> Counter[str]:
    """For ``count``: a document that had the one has the other."""
    changes = Counter({word: 1 for word in entered - left if is_kept(word)})
    changes.update({word: -1 for word in left - entered if is_kept(word)})
    return changes


def count(changes: Mapping[str, int]) -> None:
    """Add to the number of documents of each word; a word of no document is forgotten. In the order of the alphabet, so
    that nobody waits in a ring.
    """
    rows = sorted((word, number) for word, number in changes.items() if number)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            values = ", ".join(["(%s, %s)"] * len(some))
            cursor.execute(UPSERT.format(rows=values), [value for row in some for value in row])
    if any(number < 0 for _, number in rows):
        SearchWord.objects.filter(documents__lte=0).delete()


def is_kept(word: str) -> bool:
    return SHORTEST <= len(word) < LONGEST and word.isalpha()


def corrected(query: Query) -> str | None:
    """The question with each unknown word replaced by the nearest known one; None where none is near."""
    asked = {word for term in query.wanted for word in term.words if is_kept(word)}
    known = set(SearchWord.objects.filter(word__in=asked).values_list("word", flat=True))
    meant = {word: nearest(word) for word in sorted(asked - known)}
    if not any(meant.values()):
        return None
    return " ".join(_written(term.words, meant, is_excluded=term.is_excluded) for term in query.terms)


def _written(words: tuple[str, ...], meant: Mapping[str, str | None], *, is_excluded: bool) -> str:
    said = " ".join(meant.get(word) or word for word in words)
    said = f'"{said}"' if len(words) > 1 else said
    return f"-{said}" if is_excluded else said


def nearest(word: str) -> str | None:
    """The commonest word one slip away, else the nearest one two slips away that begins alike."""
    one_off = SearchWord.objects.filter(word__in=_one_slip_from(word)).order_by("-documents", "word").first()
    if one_off is not None:
        return one_off.word
    return _two_slips_from(word) if len(word) > SHORTEST else None


def _one_slip_from(word: str) -> set[str]:
    """Every word with one letter left out, doubled up, mistaken or in the wrong place."""
    splits = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    left_out = {a + b[1:] for a, b in splits if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    mistaken = {a + letter + b[1:] for a, b in splits if b for letter in LETTERS}
    added = {a + letter + b for a, b in splits for letter in LETTERS}
    return left_out | swapped | mistaken | added


def _two_slips_from(word: str) -> str | None:
    near = SearchWord.objects.filter(word__startswith=word[:2])
    found = near.order_by("-documents").values_list("word", flat=True)[:MOST_NEIGHBOURS]
    close = [other for other in found if abs(len(other) - len(word)) <= 2 and _slips(word, other) == 2]
    return close[0] if close else None


def _slips(one: str, other: str) -> int:
    """Edits between two words (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, row = row, [i]
        for j, facing in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != facing)))
    return row[-1]
