"""What does the desk do when something was written? It enters the ledger, inside the same transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model
from django.utils import timezone

from articles.models import Article, Revision
from reviews import ledger
from reviews.actions.re_review import flag
from reviews.models import Policy, Publication, Review


def article_saved(
    sender: type[Article],
    *,
    article: Article,
    by: User,
    revision: Revision | None,
    changed: set[str],
    now: datetime,
    **kwargs: Any,
) -> None:
    details: dict[str, Any] = {"changed": sorted(changed), "version": article.version}
    if revision is not None:
        details |= {
            "digest": revision.digest,
            "number": revision.number,
            "significance": revision.significance,
        }
    ledger.record("save", by=by, at=now, article=article, revision=revision, details=details)
    if "category" in changed:
        _after_move(article, by=by, now=now)


def register_changed(
    sender: type[Model], *, instance: Model, by: User, fields: dict[str, str], is_new: bool, **kwargs: Any
) -> None:
    """People, sources, pictures, credentials and policies: who changed what to what."""
    details = {"register": instance._meta.label_lower, "row": instance.pk, "is_new": is_new, "fields": fields}
    ledger.record("register", by=by, at=timezone.now(), details=details)


def _after_move(article: Article, *, by: User, now: datetime) -> None:
    """An approved article that moves to a topic with a stricter policy is due for a new review."""
    publication = (
        Publication.objects.filter(article=article, live_revision__isnull=False)
        .select_related("approval")
        .first()
    )
    if publication is None or publication.approval is None or article.category is None:
        return
    if Policy.of(article.category).is_stricter_than(_policy_of(publication.approval)):
        flag(
            publication, by=by, now=now, reason=f"Moved to “{article.category}”, whose policy asks for more."
        )


def _policy_of(review: Review) -> Policy:
    return Policy(
        required_sign_offs=review.required_sign_offs,
        specialty=review.specialty,
        further_specialty=review.further_specialty,
    )
