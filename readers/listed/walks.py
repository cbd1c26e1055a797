"""Which articles does a list show, in which order, and how many are there? Answered from the narrow rows alone.

A walk gives keys of publications; what is then shown of them is read from the publications themselves, which decide
once more what is public.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat
from taggit.models import Tag

from articles.models import Category
from readers.listed.models import Listed, ListedPerson, ListedTag, Part, Tally
from reviews.standing import PublicState

NEWEST = ("-published_at", "-publication")
MOST_COUNTED = 1_000  # of a choice that no tally is kept of; who wants to see more can choose more


@dataclass(frozen=True)
class Walk:
    """``keys`` in the order of the list; ``is_cut`` when there may be more than ``number``."""

    keys: QuerySet[Any, int]
    number: int
    is_cut: bool = False


def of_all(*, topic: str = "", tag: str = "", states: Iterable[str] = (), today: date) -> Walk:
    """``topic`` and ``tag`` are slugs; of several ``states`` one must fit."""
    states = list(states)
    category = Category.objects.filter(slug=topic).first() if topic else None
    if topic and category is None:
        return _counted(Listed.objects.none())
    if tag:
        return _tagged(tag, category=category, states=states, today=today)
    lines = _narrowed(Listed.objects.order_by(*NEWEST), category=category, states=states, today=today)
    return (
        _counted(lines)
        if states
        else Walk(_keys(lines), _tally(f"topic {category.pk}" if category else "all"))
    )


def of_topic(topic: Category) -> Walk:
    lines = Listed.objects.filter(category=topic).order_by(*NEWEST)
    return Walk(_keys(lines), _tally(f"topic {topic.pk}"))


def of_person(slug: str, *, part: Part) -> Walk:
    lines = ListedPerson.objects.filter(slug=slug, part=part).order_by(*NEWEST)
    return Walk(_keys(lines), _tally(f"{part} {slug}"))


def signed_lately() -> QuerySet[Listed, int]:
    """What readers may rely on, the latest approval first."""
    return _keys(Listed.objects.filter(signed_at__isnull=False).order_by("-signed_at", "-publication"))


def waiting() -> QuerySet[Listed, int]:
    """Texts that nobody signed and that somebody judges, the latest first."""
    lines = Listed.objects.filter(waiting_since__isnull=False)
    return _keys(lines.order_by("-waiting_since", "-publication"))


def changed(*, topic: Category | None) -> QuerySet[Listed, int]:
    """What was ever approved, the latest change first."""
    lines = Listed.objects.filter(changed_at__isnull=False).order_by("-changed_at", "-publication")
    return _keys(lines.filter(category=topic) if topic else lines)


def topics() -> QuerySet[Category]:
    """Topics with a public article, with the ``number`` of them."""
    key = Concat(Value("topic "), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    number = Tally.objects.filter(key=key).order_by().values("key").annotate(n=Sum("number")).values("n")
    return Category.objects.annotate(number=Coalesce(Subquery(number), 0)).filter(number__gt=0)


def in_kept_states(states: Iterable[str], *, today: date) -> Q:
    """For rows with a state of the day of the review, and the day of the next one; one state must fit."""
    is_late = Q(state=PublicState.APPROVED, next_review_on__lt=today)
    meant = {state: Q(state=state) for state in PublicState.values} | {
        PublicState.OVERDUE.value: is_late,
        PublicState.APPROVED.value: Q(state=PublicState.APPROVED) & ~is_late,
    }
    asked = [meant[state] for state in dict.fromkeys(states) if state in meant]
    return (
        reduce(or_, asked) if asked else Q(pk__in=[])
    )  # nothing beside the states, or no index would be thought of


def _tagged(slug: str, *, category: Category | None, states: list[str], today: date) -> Walk:
    tag = Tag.objects.filter(slug=slug).values_list("pk", flat=True).first()
    lines = ListedTag.objects.filter(tag=tag).order_by(*NEWEST)
    if category is None and not states:
        return Walk(_keys(lines), _tally(f"tag {tag}"))
    of_line = Listed.objects.filter(publication=OuterRef("publication"))
    if _is_shorter(f"tag {tag}", category=category, states=states):
        return _counted(
            lines.filter(Exists(_narrowed(of_line, category=category, states=states, today=today)))
        )
    chosen = _narrowed(Listed.objects.order_by(*NEWEST), category=category, states=states, today=today)
    return _counted(chosen.filter(Exists(ListedTag.objects.filter(publication=OuterRef("pk"), tag=tag))))


def _is_shorter(tag: str, *, category: Category | None, states: list[str]) -> bool:
    """Than the walk of the topic or of those states: of two, the shorter one is taken."""
    late = {PublicState.OVERDUE.value: PublicState.APPROVED.value}
    of_states = {f"state {late.get(state, state)}" for state in states}
    of_topic = {f"topic {category.pk}"} if category else set()
    found = (
        Tally.objects.filter(key__in=[tag, *of_states, *of_topic])
        .order_by()
        .values("key")
        .annotate(n=Sum("number"))
    )
    number = dict(found.values_list("key", "n"))
    others = [sum(number.get(key, 0) for key in keys) for keys in (of_states, of_topic) if keys]
    return number.get(tag, 0) <= min(others)


def _narrowed(
    lines: QuerySet[Listed], *, category: Category | None, states: list[str], today: date
) -> QuerySet[Listed]:
    if category is not None:
        lines = lines.filter(category=category)
    return lines.filter(in_kept_states(states, today=today)) if states else lines


def _keys(lines: QuerySet[Any]) -> QuerySet[Any, int]:
    return lines.values_list("publication_id", flat=True)


def _counted(lines: QuerySet[Any]) -> Walk:
    number = lines[: MOST_COUNTED + 1].count()
    return Walk(_keys(lines), min(number, MOST_COUNTED), number > MOST_COUNTED)


def _tally(key: str) -> int:
    return Tally.objects.filter(key=key).aggregate(n=Sum("number"))["n"] or 0
