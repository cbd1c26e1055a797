"""What is this person to this review?"""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import User

from articles.models import Article
from reviews import eligibility
from reviews.exceptions import NotPermitted
from reviews.models import Review
from reviews.workflow import Role

MANAGE = "reviews.manage_desk"


def is_editor(user: User) -> bool:
    return user.is_active and user.has_perm(MANAGE)


def require_editor(user: User, *, act: str) -> None:
    if not is_editor(user):
        raise NotPermitted(f"Only an editor can {act}.")


def roles(user: User, *, article: Article, review: Review | None, today: date) -> set[Role]:
    """Every role that ``user`` has. Eligibility is looked at afresh: credentials end, authors join."""
    if not user.is_active:
        return set()
    found = set()
    if is_editor(user):
        found.add(Role.EDITOR)
    if user.has_perm("articles.change_article") and article.is_written_by(user):
        found.add(Role.WRITER)
    if review is not None:
        found |= _roles_in(user, review, today=today)
    return found


def _roles_in(user: User, review: Review, *, today: date) -> set[Role]:
    found = set()
    if review.submitted_by_id == user.pk:
        found.add(Role.SUBMITTER)
    if not eligibility.refusals(user, eligibility.Text.of(review), today=today):
        found.add(Role.ELIGIBLE)
    if review.reviewer_id == user.pk:
        found.add(Role.REVIEWER)
    return found
