"""What does the screen of one review show of its text? The article as readers will see it, and what surrounds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from articles import evidence
from articles.as_read import AsRead
from articles.evidence import Mark, Notices, known_of
from articles.markdown import EVERYONE
from articles.models import Revision, Source, SourceKind, SourceNotice, SourceNoticeKind
from reviews.checking import ClaimToCheck, claims_of
from reviews.reading.blocks import Block, split
from reviews.reading.comparison import Base, Comparison, own_passages
from reviews.reading.conversation import Conversation, Thread

RETRACTION = SourceNoticeKind.RETRACTION


@dataclass(frozen=True)
class Shown:
    """A block with what stands beside it: the mark of a change and the comments on it."""

    block: Block
    change: str
    threads: list[Thread]
    is_commented_on_now: bool

    @property
    def anchor(self) -> str:
        return f"block-{self.block.number}"


@dataclass(frozen=True)
class Wording:
    """One choice of audience, and what only this audience reads."""

    name: str
    own: int
    is_current: bool


@dataclass(frozen=True)
class SourceRow:
    """A cited work, numbered as in the wording that is shown (0: cited in another one), with what is known of it today."""

    key: str
    number: int
    reference: str
    link: str
    kind: str
    year: str
    retracted_on: date | None
    marks: tuple[Mark, ...]

    @property
    def is_superseded(self) -> bool:
        return any(mark.kind == SourceNoticeKind.SUPERSESSION for mark in self.marks)

    @property
    def further_marks(self) -> list[Mark]:
        """But for the retraction, which has words of its own."""
        return [mark for mark in self.marks if not (self.retracted_on and mark.kind == RETRACTION)]


@dataclass(frozen=True)
class Asked:
    """What the address asks for: a wording, a comparison, a comment beside a block. Nonsense asks for nothing."""

    audience: str
    since: str
    comment: int

    @classmethod
    def read(cls, query: Mapping[str, str], revision: Revision) -> Asked:
        audience, number = query.get("for", EVERYONE), query.get("comment", "")
        return cls(
            audience=audience if audience in revision.rendered else EVERYONE,
            since=query.get("since", ""),
            comment=int(number) if number.isdecimal() and len(number) < 7 else 0,
        )

    def base(self, bases: list[Base]) -> Base | None:
        """The one that was asked for, else the best."""
        return next((base for base in bases if base.name == self.since), bases[0] if bases else None)

    @property
    def kept(self) -> str:
        """For the addresses of this page: what stays as it is chosen."""
        chosen = {"for": self.audience if self.audience != EVERYONE else "", "since": self.since}
        return "&".join(f"{name}={value}" for name, value in chosen.items() if value.isidentifier())


@dataclass(frozen=True)
class Reading:
    revision: Revision
    asked: Asked
    blocks: list[Block]
    comparison: Comparison | None
    conversation: Conversation

    @cached_property
    def shown(self) -> list[Shown]:
        marks = self.comparison.marks if self.comparison else {}
        return [
            Shown(
                block,
                marks.get(block.number, ""),
                self.conversation.beside(block.number) if block.number else [],
                bool(block.number) and block.number == self.asked.comment,
            )
            for block in self.blocks
        ]

    @property
    def quoted(self) -> Block | None:
        """The block that a comment is being written on."""
        return next((shown.block for shown in self.shown if shown.is_commented_on_now), None)

    @cached_property
    def wordings(self) -> list[Wording]:
        own = own_passages(self.revision)
        current = self.asked.audience
        return [Wording(name, len(own.get(name, [])), name == current) for name in self.revision.audiences]

    @property
    def text(self) -> AsRead:
        return AsRead(self.revision, self.asked.audience, notices=self.notices)

    @cached_property
    def notices(self) -> Notices:
        return known_of([source["key"] for source in self.revision.sources])

    @cached_property
    def sources(self) -> list[SourceRow]:
        """Those of the wording that is shown in the order of their numbers, then the rest."""
        citations = self.revision.rendered[self.asked.audience]["citations"]
        numbers = {citation["key"]: citation["number"] for citation in citations}
        keys = [source["key"] for source in self.revision.sources]
        fallen = dict(
            Source.objects.filter(key__in=keys, retracted_on__isnull=False).values_list("key", "retracted_on")
        )
        rows = [
            _row(s, number=numbers.get(s["key"], 0), fallen=fallen, notices=self.notices.get(s["key"], ()))
            for s in self.revision.sources
        ]
        return sorted(rows, key=lambda row: (not row.number, row.number))

    @cached_property
    def claims(self) -> list[tuple[ClaimToCheck, list[SourceRow]]]:
        """Each marked claim with the works that it rests on."""
        rows = {row.key: row for row in self.sources}
        return [(c, [rows[key] for key in c.keys if key in rows]) for c in claims_of(self.revision)]

    @property
    def references(self) -> list[SourceRow]:
        return [row for row in self.sources if row.number]

    @property
    def retracted(self) -> list[SourceRow]:
        return [row for row in self.sources if row.retracted_on]

    @property
    def superseded(self) -> list[SourceRow]:
        return [row for row in self.sources if row.is_superseded and not row.retracted_on]


def _row(
    source: dict[str, Any],
    *,
    number: int,
    fallen: Mapping[str, date | None],
    notices: Sequence[SourceNotice],
) -> SourceRow:
    return SourceRow(
        key=source["key"],
        number=number,
        reference=source["reference"],
        link=source["link"],
        kind=SourceKind(source["kind"]).label,
        year=_year(source["csl"]),
        retracted_on=fallen.get(source["key"]),
        marks=evidence.marks(notices, source["csl"]),
    )


def _year(csl: dict[str, Any]) -> str:
    parts = (csl.get("issued") or {}).get("date-parts") or [[""]]
    return str(parts[0][0]) if parts[0] else ""


def blocks_of(revision: Revision, asked: Asked) -> list[Block]:
    return split(revision.rendered[asked.audience]["html"])
