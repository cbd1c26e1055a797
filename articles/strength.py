"""How strong and how recent is what a text rests on? Counted from the revision's own snapshot, without a query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from articles.models import SourceKind
from articles.reference_list import Reference

OLD_AFTER = 5  # years
PLURALS = {
    SourceKind.GUIDELINE: "guidelines", SourceKind.SYSTEMATIC_REVIEW: "systematic reviews",
    SourceKind.RANDOMISED_TRIAL: "randomised trials", SourceKind.COHORT: "cohort studies",
    SourceKind.CASE_REPORT: "case reports", SourceKind.BASIC_SCIENCE: "works of basic science",
    SourceKind.ARTICLE: "other journal articles", SourceKind.BOOK: "books", SourceKind.WEB_PAGE: "web pages",
}  # fmt: skip


@dataclass(frozen=True)
class KindCount:
    kind: SourceKind
    number: int

    @property
    def words(self) -> str:
        name = PLURALS[self.kind] if self.number != 1 else str(self.kind.label).lower()
        return name.replace("journal article", "other journal article") if self.number == 1 else name


@dataclass(frozen=True)
class Evidence:
    """``kinds`` from guideline to web page, those that occur; years are None where no source has one."""

    number: int
    kinds: tuple[KindCount, ...]
    oldest: int | None
    newest: int | None
    old: int
    undated: int


@dataclass(frozen=True)
class Group:
    """References of one kind; their numbers are those of the text."""

    name: str
    anchor: str
    references: tuple[Reference, ...]


def evidence_of(references: Sequence[Reference], *, this_year: int) -> Evidence:
    """``old`` counts the sources of more than five years before ``this_year``."""
    counts = Counter(reference.kind for reference in references)
    years = [reference.year for reference in references if reference.year]
    return Evidence(
        number=len(references),
        kinds=tuple(KindCount(kind, counts[kind]) for kind in SourceKind if counts[kind]),
        oldest=min(years, default=None),
        newest=max(years, default=None),
        old=sum(this_year - year > OLD_AFTER for year in years),
        undated=len(references) - len(years),
    )


def grouped(references: Sequence[Reference]) -> list[Group]:
    """By kind, in the order of ``SourceKind``; what is not in the bibliography comes last."""
    found = []
    for kind in [*SourceKind, None]:
        if of_kind := tuple(reference for reference in references if reference.kind == kind):
            name = PLURALS[kind].capitalize() if kind else "Not in the bibliography"
            found.append(Group(name=name, anchor=f"references-{kind or 'unknown'}", references=of_kind))
    return found
