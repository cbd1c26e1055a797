"""When is a new draft wanted of an article? What a reader asked, or what an editor found missing, goes to its writers."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.models import Article
from reviews import ledger, permissions
from reviews.actions.gate import lock_article, required
from reviews.exceptions import EditorialError
from reviews.models import LedgerEntry


@transaction.atomic
def ask_for_draft(*, article: Article, by: User, reason: str, now: datetime | None = None) -> LedgerEntry:
    """Have the writers of an article told what its next draft should say. No text and no review is changed by it."""
    article = lock_article(article)
    permissions.require_editor(by, act="ask for a new draft")
    reason = required(reason, act="a new draft")
    if article.archived_at is not None:
        raise EditorialError("This article is out of use, so nobody will draft it anew.")
    return ledger.record(
        "ask_for_draft", by=by, at=now or timezone.now(), article=article, details={"reason": reason}
    )
