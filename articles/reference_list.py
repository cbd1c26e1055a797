"""What does a page rest on? Its references, numbered as this audience's text cites them, linked both ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from articles import evidence
from articles.bibliography import citation_parts
from articles.evidence import Mark, Notices
from articles.models import Revision, SourceKind


@dataclass(frozen=True)
class Mention:
    """One place in the text that cites the work: the id of the citation there, and what the way back is called."""

    anchor: str
    label: str
    number: int


@dataclass(frozen=True)
class Reference:
    """``text`` is the reference as it was printed when the revision was made; ``link`` leads to the work, or nowhere.

    ``marks`` say what is known of the work today; they are no part of what was signed. ``kind`` is None for a work
    that is not in the bibliography, ``year`` for one that names none.
    """

    number: int
    text: str
    link: str
    mentions: tuple[Mention, ...]
    marks: tuple[Mark, ...] = ()
    kind: SourceKind | None = None
    year: int | None = None


def references_of(revision: Revision, *, audience: str, notices: Notices | None = None) -> list[Reference]:
    sources = {source["key"]: source for source in revision.sources}
    return [
        _reference(cited, sources.get(cited["key"]), notices or {})
        for cited in revision.rendered[audience]["citations"]
    ]


def _reference(cited: dict[str, Any], source: dict[str, Any] | None, notices: Notices) -> Reference:
    number = cited["number"]
    mentions = tuple(
        Mention(
            anchor=f"cite-{number}-{count}",
            label=f"Back to mention {count} of reference {number}",
            number=count,
        )
        for count in range(1, cited["mentions"] + 1)
    )
    text = (
        source["reference"] if source else f"The work cited as “{cited['key']}” is not in the bibliography."
    )
    if source is None:
        return Reference(number=number, text=text, link="", mentions=mentions)
    return Reference(
        number=number, text=text, link=source["link"], mentions=mentions,
        marks=evidence.marks(notices.get(cited["key"], ()), source["csl"]),
        kind=SourceKind(source["kind"]), year=citation_parts.year_number(source["csl"]),
    )  # fmt: skip
