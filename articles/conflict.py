"""Two people changed one article: what goes together by itself, what must one of them decide, and what comes of it?

The page that asks carries everything in its form, piece by piece, so that ``assembled`` can make the article's own form
out of the answer: it is checked and saved like any other, and a third save meanwhile is one more conflict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from articles import opened
from articles.diff import ADDED, Change, bound, words
from articles.exceptions import EditConflict
from articles.merging import (
    AGREED,
    CLASH,
    THEIRS,
    UNTOUCHED,
    YOURS,
    Piece,
    joined,
    merge,
    merge_names,
    together,
)
from articles.models import Article, Category, Contributor, Picture, Source
from articles.opened import Opened

TEXTS = {
    "title": "Title", "excerpt": "Excerpt", "funding": "Funding", "language": "Language",
    "reading_grade_reason": "Reason for a high reading grade",
}  # fmt: skip
ONE_OF = {"title", "language"}  # both of them cannot stand
ROWS: dict[str, tuple[str, Any]] = {"category": ("Category", Category), "picture": ("Picture", Picture)}
MOST_CLASHES = 60  # in one text; beyond, the two texts as wholes are the choice
MOST_SHOWN = 100
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
PIECES = "pieces"  # the field that says in how many pieces the body comes


@dataclass(frozen=True)
class Choice:
    """What both changed: the two as sent back, the words that changed, and both together where they can stand so."""

    name: str
    label: str
    theirs: str
    yours: str
    their_words: list[Change]
    your_words: list[Change]
    both: str | None = None
    is_fit: bool = False
    is_text: bool = True


@dataclass(frozen=True)
class Taken:
    """What needs no choice: who changed it and how."""

    label: str
    whose: str
    words: list[Change]


@dataclass
class Merging:
    """``hidden`` is what the form carries besides the choices."""

    choices: list[Choice] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)


def merging(conflict: EditConflict, *, since: str) -> Merging:
    """``since`` is what the form says it was opened on."""
    article, page = conflict.article, Merging()
    start = opened.read(since, article=article)
    lines = list(article.bylines.values_list("contributor", flat=True))
    theirs = _theirs(conflict, byline=lines)
    yours = _yours(conflict, otherwise=theirs)
    base = _base(start)
    for name, label in {**TEXTS, "slug": "Slug"}.items():
        _merge_text(page, name, label, base.get(name), theirs[name], yours[name])
    _merge_body(page, start.text("body"), theirs["body"], yours["body"])
    for name, (label, model) in ROWS.items():
        _merge_row(page, name, label, model, (base.get(name), theirs[name], yours[name]))
    _merge_names(page, base, theirs, yours)
    _merge_byline(page, base.get("byline"), theirs["byline"], yours["byline"])
    page.hidden += [("base", str(article.version)), ("opened", opened.written(article, byline=lines))]
    return page


def _theirs(conflict: EditConflict, *, byline: list[int]) -> dict[str, Any]:
    article: Article = conflict.article
    texts = {name: getattr(article, name) for name in (*TEXTS, "body")}
    return {**texts, **opened.facts_of(article, byline=byline)}


def _yours(conflict: EditConflict, *, otherwise: dict[str, Any]) -> dict[str, Any]:
    """Rows as their keys. What the form leaves as it is (an empty slug) is theirs."""
    sent = {**otherwise, **conflict.yours}
    for name in ROWS:
        sent[name] = getattr(sent[name], "pk", sent[name])
    for name in ("listed_sources", "byline"):
        sent[name] = [getattr(row, "pk", row) for row in sent[name]]
    return sent


def _base(start: Opened) -> dict[str, Any]:
    texts = {name: start.text(name) for name in TEXTS if name != "reading_grade_reason"}
    return {**texts, **start.facts}


def _merge_body(page: Merging, base: str | None, theirs: str, yours: str) -> None:
    pieces = merge(base, theirs, yours)
    if sum(piece.kind == CLASH for piece in pieces) > MOST_CLASHES:
        pieces = [Piece(CLASH, base or "", theirs, yours)]
    heading = ""
    for number, piece in enumerate(pieces):
        label = f"Text, under “{heading}”" if heading else "Text"
        if piece.kind == CLASH:
            page.choices.append(_choice_of(piece, f"body-{number}", label))
        else:
            page.hidden.append((f"body-{number}", piece.settled))
            _note_taken(page, label, piece)
        for found in HEADING.finditer(piece.settled):
            heading = found[1]
    page.hidden.append((PIECES, str(len(pieces))))


def _choice_of(piece: Piece, name: str, label: str) -> Choice:
    (both, is_fit), until = together(piece), bound()
    old, their, your = (text.strip("\n") for text in (piece.base, piece.theirs, piece.yours))
    return Choice(
        name, label, piece.theirs, piece.yours, words(old, their, until=until),
        words(old, your, until=until), both=both.rstrip(), is_fit=is_fit,
    )  # fmt: skip


def _note_taken(page: Merging, label: str, piece: Piece) -> None:
    if piece.kind != UNTOUCHED and len(page.taken) < MOST_SHOWN:
        page.taken.append(Taken(label, piece.kind, words(piece.base.strip("\n"), piece.settled.strip("\n"))))


def _merge_text(page: Merging, name: str, label: str, base: Any, theirs: str, yours: str) -> None:
    base = base if isinstance(base, str) else None
    whose = UNTOUCHED if theirs == yours and base is None else _whose(base, theirs, yours)
    if whose != CLASH:
        settled = theirs if whose == THEIRS else yours
        page.hidden.append((name, settled))
        _note_taken(page, label, Piece(whose, base or "", settled, settled))
        return
    both = None if name in ONE_OF or name == "slug" else f"{theirs} {yours}".strip()
    old = base or ""
    page.choices.append(Choice(name, label, theirs, yours, words(old, theirs), words(old, yours), both=both))


def _merge_row(page: Merging, name: str, label: str, model: Any, three: tuple[Any, Any, Any]) -> None:
    base, theirs, yours = three
    whose = _whose(base, theirs, yours)
    said = {
        pk: str(row) for pk, row in model.objects.in_bulk([pk for pk in (theirs, yours) if pk]).items()
    } | {None: "none"}
    if whose == CLASH:
        now, new = ([Change(ADDED, said[pk])] for pk in (theirs, yours))
        page.choices.append(Choice(name, label, _sent(theirs), _sent(yours), now, new, is_text=False))
        return
    settled = theirs if whose == THEIRS else yours
    page.hidden.append((name, _sent(settled)))
    if whose != UNTOUCHED:
        page.taken.append(Taken(label, whose, [Change(ADDED, said[settled])]))


def _sent(pk: int | None) -> str:
    return "" if pk is None else str(pk)


def _whose(base: Any, theirs: Any, yours: Any) -> str:
    if theirs == yours:
        return UNTOUCHED if theirs == base else AGREED
    if theirs == base:
        return YOURS
    return THEIRS if yours == base else CLASH


def _merge_names(page: Merging, base: dict[str, Any], theirs: dict[str, Any], yours: dict[str, Any]) -> None:
    tags = merge_names(_list(base.get("tags")), theirs["tags"], yours["tags"])
    page.hidden.append(("tags", ", ".join(f'"{tag}"' for tag in tags)))
    keys = merge_names(_list(base.get("listed_sources")), theirs["listed_sources"], yours["listed_sources"])
    page.hidden += [("listed_sources", str(pk)) for pk in keys]
    added = Source.objects.in_bulk(set(theirs["listed_sources"]) - set(yours["listed_sources"]))
    news = {
        "Tags": sorted((set(theirs["tags"]) - set(yours["tags"])) & set(tags)),
        "Sources": sorted(source.key for pk, source in added.items() if pk in keys),
    }
    page.taken += [
        Taken(label, THEIRS, [Change(ADDED, ", ".join(names))]) for label, names in news.items() if names
    ]


def _merge_byline(page: Merging, base: Any, theirs: list[int], yours: list[int]) -> None:
    whose = _whose(_list(base) if base is not None else None, theirs, yours)
    people = Contributor.objects.in_bulk({*theirs, *yours})
    if whose != CLASH:
        settled = theirs if whose == THEIRS else yours
        page.hidden += _authors(settled)
        if whose in (THEIRS, YOURS):
            page.taken.append(Taken("Authors", whose, [Change(ADDED, _names(settled, people))]))
        return
    both = list(dict.fromkeys([*theirs, *yours]))
    page.hidden.append(("byline-both", _keys(both)))
    now, new = ([Change(ADDED, _names(pks, people))] for pks in (theirs, yours))
    page.choices.append(
        Choice(
            "byline",
            "Authors",
            _keys(theirs),
            _keys(yours),
            now,
            new,
            both=_names(both, people),
            is_text=False,
        )
    )


def _keys(pks: list[int]) -> str:
    return ",".join(map(str, pks))


def _names(pks: list[int], people: dict[int, Contributor]) -> str:
    return ", ".join(people[pk].name for pk in pks) or "nobody"


def _authors(pks: list[int]) -> list[tuple[str, str]]:
    return [(f"author_{place}", str(pk)) for place, pk in enumerate(pks, start=1)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def assembled(data: QueryDict) -> QueryDict:
    """The answers to a conflict's choices as the form of the article; any other form as it is.

    A choice that is missing counts as both, or as yours where both cannot be.
    """
    if PIECES not in data:
        return data
    sent = data.copy()
    sent["body"] = joined(_piece_texts(data))
    for name in [*TEXTS, "slug", *ROWS]:
        if f"{name}-yours" in data:
            sent[name] = _chosen(data, name)
    if "byline-yours" in data:
        for name, pk in _authors_in(_chosen(data, "byline")):
            sent[name] = pk
    return sent


def _piece_texts(data: QueryDict) -> Iterator[str]:
    number = 0
    while f"body-{number}" in data or f"body-{number}-yours" in data:
        name = f"body-{number}"
        text = data.get(name, "") if name in data else _chosen(data, name)
        yield text.replace("\r\n", "\n")
        number += 1


def _chosen(data: QueryDict, name: str) -> str:
    which = data.get(f"{name}-choice", "both")
    return data.get(f"{name}-{which}", data.get(f"{name}-yours", ""))


def _authors_in(pks: str) -> list[tuple[str, str]]:
    return [(f"author_{place}", pk) for place, pk in enumerate(pks.split(","), start=1)]
