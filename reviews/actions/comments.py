"""What is said about a text under review?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.markdown import EVERYONE
from articles.models import Article, Revision
from reviews import eligibility, ledger, permissions, quorum
from reviews.actions.gate import lock_review, required, words
from reviews.exceptions import EditorialError, NotPermitted, TransitionNotAllowed
from reviews.models import Answer, Comment, Review
from reviews.reading import anchors
from reviews.reading.anchors import Spot
from reviews.workflow import PENDING, Role

CLOSERS = frozenset({Role.REVIEWER, Role.EDITOR})
SAME_CLICK = timedelta(minutes=1)  # the same words again so soon are one remark, sent twice


@transaction.atomic
def comment(
    *,
    review: Review,
    by: User,
    text: str,
    quote: str = "",
    block: int = 0,
    audience: str = EVERYONE,
    is_blocking: bool = False,
    now: datetime | None = None,
) -> Comment:
    """Say something about the text. A blocking comment refuses sign-offs until it is resolved; writers cannot block.

    ``quote`` is the passage it is about, in words that stand in the text; ``block`` and ``audience`` say where, if it
    stands there more than once. Sent twice, it is written once.
    """
    now = now or timezone.now()
    review = lock_review(review)
    roles = permissions.roles(by, article=review.article, review=review, today=now.date())
    if not roles or (is_blocking and not roles & {Role.ELIGIBLE, Role.REVIEWER, Role.EDITOR}):
        raise NotPermitted(
            "Only those who take part in a review can comment on it, and only reviewers and editors can block."
        )
    if not review.is_open:
        raise TransitionNotAllowed(
            verb="comment", state=review.state, sentence="This review is closed. Comment on the next one."
        )
    if is_blocking and quorum.is_reached(review):
        raise EditorialError(
            "All the signatures asked for are given, so there is none left to block. To stop this text, ask for changes or "
            "withdraw it from review."
        )
    said = {
        "text": required(text, act="a comment"),
        "quote": words(quote, name="quote"),
        "is_blocking": is_blocking,
    }
    said |= place_of(str(said["quote"]), review.revision, wanted=Spot(audience, block))
    again = review.comments.filter(author=by, written_at__gt=now - SAME_CLICK, **said).last()
    if again is not None:
        return again
    written = Comment.objects.create(review=review, author=by, written_at=now, **said)
    _record("comment", written, by=by, now=now)
    return written


def place_of(quote: str, revision: Revision, *, wanted: Spot) -> dict[str, str | int]:
    """The fields of a comment that say where the words it quotes stand. Raises EditorialError where they do not."""
    if not quote:
        return {}
    spot = anchors.find(quote, revision, wanted=wanted)
    if spot is None:
        raise EditorialError(
            f"The words you quote are not in revision {revision.number}. Copy whole words and numbers from its text, or "
            "leave the quote empty to comment on the text as a whole. Nothing was changed."
        )
    return {"audience": spot.audience, "block": spot.block}


@transaction.atomic
def resolve_comment(*, comment: Comment, by: User, now: datetime | None = None) -> Comment:
    """Close a comment of this round or an earlier one. The writers of the text may not close what blocks it."""
    now = now or timezone.now()
    review = _review_at_hand(comment)
    roles = permissions.roles(by, article=review.article, review=review, today=now.date())
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if not by.is_active or not may_resolve(comment, by, roles=roles):
        raise NotPermitted("Only the author of a comment, the reviewer or an editor can resolve it.")
    is_author = comment.author_id == by.pk
    if comment.is_blocking_now and not is_author and (ties := eligibility.ties(by, review.revision)):
        raise NotPermitted(
            "This comment keeps the text from being signed. Somebody else must resolve it.", *ties
        )
    if comment.resolved_at is None:
        comment.resolved_by, comment.resolved_at = by, now
        comment.save(update_fields=["resolved_by", "resolved_at"])
        _record("resolve_comment", comment, by=by, now=now)
    return comment


def may_resolve(comment: Comment, user: User, *, roles: Collection[Role]) -> bool:
    """As far as roles go; whoever is tied to the text cannot close what blocks it, unless it is their own."""
    is_author = comment.author_id is not None and comment.author_id == user.pk
    return is_author or not CLOSERS.isdisjoint(roles)


@transaction.atomic
def answer_comment(*, comment: Comment, by: User, text: str, now: datetime | None = None) -> Answer:
    """Say something to a comment: while a review of the article is open, or once changes were asked for."""
    now = now or timezone.now()
    review = _review_at_hand(comment)
    if not permissions.roles(by, article=review.article, review=review, today=now.date()):
        raise NotPermitted("Only those who take part in a review can answer its comments.")
    if review.state not in PENDING:
        raise TransitionNotAllowed(
            verb="answer", state=review.state,
            sentence="This review is closed, so its comments take no more answers. Comment on the next one.",
        )  # fmt: skip
    return _answer(comment, by=by, text=required(text, act="an answer"), now=now)


def answer_comments(answers: Mapping[int, str], *, article: Article, by: User, now: datetime) -> list[Answer]:
    """Called by ``submit`` inside its transaction: what its writers say to the comments, by the comments' keys."""
    said = {key: words(text, name="answer") for key, text in answers.items()}
    found = Comment.objects.filter(review__article=article).in_bulk(
        [key for key, text in said.items() if text]
    )
    if any(key not in found for key, text in said.items() if text):
        raise EditorialError("A comment that you answer is not about this article. Nothing was submitted.")
    return [_answer(found[key], by=by, text=said[key], now=now) for key in found]


def _answer(comment: Comment, *, by: User, text: str, now: datetime) -> Answer:
    again = comment.answers.filter(author=by, text=text, written_at__gt=now - SAME_CLICK).last()
    if again is not None:
        return again
    answer = Answer.objects.create(comment=comment, author=by, text=text, written_at=now)
    details = {"comment": comment.pk, "answer": answer.pk, "text": text}
    ledger.record("answer_comment", of=comment.review, by=by, at=now, details=details)
    return answer


def _review_at_hand(comment: Comment) -> Review:
    """The open review of the article, to which its comments were carried over; else the comment's own. Locked."""
    review = lock_review(comment.review)
    current = review if review.is_open else Review.objects.open().filter(article=review.article_id).first()
    return lock_review(current) if current and current.pk != review.pk else review


def _record(verb: str, comment: Comment, *, by: User, now: datetime) -> None:
    review = comment.review
    details = {"comment": comment.pk, "text": comment.text, "is_blocking": comment.is_blocking}
    ledger.record(verb, by=by, at=now, of=review, details=details)
