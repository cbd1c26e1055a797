"""What was found? Public articles alone, in order, with the numbers beside each choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from articles.models import Category
from readers.search import engine, vocabulary
from readers.search.choices import AUDIENCES, Choice
from readers.search.query import Query, parse
from readers.search.rows import Row
from reviews.models import Publication
from reviews.standing import PublicState

Topics = Mapping[int, Category]
TITLES = {"topic": "Topic", "status": "Status", "audience": "Has passages for", "year": "Last reviewed in"}
VALUES: dict[str, Callable[[Row], Iterable[Any]]] = {
    "topic": lambda row: [row.topic],
    "status": lambda row: [row.state],
    "audience": lambda row: row.audiences,
    "year": lambda row: [row.year],
}


@dataclass(frozen=True)
class Option:
    """One value of a facet. ``number`` says how many results it would leave, or “120+” where not all were counted."""

    value: str
    label: str
    number: str
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    options: list[Option]


@dataclass(frozen=True)
class Found:
    """``rows`` in order; ``is_bounded`` when there are more that were not looked at."""

    rows: list[Row]
    is_bounded: bool
    facets: list[Facet]

    @property
    def number(self) -> str:
        """For people: “1”, “1,000+”."""
        return f"{len(self.rows):,}{'+' if self.is_bounded else ''}"


def find(query: Query, choice: Choice, *, today: date) -> Found:
    by_date = choice.sort == "date"
    everything, is_bounded = engine.rows(query, condition=Q(), by_date=by_date, today=today)
    everything = public(everything)
    topics = {topic.pk: topic for topic in Category.objects.all()}
    if is_bounded and choice.is_narrow:
        condition = choice.condition(today=today)
        some, is_cut = engine.rows(query, condition=condition, by_date=by_date, today=today)
        chosen = public(some)
    else:
        chosen, is_cut = _fitting(everything, choice, topics), is_bounded
    facets = _facets(everything, choice, topics, is_bounded=is_bounded)
    return Found(_in_order(chosen, by_date=by_date), is_cut, facets)


def _fitting(rows: list[Row], choice: Choice, topics: Topics, *, leaving_out: str = "") -> list[Row]:
    if not choice.is_narrow:
        return rows
    topic = next((key for key, topic in topics.items() if topic.slug == choice.topic), None)
    return [row for row in rows if choice.fits(row, topic=topic, leaving_out=leaving_out)]


def public(rows: list[Row]) -> list[Row]:
    """The second lock: whatever the index says, only what lists show now is found or counted."""
    asked = [row.publication for row in rows]
    listed = (
        set(Publication.objects.listed().filter(pk__in=asked).values_list("pk", flat=True))
        if asked
        else set()
    )
    return [row for row in rows if row.publication in listed]


def did_you_mean(query: Query, *, today: date) -> str:
    """Another spelling that finds something public; empty where there is none."""
    other = vocabulary.corrected(query)
    if other is None:
        return ""
    rows, _ = engine.rows(parse(other), condition=Q(), by_date=False, today=today)
    return other if public(rows) else ""


def _in_order(rows: list[Row], *, by_date: bool) -> list[Row]:
    """Ranks that differ by a hair are the same: the later review decides."""
    rank: Callable[[Row], float] = (lambda row: 0.0) if by_date else (lambda row: float(f"{row.rank:.3g}"))
    return sorted(rows, key=lambda row: (rank(row), row.dated, row.document), reverse=True)


def _facets(rows: list[Row], choice: Choice, topics: Topics, *, is_bounded: bool) -> list[Facet]:
    numbers = {
        name: Counter(
            value for row in _fitting(rows, choice, topics, leaving_out=name) for value in values_of(row)
        )
        for name, values_of in VALUES.items()
    }
    labels: dict[str, dict[Any, str]] = {
        "topic": {key: topic.name for key, topic in topics.items()},
        "status": dict(PublicState.choices),
        "audience": AUDIENCES,
        "year": {year: str(year) for year in sorted(filter(None, numbers["year"]), reverse=True)},
    }
    values = {"topic": {key: topic.slug for key, topic in topics.items()}}
    return [
        Facet(
            name,
            title,
            _options(labels[name], values.get(name, {}), numbers[name], choice.of_facet(name), is_bounded),
        )
        for name, title in TITLES.items()
    ]


def _options(
    labels: dict[Any, str],
    values: dict[Any, str],
    numbers: Counter[Any],
    chosen: Iterable[str],
    is_bounded: bool,
) -> list[Option]:
    """What is chosen stays to be seen, whatever its number; what has none and is not chosen is left out."""
    more = "+" if is_bounded else ""
    options = [
        Option(value := str(values.get(key, key)), label, f"{numbers[key]:,}{more}", value in chosen)
        for key, label in labels.items()
    ]
    return [option for option in options if option.is_chosen or not option.number.startswith("0")]
