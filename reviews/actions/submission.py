"""How does a text come before reviewers, and how is it taken back?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.models import Article, Revision
from reviews import ledger, permissions, readiness, workflow
from reviews.actions.comments import answer_comments
from reviews.actions.gate import lock_article, lock_publication, lock_review, pass_gate, words
from reviews.exceptions import EditorialError, NotReady, TransitionNotAllowed
from reviews.models import ChecklistQuestion, Policy, Publication, Review
from reviews.workflow import PENDING, Role, State


@transaction.atomic
def submit(
    *,
    article: Article,
    by: User,
    note: str = "",
    revision: Revision | None = None,
    answers: Mapping[int, str] | None = None,
    now: datetime | None = None,
) -> Review:
    """Open a review of the latest revision, or of the live one as it stands (a renewal, ``revision=``).

    An open review of an older revision becomes superseded. ``answers`` says something to comments of earlier rounds, by
    their keys. Raises NotReady with every finding.
    """
    now = now or timezone.now()
    article = lock_article(article)
    publication = lock_publication(article)
    revision = _revision_to_submit(article, publication, revision)
    open_review = article.reviews.open().select_related("revision").first()
    roles = permissions.roles(by, article=article, review=None, today=now.date())
    workflow.check("submit", state=_state_for(open_review, revision), actor_roles=roles)
    _require_ready(article, revision, now=now)
    if open_review:
        close(open_review, verb="supersede", state=State.SUPERSEDED, by=by, now=now)
    review = _open_review(article, revision, by=by, note=note, now=now)
    publication.current_review = review
    publication.save(update_fields=["current_review"])
    ledger.record(
        "submit",
        by=by,
        at=now,
        of=review,
        details={"digest": revision.digest, "note": review.note},
    )
    answer_comments(answers or {}, article=article, by=by, now=now)
    _publish_pending(publication, article=article, by=by, now=now)
    return review


def _revision_to_submit(article: Article, publication: Publication, wanted: Revision | None) -> Revision:
    latest = article.revisions.get(number=article.revision_number)
    if wanted is None or wanted.pk == latest.pk:
        return latest
    if wanted.pk == publication.live_revision_id:
        return wanted
    raise TransitionNotAllowed(
        verb="submit", state=None,
        sentence=f"Revision {wanted.number} is neither the latest nor the live one. Submit revision {latest.number}.",
    )  # fmt: skip


def _state_for(open_review: Review | None, revision: Revision) -> str | None:
    """An open review of an older revision does not stand in the way; one of the same revision does."""
    if open_review is None or open_review.revision.number < revision.number:
        return None
    return open_review.state


def _require_ready(article: Article, revision: Revision, *, now: datetime) -> None:
    if article.archived_at:
        raise NotReady(["The article is archived."])
    is_latest = revision.number == article.revision_number
    found = (
        readiness.findings(article, today=now.date())
        if is_latest
        else readiness.nobody_eligible(article, Policy.of(article.category), today=now.date())
    )
    if found:
        raise NotReady([finding.sentence for finding in found])


def _open_review(article: Article, revision: Revision, *, by: User, note: str, now: datetime) -> Review:
    policy = Policy.of(article.category)
    questions = ChecklistQuestion.objects.asked_of(article.category)
    return Review.objects.create(
        article=article, revision=revision, state=State.SUBMITTED, submitted_by=by, submitted_at=now, note=words(note, name="note"),
        due_on=now.date() + timedelta(days=policy.due_days), required_sign_offs=policy.required_sign_offs,
        specialty=policy.specialty, further_specialty=policy.further_specialty, checklist=[question.as_asked() for question in questions],
        review_interval_months=policy.review_interval_months,
    )  # fmt: skip


def close(review: Review, *, verb: str, state: State, by: User, now: datetime, reason: str = "") -> None:
    """Bring an open or approved review to a closed state and enter the ledger. The rules themselves may always supersede."""
    if verb == "supersede":
        workflow.check(verb, state=review.state, actor_roles={Role.SYSTEM})
    before = review.state
    review.state = state
    review.closed_by, review.closed_at, review.reason = by, now, reason or review.reason
    review.save(update_fields=["state", "closed_by", "closed_at", "reason"])
    details = {"from": before, "to": state.value, "digest": review.revision.digest, "reason": reason}
    ledger.record(verb, by=by, at=now, of=review, details=details)


@transaction.atomic
def publish_pending(*, article: Article, by: User, now: datetime | None = None) -> Publication:
    """Show a text that was never approved, with a caution, where the category's policy allows it."""
    article = lock_article(article)
    permissions.require_editor(by, act="make a pending text public")
    publication = lock_publication(article)
    _require_showable(publication, article)
    _publish_pending(publication, article=article, by=by, now=now or timezone.now())
    return publication


def _require_showable(publication: Publication, article: Article) -> None:
    review = publication.current_review
    if review is None or review.state not in PENDING:
        raise EditorialError("This article has no text in review that could be shown. Submit it first.")
    if not Policy.of(article.category).public_before_approval:
        raise EditorialError(f"The policy of “{article.category}” hides texts until they are approved.")


def _publish_pending(publication: Publication, *, article: Article, by: User, now: datetime) -> None:
    """Note the first day in public. Whether it is shown is for ``Publication.public()`` to say, each time anew."""
    review = publication.current_review
    if publication.published_at or review is None or review.state not in PENDING:
        return
    if Policy.of(article.category).public_before_approval:
        publication.published_at = article.original_published_at or now
        publication.save(update_fields=["published_at"])
        ledger.record("publish_pending", by=by, at=now, of=review)


@transaction.atomic
def withdraw(*, review: Review, by: User, reason: str = "", now: datetime | None = None) -> Review:
    """Take a text back from review. A text that was never approved is no longer public."""
    now = now or timezone.now()
    review = lock_review(review)
    pass_gate("withdraw", review=review, by=by, now=now)
    close(review, verb="withdraw", state=State.WITHDRAWN, by=by, now=now, reason=words(reason, name="reason"))
    Publication.objects.filter(article=review.article, current_review=review).update(current_review=None)
    return review
