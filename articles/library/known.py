"""Which source of the library does a record describe, and which sources describe one work?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min

from articles.bibliography.names import plain
from articles.bibliography.picking import folded, plain_title
from articles.exceptions import InvalidSource
from articles.models import Source

MOST_DUPLICATES = 200  # groups that one screen shows


def known(csl: dict[str, Any], *, key: str) -> Source | None:
    """The source of the same work: by DOI, PMID, then title, year and first author, then ``key``; None for a new one.

    Raises InvalidSource where the identifiers of the record belong to different works.
    """
    drawn = Source(csl=csl)
    drawn.draw_columns()
    by_doi, by_pmid = _holding(doi=drawn.doi), _holding(pmid=drawn.pmid)
    found = by_doi or by_pmid
    if found is None:
        return _same_title(drawn) or _same_key(drawn, key=key)
    others = [by_pmid] if by_doi and by_pmid and by_doi.pk != by_pmid.pk else []
    if others or contradictions(found, drawn):
        raise InvalidSource(_quarrel(drawn, found, *others))
    return found


def contradictions(one: Source, other: Source) -> list[str]:
    """The identifiers that both have and that differ, as sentences."""
    pairs = ((name.upper(), getattr(one, name), getattr(other, name)) for name in ("doi", "pmid"))
    return [
        f"One has the {name} {mine}, the other {theirs}."
        for name, mine, theirs in pairs
        if mine and theirs and mine != theirs
    ]


def held_already(csl: dict[str, Any], *, but: Source) -> Iterator[str]:
    """A sentence for each identifier of the record that another source has."""
    drawn = Source(csl=csl)
    drawn.draw_columns()
    for name in ("doi", "pmid"):
        found = _holding(**{name: getattr(drawn, name)})
        if found and found.pk != but.pk:
            yield f"The library has the work with this {name.upper()} already, under the key {found.key}. Cite that one."


def _quarrel(drawn: Source, *found: Source) -> str:
    held = " and ".join(
        f"{source.key} ({', '.join(part for part in (source.doi, f'PMID {source.pmid}' if source.pmid else '') if part)})"
        for source in found
    )
    said = ", ".join(part for part in (drawn.doi, f"PMID {drawn.pmid}" if drawn.pmid else "") if part)
    return f"The record says {said}, which contradicts {held} in the library. Correct whichever is wrong, then import it again."


def _holding(**identifier: str) -> Source | None:
    """The first current source with this identifier; one of a merged source counts for the one it was merged into."""
    if not all(identifier.values()):
        return None
    found = Source.objects.filter(**identifier).select_related("merged_into").order_by("merged_into_id", "pk")
    sources = sorted(found, key=lambda source: (not source.is_current, source.pk))
    return next((source.merged_into or source for source in sources), None)


def _same_title(drawn: Source) -> Source | None:
    """Title, year and first author agree, and no identifier speaks against it."""
    if not drawn.plain_title or drawn.year is None:
        return None
    same = Source.objects.current().filter(plain_title=drawn.plain_title, year=drawn.year).order_by("pk")
    alike = (s for s in same[:20] if _first_author(s.csl) == _first_author(drawn.csl))
    return next((source for source in alike if not contradictions(source, drawn)), None)


def _first_author(csl: dict[str, Any]) -> str:
    people = csl.get("author")
    first = people[0] if isinstance(people, list) and people and isinstance(people[0], dict) else {}
    return folded(plain(first.get("family")) or plain(first.get("literal")))


def _same_key(drawn: Source, *, key: str) -> Source | None:
    """The source of that key, unless it is another work: another DOI, another PMID, or none in common and another title."""
    held = Source.objects.filter(key=key).select_related("merged_into").first()
    source = (held.merged_into or held) if held else None
    if source is None or contradictions(source, drawn):
        return None
    agrees = (drawn.doi and drawn.doi == source.doi) or (drawn.pmid and drawn.pmid == source.pmid)
    return source if agrees or plain_title(source.csl) == drawn.plain_title else None


@dataclass(frozen=True)
class Duplicate:
    """Sources that describe one work, as far as ``why`` tells; the oldest first."""

    why: str
    sources: tuple[Source, ...]


def duplicates() -> list[Duplicate]:
    """Those that share a DOI, else a PMID, else title and year; each set once, at most ``MOST_DUPLICATES``."""
    found: dict[frozenset[int], Duplicate] = {}
    for why, columns in (("DOI", ("doi",)), ("PMID", ("pmid",)), ("title and year", ("plain_title", "year"))):
        for sources in _sharing(*columns):
            found.setdefault(
                frozenset(source.pk for source in sources), Duplicate(f"The same {why}", tuple(sources))
            )
    return list(found.values())[:MOST_DUPLICATES]


def _sharing(*columns: str) -> list[list[Source]]:
    current = Source.objects.current().exclude(**{columns[0]: ""})
    if "year" in columns:
        current = current.filter(year__isnull=False)
    shared = current.values(*columns).annotate(number=Count("pk"), first=Min("pk")).filter(number__gt=1)
    values: dict[tuple[Any, ...], list[Source]] = {
        tuple(row[c] for c in columns): [] for row in shared.order_by("first")[:MOST_DUPLICATES]
    }
    rows = current.filter(**{f"{columns[0]}__in": [value[0] for value in values]}).order_by("pk")
    for source in rows:
        values.get(tuple(getattr(source, c) for c in columns), []).append(source)
    return list(values.values())
