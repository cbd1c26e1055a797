"""What happens to a letter from a reader?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from articles.drafting import clean_text
from articles.models import Revision
from readers.correspondence import posting, throttle
from readers.correspondence.addresses import fingerprint
from readers.correspondence.models import CallToAction, Kind, Letter, Post
from reviews import actions as desk
from reviews import permissions
from reviews.exceptions import EditorialError, ReasonMissing, TransitionNotAllowed


@transaction.atomic
def write(
    *,
    kind: Kind,
    nonce: str,
    message: str,
    visitor: str,
    now: datetime,
    name: str = "",
    address: str = "",
    revision: Revision | None = None,
    call: CallToAction | None = None,
) -> Letter:
    """Put it into the editors' queue. The same form sent twice is one letter. Raises TooOften."""
    known = Letter.objects.filter(nonce=nonce).first()
    if known is not None:
        return known
    throttle.count(visitor, now=now)
    letter, _ = Letter.objects.get_or_create(
        nonce=nonce,
        defaults={
            "kind": kind, "article_id": revision.article_id if revision else None, "revision": revision, "call": call,
            "name": name, "address": address, "fingerprint": fingerprint(address) if address else "",
            "message": message, "received_at": now,
        },
    )  # fmt: skip
    return letter


@transaction.atomic
def answer(*, letter: Letter, by: User, text: str, now: datetime) -> Letter:
    """Write back to the reader, by mail alone. A letter that was closed can still be answered, once."""
    letter = _lock(letter)
    permissions.require_editor(by, act="answer a reader")
    if letter.answered_at is not None:
        raise TransitionNotAllowed(
            verb="answer",
            state=letter.standing,
            sentence="This letter was answered already. Nothing was sent.",
        )
    if not letter.address:
        raise EditorialError(
            "The reader left no address, so there is nowhere to answer to. Close the letter instead."
        )
    letter.answer = _words(text, missing="Write the answer first. Nothing was sent.")
    letter.answered_at, letter.answered_by = now, by
    letter.save(update_fields=["answer", "answered_at", "answered_by"])
    posting.enqueue([Post.objects.create(letter=letter, made_at=now, not_before=now).pk])
    return letter


@transaction.atomic
def close(*, letter: Letter, by: User, note: str, now: datetime) -> Letter:
    """Settle it without an answer; ``note`` says for the desk what became of it."""
    letter = _lock(letter)
    permissions.require_editor(by, act="close a reader's letter")
    _require_open(letter)
    return _closed(letter, by=by, note=_words(note, missing="Write down why it is closed."), now=now)


@transaction.atomic
def hand_to_review(*, letter: Letter, by: User, reason: str, now: datetime) -> Letter:
    """Mark the article for re-review and close the letter. ``reason`` enters the record for ever: it names no reader."""
    letter = _lock(letter)
    permissions.require_editor(by, act="mark an article for re-review")
    _require_open(letter)
    if letter.article is None:
        raise EditorialError("This letter is about no article, so there is nothing to review again.")
    desk.mark_for_re_review(article=letter.article, by=by, reason=reason, now=now)
    return _closed(letter, by=by, note=f"Marked for re-review: {reason.strip()}", now=now)


@transaction.atomic
def hand_to_writers(*, letter: Letter, by: User, reason: str, now: datetime) -> Letter:
    """Ask the article's writers for a new draft and close the letter. ``reason`` enters the record for ever."""
    letter = _lock(letter)
    permissions.require_editor(by, act="ask for a new draft")
    _require_open(letter)
    if letter.article is None:
        raise EditorialError("This letter is about no article, so there is nothing to draft anew.")
    desk.ask_for_draft(article=letter.article, by=by, reason=reason, now=now)
    return _closed(letter, by=by, note=f"A new draft was asked for: {reason.strip()}", now=now)


def _lock(letter: Letter) -> Letter:
    return Letter.objects.select_for_update(of=("self",)).select_related("article").get(pk=letter.pk)


def _require_open(letter: Letter) -> None:
    if not letter.is_open:
        raise TransitionNotAllowed(
            verb="close",
            state=letter.standing,
            sentence="This letter was settled a moment ago. Nothing was changed.",
        )


def _closed(letter: Letter, **facts: Any) -> Letter:
    letter.note, letter.closed_by, letter.closed_at = facts["note"], facts["by"], facts["now"]
    letter.save(update_fields=["note", "closed_by", "closed_at"])
    return letter


def _words(text: str, *, missing: str) -> str:
    try:
        said = clean_text("text", text).strip()
    except ValueError as error:
        raise EditorialError(str(error)) from error
    if not said:
        raise ReasonMissing(missing)
    return said
