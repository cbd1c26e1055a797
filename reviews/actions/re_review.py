"""When must an approved article be looked at again?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles import evidence
from articles.models import Article, SourceNotice
from reviews import ledger, permissions
from reviews.actions.gate import lock_article, lock_publication, required
from reviews.exceptions import EditorialError
from reviews.models import Publication


@transaction.atomic
def mark_for_re_review(
    *, article: Article, by: User, reason: str, now: datetime | None = None
) -> Publication:
    """Say that an approved article must be looked at again: a source fell, a guideline changed, the time is up."""
    article = lock_article(article)
    permissions.require_editor(by, act="mark an article for re-review")
    publication = lock_publication(article)
    if publication.live_revision is None:
        raise EditorialError("Only an approved article can be marked for re-review.")
    reason = required(reason, act="a re-review")
    if publication.re_review_reason != reason:
        flag(publication, by=by, reason=reason, now=now or timezone.now())
    return publication


def flag(publication: Publication, *, by: User, reason: str, now: datetime) -> None:
    """The mark itself, for rules that set it by themselves; the next approval of the whole page takes it off."""
    publication.re_review_at, publication.re_review_reason = now, reason
    publication.save(update_fields=["re_review_at", "re_review_reason"])
    ledger.record(
        "mark_for_re_review",
        by=by,
        at=now,
        article=publication.article,
        revision=publication.live_revision,
        details={"reason": reason},
    )


def flag_for(publication: Publication, notices: Iterable[SourceNotice], *, by: User, now: datetime) -> bool:
    """Mark it because of ``notices`` about works that it cites; was there one that its mark does not name yet?

    A mark that is there already keeps its words; the new ones stand after them.
    """
    reason = publication.re_review_reason
    said = dict.fromkeys(evidence.sentence(notice) for notice in notices)
    new = [sentence for sentence in said if not evidence.is_said(sentence, reason)]
    if new:
        flag(publication, by=by, reason=evidence.joined(reason, *new), now=now)
    return bool(new)


def recheck(publication: Publication, *, by: User, now: datetime) -> None:
    """Another text is live. Whoever signed it could not know what was recorded later, so it is marked for that.

    Called when the ledger is held, so that no notice is recorded beside it.
    """
    live, approval = publication.live_revision, publication.approval
    if live is None or approval is None or approval.reviewed_at is None:
        return
    known = evidence.known_of([source["key"] for source in live.sources])
    later = [n for some in known.values() for n in some if n.recorded_at > approval.reviewed_at]
    flag_for(publication, later, by=by, now=now)
