"""What can be done to the bibliography? Two sources that are one work become one, and every citation is kept."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles import library
from articles.models import Source
from reviews import ledger, permissions
from reviews.actions.gate import words
from reviews.exceptions import EditorialError, ReasonMissing


@transaction.atomic
def merge_sources(
    *, kept: Source, merged: Source, by: User, reason: str = "", now: datetime | None = None
) -> Source:
    """Let ``merged`` lead to ``kept`` for ever: texts that cite its key cite ``kept``. What was signed stays as it is.

    Raises ReasonMissing where their DOIs or PMIDs contradict each other and nobody says why they are one work.
    """
    permissions.require_editor(by, act="merge sources")
    kept, merged = _locked(kept, merged)
    _require_two(kept, merged)
    reason = words(reason, name="reason")
    if (quarrels := library.contradictions(kept, merged)) and not reason:
        raise ReasonMissing(
            f"{kept.key} and {merged.key} contradict each other. {' '.join(quarrels)} "
            "Write down why they are one work all the same, or leave them apart."
        )
    for article in merged.listed_in.all():
        article.listed_sources.add(kept)
        article.listed_sources.remove(merged)
    merged.merged.update(merged_into=kept)
    merged.merged_into = kept
    merged.save()
    details = {"kept": kept.key, "merged": merged.key, "reason": reason, "contradictions": quarrels}
    ledger.record("merge_sources", by=by, at=now or timezone.now(), details=details)
    return kept


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
