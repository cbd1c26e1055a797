"""What happens when a cited work loses its ground? It is recorded once, and what rests on it is looked at again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles import evidence
from articles.listed_works import Library
from articles.models import Article, CitedKey, Source, SourceNotice, SourceNoticeKind
from articles.retraction_watch import Listed, Refusal
from reviews import ledger, permissions
from reviews.actions.gate import lock_article, lock_publication, required
from reviews.actions.re_review import flag_for
from reviews.clock import is_clock
from reviews.exceptions import EditorialError
from reviews.models import Publication

ATTEMPTS = 5
Answer = TypeVar("Answer")


@dataclass
class Recorded:
    """What became of the rows of a list. ``marked`` are the articles that are looked at again."""

    recorded: int = 0
    known: int = 0
    not_in_library: int = 0
    marked: set[int] = field(default_factory=set)
    refused: list[Refusal] = field(default_factory=list)


class _LiveTextMoved(EditorialError):
    """An approval was committed after the citing articles were looked up: they are looked up again."""

    def __init__(self) -> None:
        super().__init__(
            "Texts that cite this work are being approved just now. Nothing was recorded; try again."
        )


def record_source_notices(*, notices: Sequence[Listed], by: User, now: datetime | None = None) -> Recorded:
    """Record the ``notices`` of a list that are about works of the library and new to it, all or none.

    Every article whose live text cites such a work is marked for re-review, once for all of them.
    """
    if not is_clock(by):
        permissions.require_editor(by, act="record what was published about sources")
    now = now or timezone.now()

    def once() -> Recorded:
        answer = Recorded()
        found = _new_ones(notices, now=now, answer=answer)
        details = {"notices": [_in_ledger(notice) for notice in found]}
        marked = take_in(found, verb="record_source_notices", details=details, by=by, now=now)
        answer.marked = {one.article_id for one in marked}
        return answer

    return until_nothing_moves(once)


def flag_retracted_source(
    *, source: Source, by: User, retracted_on: date, now: datetime | None = None
) -> list[Publication]:
    """Record once that a source was retracted, and mark every article whose live text cites it for re-review."""
    permissions.require_editor(by, act="record that a source was retracted")
    now = now or timezone.now()

    def once() -> list[Publication]:
        fresh = Source.objects.select_for_update().get(pk=source.pk)
        if fresh.retracted_on == retracted_on:
            return []
        _require_new_retraction(fresh, retracted_on, today=now.date())
        kind = SourceNoticeKind.RETRACTION
        notice = SourceNotice(source=fresh, kind=kind, published_on=retracted_on, recorded_at=now)
        details = {"source": fresh.key, "retracted_on": retracted_on.isoformat()}
        return take_in([notice], verb="flag_retracted_source", details=details, by=by, now=now)

    return until_nothing_moves(once)


def supersede_source(
    *, source: Source, successor: Source, by: User, reason: str, now: datetime | None = None
) -> list[Publication]:
    """Record that a newer work, such as the next edition of a guideline, says it now; mark what cites the old one."""
    permissions.require_editor(by, act="record that a source was superseded")
    reason = required(reason, act="superseding a source")
    now = now or timezone.now()

    def once() -> list[Publication]:
        both = Source.objects.select_for_update().filter(pk__in=[source.pk, successor.pk]).order_by("pk")
        locked = {one.pk: one for one in both}
        old, new = locked[source.pk], locked[successor.pk]
        _require_newer(old, new)
        notice = SourceNotice(
            source=old, successor=new, kind=SourceNoticeKind.SUPERSESSION, published_on=now.date(), reasons=reason,
            recorded_at=now,
        )  # fmt: skip
        details = {"source": old.key, "successor": new.key, "reason": reason}
        return take_in([notice], verb="supersede_source", details=details, by=by, now=now)

    return until_nothing_moves(once)


def _new_ones(rows: Sequence[Listed], *, now: datetime, answer: Recorded) -> list[SourceNotice]:
    """The notices that nobody recorded yet, with their sources locked; what became of each row is counted."""
    library = Library.of(rows)
    new: list[SourceNotice] = []
    for row in rows:
        try:
            works = library.works(row)
        except EditorialError as contradiction:
            answer.refused.append(Refusal(row.line, row.record, str(contradiction)))
            continue
        fresh = [notice for work in works if (notice := library.take(row, work, now=now))]
        new += fresh
        answer.recorded += bool(fresh)
        answer.known += bool(works and not fresh)
        answer.not_in_library += not works
    return new


def _in_ledger(notice: SourceNotice) -> dict[str, str]:
    facts = {"source": notice.source.key, "kind": str(notice.kind), "published_on": notice.published_on.isoformat(),
             "doi": notice.doi, "pmid": notice.pmid}  # fmt: skip
    return {name: value for name, value in facts.items() if value}


def until_nothing_moves(once: Callable[[], Answer]) -> Answer:
    """Each attempt is a transaction. An approval in between is rare, and twice in a row hardly happens."""
    for _ in range(ATTEMPTS - 1):
        try:
            with transaction.atomic():
                return once()
        except _LiveTextMoved:
            continue
    with transaction.atomic():
        return once()


def take_in(
    notices: Sequence[SourceNotice], *, verb: str, details: dict[str, Any], by: User, now: datetime
) -> list[Publication]:
    """Write the notices, whose sources are locked, and mark what rests on them.

    Every act locks its article before it takes the ledger, and this one too. What was approved while it waited for
    the ledger is seen only then; an approval that comes later sees the notices.
    """
    if not notices:
        return []
    notices = [*notices, *_under_other_keys(notices)]
    SourceNotice.objects.bulk_create(notices)
    telling = _telling(notices, _fallen_now({notice.source for notice in notices}))
    articles = _citing(telling)
    locked = [lock_publication(lock_article(Article(pk=pk))) for pk in articles]
    ledger.record(verb, by=by, at=now, details=details)
    if _citing(telling) != articles:
        raise _LiveTextMoved
    return [one for one in locked if flag_for(one, _cited_by(one, telling), by=by, now=now)]


def _under_other_keys(notices: Sequence[SourceNotice]) -> list[SourceNotice]:
    """A source that was merged into another is the same work: texts cite it by either key, so both have its notices."""
    work_of = {notice.source: notice.source.merged_into_id or notice.source_id for notice in notices}
    found: list[SourceNotice] = []
    for row in Source.objects.of_works(set(work_of.values())).prefetch_related("notices"):
        of_work = [n for n in notices if work_of[n.source] == (row.merged_into_id or row.pk)]
        known = [*row.notices.all(), *(n for n in of_work if n.source_id == row.pk)]
        for notice in of_work:
            if not any(evidence.is_same(one, notice) for one in known):
                known.append(copied(notice, to=row))
                found.append(known[-1])
    return found


def copied(notice: SourceNotice, *, to: Source) -> SourceNotice:
    return SourceNotice(
        source=to, kind=notice.kind, published_on=notice.published_on, doi=notice.doi, pmid=notice.pmid,
        reasons=notice.reasons, successor=notice.successor, recorded_at=notice.recorded_at,
    )  # fmt: skip


def _fallen_now(sources: Iterable[Source]) -> set[int]:
    """Write down of each source whether it is retracted; which of them were not, and are now?"""
    moved = []
    for source in Source.objects.filter(pk__in={source.pk for source in sources}).prefetch_related("notices"):
        fell = evidence.retracted_on(source.notices.all())
        if fell != source.retracted_on:
            moved.append((source, source.retracted_on is None))
            source.retracted_on = fell
    Source.objects.bulk_update([source for source, _ in moved], ["retracted_on"])
    return {source.pk for source, is_new in moved if is_new}


def _telling(notices: Iterable[SourceNotice], fallen: set[int]) -> list[SourceNotice]:
    """Those that send an article to re-review: not a reinstatement, nor a retraction that is lifted or known."""
    silent = SourceNoticeKind.REINSTATEMENT
    retraction = SourceNoticeKind.RETRACTION
    return [n for n in notices if n.kind != silent and (n.kind != retraction or n.source_id in fallen)]


def _citing(notices: Iterable[SourceNotice]) -> list[int]:
    """The articles whose live text cites one of these works, in the order of their keys, in which every act locks."""
    keys = {notice.source.key for notice in notices}
    if not keys:
        return []
    live = Publication.objects.filter(live_revision__cited__key__in=keys)
    return list(live.order_by("article").values_list("article", flat=True).distinct())


def _cited_by(publication: Publication, notices: Iterable[SourceNotice]) -> list[SourceNotice]:
    cited = set(CitedKey.objects.filter(revision=publication.live_revision_id).values_list("key", flat=True))
    return [notice for notice in notices if notice.source.key in cited]


def _require_new_retraction(source: Source, retracted_on: date, *, today: date) -> None:
    if source.retracted_on is not None:
        raise EditorialError(
            f"{source.key} is recorded as retracted on {source.retracted_on:%-d %B %Y} already. That day stays."
        )
    if retracted_on > today:
        raise EditorialError(
            "A retraction that lies ahead cannot be recorded. Give the day it was published."
        )


def _require_newer(source: Source, successor: Source) -> None:
    if source.pk == successor.pk:
        raise EditorialError("A work cannot supersede itself. Name the newer one.")
    if SourceNotice.objects.filter(source=source, successor=successor).exists():
        raise EditorialError(f"{source.key} is recorded as superseded by {successor.key} already.")
    if SourceNotice.objects.filter(source=successor, successor=source).exists():
        raise EditorialError(
            f"{successor.key} is recorded as superseded by {source.key}: it cannot be the newer one."
        )
