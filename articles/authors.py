"""How are the authors chosen in the article's form? Each at a place of its own, in order, among very many people."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import admin

from articles.choosing import MOST_OFFERED, SearchedSelect, is_key
from articles.models import Byline, Contributor

EMPTY = 4  # places offered after the authors already there
MOST = 200  # places that a forged form can ask for
PLACE = re.compile(r"author_([1-9]\d{0,2})")


def names(lines: int, *, sent: Mapping[str, Any]) -> list[str]:
    """Of the fields. Whoever opened the form when there were more authors loses none of them."""
    asked_for = max((int(found[1]) for name in sent if (found := PLACE.fullmatch(name))), default=0)
    return [f"author_{place + 1}" for place in range(max(lines + EMPTY, min(asked_for, MOST)))]


def places(byline: Sequence[int], *, sent: Mapping[str, Any]) -> dict[str, forms.Field]:
    """Each offers who stands or was chosen there, and the newest people, in two queries for all of them."""
    stand = dict(zip(fields := names(len(byline), sent=sent), byline, strict=False))
    typed = {name: int(sent[name]) for name in fields if name in sent and is_key(sent[name])}
    people = Contributor.objects.only("name", "credentials")
    chosen = people.in_bulk({*stand.values(), *typed.values()})
    newest = sorted(people.order_by("-pk")[:MOST_OFFERED], key=lambda one: one.name.casefold())
    made: dict[str, forms.Field] = {}
    for number, name in enumerate(fields, start=1):
        own = [chosen[key] for key in (stand.get(name), typed.get(name)) if key in chosen]
        made[name] = _place(f"Author {number}", people=[*own, *newest], initial=stand.get(name))
    return made


def _place(label: str, *, people: list[Contributor], initial: int | None) -> forms.Field:
    return forms.TypedChoiceField(
        label=label, required=False, coerce=int, empty_value=None, initial=initial,
        choices=[("", "---------"), *{person.pk: str(person) for person in people}.items()],
        widget=SearchedSelect(Byline._meta.get_field("contributor"), admin.site),
    )  # fmt: skip
