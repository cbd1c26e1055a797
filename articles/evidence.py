"""Does what an article cites still stand? Notices about works: which are in force, and how a reference is marked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from articles.bibliography import references
from articles.bibliography.nlm_style import container
from articles.models import SourceNotice, SourceNoticeKind

Notices = Mapping[str, Sequence[SourceNotice]]  # those in force, the gravest first, by the key of the work

LABELS = {
    SourceNoticeKind.RETRACTION: ("Retracted", "Retraction in"),
    SourceNoticeKind.CONCERN: ("Concern expressed", "Expression of concern in"),
    SourceNoticeKind.CORRECTION: ("Corrected", "Erratum in"),
    SourceNoticeKind.SUPERSESSION: ("Superseded", "Superseded by"),
}
GRAVE = {
    SourceNoticeKind.RETRACTION,
    SourceNoticeKind.SUPERSESSION,
}  # the work should not carry a claim any more


@dataclass(frozen=True)
class Mark:
    """What stands beside a reference, outside the signed text. ``link`` leads to the notice, or nowhere."""

    kind: str
    label: str
    text: str
    link: str

    @property
    def is_grave(self) -> bool:
        return self.kind in GRAVE


def retracted_on(notices: Iterable[SourceNotice]) -> date | None:
    """The day of the retraction that no reinstatement has followed."""
    days = [(n.published_on, n.kind) for n in notices]
    back = max((day for day, kind in days if kind == SourceNoticeKind.REINSTATEMENT), default=date.min)
    return min((d for d, kind in days if kind == SourceNoticeKind.RETRACTION and d > back), default=None)


def in_force(notices: Sequence[SourceNotice]) -> list[SourceNotice]:
    """Of one work, the gravest first: its retraction, the latest successor, every concern and correction."""
    fell, order = retracted_on(notices), list(SourceNoticeKind)
    by_kind: dict[str, list[SourceNotice]] = {}
    for notice in sorted(notices, key=lambda n: (n.published_on, n.recorded_at)):
        by_kind.setdefault(notice.kind, []).append(notice)
    retractions = by_kind.get(SourceNoticeKind.RETRACTION, [])
    kept = [
        *[n for n in retractions if n.published_on == fell][:1],
        *by_kind.get(SourceNoticeKind.SUPERSESSION, [])[-1:],
        *by_kind.get(SourceNoticeKind.CONCERN, []),
        *by_kind.get(SourceNoticeKind.CORRECTION, []),
    ]
    return sorted(kept, key=lambda n: order.index(SourceNoticeKind(n.kind)))


def by_key(notices: Iterable[SourceNotice]) -> dict[str, list[SourceNotice]]:
    """Those in force, by the key of the work; works of which nothing is in force are left out."""
    ordered = sorted(notices, key=lambda n: n.source.key)
    grouped = {key: in_force(list(some)) for key, some in groupby(ordered, key=lambda n: n.source.key)}
    return {key: some for key, some in grouped.items() if some}


def known_of(keys: Collection[str]) -> dict[str, list[SourceNotice]]:
    """What is known today of the works with these keys, in one query."""
    return by_key(SourceNotice.objects.of_keys(keys)) if keys else {}


def is_same(known: SourceNotice, found: SourceNotice) -> bool:
    """Is it one notice? By its own DOI or PMID; where one side has neither, by the day."""
    if known.kind != found.kind:
        return False
    pairs = [(known.doi, found.doi), (known.pmid, found.pmid)]
    if any(a and a == b for a, b in pairs):
        return True
    is_bare = not (known.doi or known.pmid) or not (found.doi or found.pmid)
    return known.published_on == found.published_on and is_bare


def marks(notices: Iterable[SourceNotice], csl: Mapping[str, Any]) -> tuple[Mark, ...]:
    """How the reference to a work, whose record is ``csl``, is marked."""
    return tuple(_mark(notice, csl) for notice in notices)


def _mark(notice: SourceNotice, csl: Mapping[str, Any]) -> Mark:
    """In the words of NLM's citations: "Retraction in: Lancet. 2004 Mar 6. doi: 10.1000/x."."""
    label, introduced = LABELS[SourceNoticeKind(notice.kind)]
    if newer := notice.successor:
        said = " ".join(f"{part}." for part in (newer.title.rstrip(" ."), newer.year) if part)
        return Mark(notice.kind, label, f"{introduced}: {said}", _address(newer.doi, newer.pmid))
    where = [container(csl), f"{notice.published_on:%Y %b %-d}"]
    where += [f"doi: {notice.doi}"] if notice.doi else []
    where += [f"PMID: {notice.pmid}"] if notice.pmid else []
    said = " ".join(f"{part}." for part in where if part)
    return Mark(notice.kind, label, f"{introduced}: {said}", _address(notice.doi, notice.pmid))


def _address(doi: str, pmid: str) -> str:
    return references.link({"DOI": doi, "PMID": pmid}) or ""


def sentence(notice: SourceNotice) -> str:
    """What happened to a cited work, as the reason why an article is looked at again."""
    day, key = f"{notice.published_on:%-d %B %Y}", notice.source.key
    if notice.kind == SourceNoticeKind.RETRACTION:
        return f"{A_SOURCE_FELL} on {day}: {key}"
    if notice.successor:
        why = f". {notice.reasons}" if notice.reasons else ""
        return f"A cited source was superseded on {day}: {key} by {notice.successor.key}{why}"
    what = "An expression of concern" if notice.kind == SourceNoticeKind.CONCERN else "A correction"
    return f"{what} about a cited source was published on {day}: {key}"


def is_said(sentence: str, reason: str) -> bool:
    """Does the reason hold this sentence already? Not one about a work whose key only begins alike."""
    return _whole(sentence).search(reason) is not None


def joined(*sentences: str) -> str:
    """As one text, each with its full stop but the last as it is."""
    said = [sentence.strip() for sentence in sentences if sentence.strip()]
    ended = [one if one[-1] in ".!?" else f"{one}." for one in said[:-1]]
    return " ".join([*ended, *said[-1:]])


def without(sentences: Iterable[str], reason: str) -> str:
    """What else the reason says."""
    for sentence in sentences:
        reason = _whole(sentence).sub("", reason)
    return reason.strip(" .")


def _whole(sentence: str) -> re.Pattern[str]:
    return re.compile(re.escape(sentence) + r"(?![\w:.-]*\w)\.?")


A_SOURCE_FELL = "A cited source was retracted"
