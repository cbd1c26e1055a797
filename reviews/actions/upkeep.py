"""What keeps an approved article true over the years?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from articles.models import Article, Source
from reviews import ledger, permissions, workflow
from reviews.actions.gate import lock_article, lock_publication, lock_review, required
from reviews.actions.submission import close
from reviews.exceptions import EditorialError
from reviews.models import Publication, Review
from reviews.workflow import State


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


@transaction.atomic
def flag_retracted_source(
    *, source: Source, by: User, retracted_on: date, now: datetime | None = None
) -> list[Publication]:
    """Record once that a source was retracted, and mark every article whose live text cites it for re-review."""
    now = now or timezone.now()
    permissions.require_editor(by, act="record that a source was retracted")
    source = Source.objects.select_for_update().get(pk=source.pk)
    if source.retracted_on == retracted_on:
        return []
    _require_new_retraction(source, retracted_on, today=now.date())
    source.retracted_on = retracted_on
    source.save(update_fields=["retracted_on"])
    source.merged.update(retracted_on=retracted_on)  # texts may cite it by the key of one merged into it
    details: dict[str, Any] = {"source": source.key, "retracted_on": retracted_on.isoformat()}
    ledger.record("flag_retracted_source", by=by, at=now, details=details)
    reason = f"{A_SOURCE_FELL} on {retracted_on:%-d %B %Y}: {source.key}"
    keys = [source.key, *source.merged.values_list("key", flat=True)]
    citing = {article.pk: article for key in keys for article in _citing_live(key)}
    return [_mark_beside(citing[pk], by=by, reason=reason, now=now) for pk in sorted(citing)]


A_SOURCE_FELL = "A cited source was retracted"


def _require_new_retraction(source: Source, retracted_on: date, *, today: date) -> None:
    if source.retracted_on is not None:
        raise EditorialError(
            f"{source.key} is recorded as retracted on {source.retracted_on:%-d %B %Y} already. That day stays."
        )
    if retracted_on > today:
        raise EditorialError(
            "A retraction that lies ahead cannot be recorded. Give the day it was published."
        )


def _citing_live(key: str) -> Iterator[Article]:
    """In the order of their keys, in which every act locks. The JSON is searched as text first, then read."""
    live = Publication.objects.filter(live_revision__isnull=False).annotate(
        cited=Cast("live_revision__sources", TextField())
    )
    found = live.filter(cited__contains=f'"key": "{key}"').order_by("article")
    for publication in found.select_related("article", "live_revision").only(
        "article", "live_revision__sources"
    ):
        if publication.live_revision and any(s["key"] == key for s in publication.live_revision.sources):
            yield publication.article


def _mark_beside(article: Article, *, by: User, reason: str, now: datetime) -> Publication:
    """A mark that is there already keeps its words; the new reason stands after them."""
    publication = lock_publication(lock_article(article))
    flag(publication, by=by, reason=f"{publication.re_review_reason} {reason}".strip(), now=now)
    return publication


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
