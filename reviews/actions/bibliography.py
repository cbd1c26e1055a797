"""What can be done to the bibliography? Two sources that are one work become one, and every citation is kept."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone

from articles import evidence, library
from articles.models import Source, SourceNotice
from reviews import ledger, permissions
from reviews.actions.evidence import copied, take_in, until_nothing_moves
from reviews.actions.gate import words
from reviews.exceptions import EditorialError, ReasonMissing


def merge_sources(
    *, kept: Source, merged: Source, by: User, reason: str = "", now: datetime | None = None
) -> Source:
    """Let ``merged`` lead to ``kept`` for ever: texts that cite its key cite ``kept``. What was signed stays as it is.

    What was published about one is published about both, so what cites either is looked at again where that is news.
    Raises ReasonMissing where their DOIs or PMIDs contradict each other and nobody says why they are one work.
    """
    permissions.require_editor(by, act="merge sources")
    said, at = words(reason, name="reason"), now or timezone.now()
    return until_nothing_moves(lambda: _merge(*_locked(kept, merged), by=by, reason=said, now=at))


def _merge(kept: Source, merged: Source, *, by: User, reason: str, now: datetime) -> Source:
    _require_two(kept, merged)
    if (quarrels := library.contradictions(kept, merged)) and not reason:
        raise ReasonMissing(
            f"{kept.key} and {merged.key} contradict each other. {' '.join(quarrels)} "
            "Write down why they are one work all the same, or leave them apart."
        )
    for article in merged.listed_in.all():
        article.listed_sources.add(kept)
        article.listed_sources.remove(merged)
    news = [*_news(kept, of=merged), *_news(merged, of=kept)]
    merged.merged.update(merged_into=kept)
    merged.merged_into = kept
    merged.save()
    details = {"kept": kept.key, "merged": merged.key, "reason": reason, "contradictions": quarrels}
    if news:
        take_in(news, verb="merge_sources", details=details, by=by, now=now)
    else:
        ledger.record("merge_sources", by=by, at=now, details=details)
    return kept


def _news(source: Source, *, of: Source) -> list[SourceNotice]:
    """What is known of the other and not of this one."""
    known = list(source.notices.all())
    unknown = [n for n in of.notices.all() if not any(evidence.is_same(one, n) for one in known)]
    return [copied(notice, to=source) for notice in unknown if notice.successor_id != source.pk]


def _locked(kept: Source, merged: Source) -> tuple[Source, Source]:
    """In the order of their keys, so that two editors cannot wait for each other."""
    wanted = Source.objects.filter(pk__in={kept.pk, merged.pk}).order_by("pk").select_for_update()
    locked = {source.pk: source for source in wanted}
    return locked[kept.pk], locked[merged.pk]


def _require_two(kept: Source, merged: Source) -> None:
    if kept.pk == merged.pk:
        raise EditorialError("A source cannot be merged into itself. Choose two.")
    for source in (merged, kept):
        if not source.is_current:
            raise EditorialError(f"{source.key} was merged into another source already. Nothing was changed.")
    if kept.retracted_on != merged.retracted_on:
        raise EditorialError(
            f"Only one of {kept.key} and {merged.key} is recorded as retracted. "
            "Record the retraction of the other with the same day first, so that every article citing it is looked at again."
        )
