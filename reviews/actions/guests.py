"""What may an outside expert do with a link? Prove who they are, and comment.

These are no acts of the desk: nobody with an account does them, and no path leads from here to a signature.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from articles.markdown import EVERYONE
from reviews import ledger
from reviews.actions.comments import place_of
from reviews.actions.gate import lock_review, words
from reviews.exceptions import EditorialError, TransitionNotAllowed
from reviews.guests import letters
from reviews.models import Comment, Mail, Review, ShareLink
from reviews.reading.anchors import Spot

MOST_COMMENTS = 50
LONGEST = 5_000
BETWEEN_CODES = timedelta(seconds=60)
CODES_A_DAY = 10  # with five attempts each, guessing six digits takes centuries


class TooSoon(EditorialError):
    """Another code was sent a moment ago."""


class LinkEnded(TransitionNotAllowed):
    """The link was revoked, its time has passed, or its review is closed."""


@transaction.atomic
def send_code(*, link: ShareLink, now: datetime | None = None) -> str:
    """Mail six digits to the expert's address and answer with them. Whoever asked keeps them, hashed."""
    now = now or timezone.now()
    link = lock_link(link, now=now)
    last_day = Mail.objects.filter(
        kind=letters.CODE, key__startswith=letters.key_of_codes(link), made_at__gt=now - timedelta(days=1)
    )
    times = sorted(last_day.values_list("made_at", flat=True))
    if times and now < times[-1] + BETWEEN_CODES:
        raise TooSoon(
            f"A code was sent to {link.email} less than a minute ago. Look for it, or wait a minute."
        )
    if len(times) >= CODES_A_DAY:
        raise TooSoon(f"{CODES_A_DAY} codes were sent to {link.email} today. Ask for the next one tomorrow.")
    code = f"{secrets.randbelow(1_000_000):06}"
    letters.send_code(link, code=code, now=now)
    return code


@transaction.atomic
def comment_as_guest(
    *,
    link: ShareLink,
    text: str,
    quote: str = "",
    block: int = 0,
    audience: str = EVERYONE,
    now: datetime | None = None,
) -> Comment:
    """Say something about the text under the expert's name. It never blocks; the same words twice are one comment.

    The ledger needs somebody with an account: it names whoever made the link, with the expert in its details.
    """
    now = now or timezone.now()
    link = lock_link(link, now=now)
    text, quote = words(text, name="comment"), words(quote, name="quote")
    _require_sayable(text)
    place = place_of(quote, link.review.revision, wanted=Spot(audience, block))
    if (said := link.comments.filter(text=text, quote=quote, **place).first()) is not None:
        return said
    if link.comments.count() >= MOST_COMMENTS:
        raise EditorialError(
            f"{MOST_COMMENTS} comments are the most for one link. Write the rest to {link.made_by.email or 'the editors'}."
        )
    written = Comment.objects.create(
        review=link.review, guest=link, text=text, quote=quote, written_at=now, **place
    )
    _record(written, link=link, now=now)
    return written


def lock_link(link: ShareLink, *, now: datetime) -> ShareLink:
    """The link, fresh, with its article locked as every act does. Raises LinkEnded."""
    review: Review = lock_review(link.review)
    link = ShareLink.objects.select_for_update(of=("self",)).select_related("made_by").get(pk=link.pk)
    link.review = review
    if ended := link.why_ended(now):
        raise LinkEnded(verb="comment", state=review.state, sentence=f"Your link has ended: {ended.label}.")
    return link


def _require_sayable(text: str) -> None:
    if not text:
        raise EditorialError("Nothing was written. Type your comment, then send it.")
    if len(text) > LONGEST:
        raise EditorialError(
            f"Your comment has {len(text):,} characters; the most is {LONGEST:,}. Split it into several comments."
        )


def _record(comment: Comment, *, link: ShareLink, now: datetime) -> None:
    details = {
        "comment": comment.pk, "text": comment.text, "is_blocking": False, "guest": link.name, "link": link.pk,
    }  # fmt: skip
    ledger.record("comment", of=link.review, by=link.made_by, at=now, details=details)
