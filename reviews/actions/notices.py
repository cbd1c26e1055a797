"""What must the public be told? Corrections, expressions of concern, retractions, and the way back."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.actions import printed_name
from articles.models import Article, Revision
from reviews import ledger, permissions
from reviews.actions.gate import lock_article, lock_publication, required
from reviews.exceptions import EditorialError
from reviews.models import Notice, NoticeKind, Publication


def correct(*, article: Article, by: User, reason: str, now: datetime | None = None) -> Notice:
    """Say in public what was wrong in an approved article and what it says now."""
    return _issue(NoticeKind.CORRECTION, article=article, by=by, reason=reason, now=now)


def express_concern(*, article: Article, by: User, reason: str, now: datetime | None = None) -> Notice:
    """Warn readers while a doubt about an approved article is looked into."""
    return _issue(NoticeKind.CONCERN, article=article, by=by, reason=reason, now=now)


def retract(*, article: Article, by: User, reason: str, now: datetime | None = None) -> Notice:
    """Tell readers not to rely on an approved article. It stays readable, marked, from the next request on."""
    return _issue(NoticeKind.RETRACTION, article=article, by=by, reason=reason, now=now)


def reinstate(*, article: Article, by: User, reason: str, now: datetime | None = None) -> Notice:
    """Lift a retraction, once a text was approved after it."""
    return _issue(NoticeKind.REINSTATEMENT, article=article, by=by, reason=reason, now=now)


@transaction.atomic
def _issue(kind: NoticeKind, *, article: Article, by: User, reason: str, now: datetime | None) -> Notice:
    now = now or timezone.now()
    article = lock_article(article)
    permissions.require_editor(by, act=f"issue a notice of {kind.label.lower()}")
    publication = lock_publication(article)
    reason = required(reason, act=f"a notice of {kind.label.lower()}")
    revision = _revision_noticed(kind, publication, reason=reason)
    notice = Notice.objects.create(
        article=article, kind=kind, revision=revision, title=f"{kind.label}: {revision.title}", text=reason, issued_by=by,
        printed_name=printed_name(by), issued_at=now,
    )  # fmt: skip
    publication.notice = None if kind == NoticeKind.REINSTATEMENT else notice
    publication.save(update_fields=["notice"])
    details = {"notice": notice.pk, "text": reason, "digest": revision.digest}
    ledger.record(VERBS[kind], by=by, at=now, article=article, revision=revision, details=details)
    return notice


VERBS = {
    NoticeKind.CORRECTION: "correct",
    NoticeKind.CONCERN: "express_concern",
    NoticeKind.RETRACTION: "retract",
    NoticeKind.REINSTATEMENT: "reinstate",
}


def _revision_noticed(kind: NoticeKind, publication: Publication, *, reason: str) -> Revision:
    """The live revision, if a notice of this kind makes sense now."""
    if publication.live_revision is None or publication.approval is None:
        raise EditorialError(
            "Only an article that was approved can have a notice. Withdraw its review instead."
        )
    notice = publication.notice
    is_retracted = notice is not None and notice.kind == NoticeKind.RETRACTION
    if kind == NoticeKind.REINSTATEMENT:
        if notice is None or not is_retracted:
            raise EditorialError("This article is not retracted, so there is nothing to reinstate.")
        # The day of the whole page: signing a typo reinstates nothing.
        reviewed_at = publication.approval.reviewed_at
        if reviewed_at is None or reviewed_at <= notice.issued_at:
            raise EditorialError(
                "A retracted article is reinstated only after a new approval of the whole page. Submit it for review first."
            )
    elif is_retracted:
        raise EditorialError("This article is retracted. Nothing but a reinstatement changes that.")
    elif notice is not None and (notice.kind, notice.text) == (kind, reason):
        raise EditorialError("This very notice is in force already.")
    return publication.live_revision
