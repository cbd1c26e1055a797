"""What does every act do first? It takes the lock and asks the rules."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User

from articles.drafting import clean_text
from articles.models import Article
from reviews import eligibility, permissions, workflow
from reviews.exceptions import EditorialError, NotPermitted, ReasonMissing
from reviews.models import Publication, Review
from reviews.workflow import Role


def lock_article(article: Article) -> Article:
    """The article, fresh, and nobody else's until the transaction ends. Every act takes this lock first."""
    return Article.objects.select_for_update(of=("self",)).select_related("category").get(pk=article.pk)


def lock_review(review: Review) -> Review:
    lock_article(review.article)
    return (
        Review.objects.select_for_update(of=("self",))
        .select_related("article__category", "revision")
        .get(pk=review.pk)
    )


def lock_publication(article: Article) -> Publication:
    """The article's publication row, made empty when there is none."""
    publication, _ = Publication.objects.select_for_update(of=("self",)).get_or_create(article=article)
    return publication


def pass_gate(verb: str, *, review: Review, by: User, now: datetime) -> None:
    """Raises TransitionNotAllowed or NotPermitted; where eligibility is asked for, with every reason."""
    roles = permissions.roles(by, article=review.article, review=review, today=now.date())
    try:
        workflow.check(verb, state=review.state, actor_roles=roles)
    except NotPermitted as refused:
        if Role.ELIGIBLE not in workflow.TRANSITIONS[verb].actors:
            raise
        raise NotPermitted(
            *refused.reasons, *eligibility.refusals(by, eligibility.Text.of(review), today=now.date())
        ) from None


def required(reason: str, *, act: str) -> str:
    """The reason, cleaned. Raises ReasonMissing when there is none."""
    if not (said := words(reason, name="reason")):
        raise ReasonMissing(f"Write down why: {act} needs a reason in words.")
    return said


def words(text: str, *, name: str) -> str:
    """What somebody wrote, stripped. Raises EditorialError for what is not text, or too much of it."""
    try:
        return clean_text(name, text).strip()
    except ValueError as error:
        raise EditorialError(str(error)) from error
