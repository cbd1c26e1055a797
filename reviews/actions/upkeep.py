"""What becomes of an approved article over the years: an earlier text again, or the end of its use?"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.models import Article
from reviews import ledger, permissions, workflow
from reviews.actions.gate import lock_article, lock_publication, lock_review, required
from reviews.actions.re_review import recheck
from reviews.actions.submission import close
from reviews.exceptions import EditorialError
from reviews.models import Publication, Review
from reviews.workflow import State


@transaction.atomic
def roll_back(*, review: Review, by: User, reason: str, now: datetime | None = None) -> Publication:
    """Make an earlier approved revision live again, under its own sign-off and dates. ``review`` is its approval."""
    now = now or timezone.now()
    review = lock_review(review)
    publication = lock_publication(review.article)
    roles = permissions.roles(by, article=review.article, review=review, today=now.date())
    workflow.check("roll_back", state=review.state, actor_roles=roles)
    reason = required(reason, act="rolling back")
    if review.approved_at is None or publication.approval is None:
        raise EditorialError("Only a revision that was approved once can be live again.")
    wrong = publication.live_revision
    close(publication.approval, verb="supersede", state=State.SUPERSEDED, by=by, now=now, reason=reason)
    _undo_approvals_after(review, now=now)
    review.state, review.rolled_back_at = State.APPROVED, None
    review.save(update_fields=["state", "rolled_back_at"])
    publication.live_revision, publication.approval = review.revision, review
    publication.save(update_fields=["live_revision", "approval"])
    _end_half_signed(publication, by=by, now=now)
    details = {
        "reason": reason,
        "digest": review.revision.digest,
        "instead_of": wrong.number if wrong else None,
    }
    ledger.record(
        "roll_back",
        by=by,
        at=now,
        of=review,
        details=details,
    )
    recheck(publication, by=by, now=now)
    return publication


def _end_half_signed(publication: Publication, *, by: User, now: datetime) -> None:
    """Who signed a text in review may have written what was undone, and so part of that text: it is judged anew."""
    half_signed = Review.objects.open().filter(article=publication.article_id, sign_offs__isnull=False)
    for review in half_signed.select_related("article", "revision").distinct():
        why = "The text it builds on was rolled back, so its signatures no longer count. Submit it again."
        close(review, verb="supersede", state=State.SUPERSEDED, by=by, now=now, reason=why)
        Publication.objects.filter(current_review=review).update(current_review=None)


def _undo_approvals_after(review: Review, *, now: datetime) -> None:
    """Who wrote what they let through may not judge it later; ``reviews.eligibility`` counts from what is left."""
    later = Review.objects.filter(article=review.article_id, revision__number__gt=review.revision.number)
    later.filter(approved_at__isnull=False, rolled_back_at=None).update(rolled_back_at=now)


@transaction.atomic
def archive(
    *, article: Article, by: User, reason: str, successor: Article | None = None, now: datetime | None = None
) -> Article:
    """Take an article out of use. Its address stays and points to the successor."""
    now = now or timezone.now()
    article, successor = _lock_both(article, successor)
    permissions.require_editor(by, act="archive an article")
    reason = required(reason, act="archiving")
    _require_way_out(article, successor)
    if article.reviews.open().exists():
        raise EditorialError("A review of this article is open. Withdraw it first.")
    article.archived_at, article.successor = now, successor
    article.save(update_fields=["archived_at", "successor"])
    details = {"reason": reason, "successor": successor.pk if successor else None}
    ledger.record("archive", by=by, at=now, article=article, details=details)
    return article


def _lock_both(article: Article, successor: Article | None) -> tuple[Article, Article | None]:
    """In the order of their keys, so that two archivists cannot wait for each other."""
    both = {article, successor} if successor else {article}
    locked = {one.pk: lock_article(one) for one in sorted(both, key=lambda one: one.pk)}
    return locked[article.pk], locked[successor.pk] if successor else None


def _require_way_out(article: Article, successor: Article | None) -> None:
    """A reader who follows successors must arrive somewhere."""
    if successor is not None and successor.pk == article.pk:
        raise EditorialError("An article cannot succeed itself.")
    if successor is not None and successor.archived_at:
        raise EditorialError(f"“{successor}” is archived too. Name an article that is in use.")
    if article.archived_at and article.successor_id == (successor.pk if successor else None):
        raise EditorialError(
            "This article is archived already. Archive it again only to name another successor."
        )
