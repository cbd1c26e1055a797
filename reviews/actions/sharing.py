"""Which outside expert may read a text under review, and until when?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.db import transaction
from django.utils import timezone

from reviews import ledger, permissions
from reviews.actions.gate import lock_review, words
from reviews.exceptions import EditorialError, NotPermitted, TransitionNotAllowed
from reviews.guests import letters
from reviews.models import Review, ShareLink
from reviews.workflow import Role

DAYS = range(1, 61)
MOST_LINKS = 10
LONGEST_NAME, LONGEST_ADDRESS = 200, 254


@transaction.atomic
def share(
    *,
    review: Review,
    by: User,
    name: str,
    email: str,
    note: str = "",
    days: int = 14,
    now: datetime | None = None,
) -> ShareLink:
    """Invite an expert without an account to read the text under review and to comment on it, never to sign.

    The link goes out by mail. It ends after so many ``days``, when it is revoked, and when the review closes.
    """
    now = now or timezone.now()
    review = lock_review(review)
    _require_host(review, by=by, act="invite an outside expert", now=now)
    _require_open(review)
    name, email = _name(name), _address(email)
    _require_room(review, name=name, email=email, now=now)
    link = ShareLink.objects.create(
        review=review, name=name, email=email, note=words(note, name="note"), made_by=by, made_at=now,
        expires_at=now + timedelta(days=_days(days)),
    )  # fmt: skip
    details = {"link": link.pk, "guest": name, "expires_at": link.expires_at.isoformat()}
    ledger.record("share", of=review, by=by, at=now, details=details)
    letters.invite(link, now=now)
    return link


@transaction.atomic
def revoke_share(*, link: ShareLink, by: User, now: datetime | None = None) -> ShareLink:
    """End a link before its time. What the expert wrote stays."""
    now = now or timezone.now()
    review = lock_review(link.review)
    link = ShareLink.objects.select_for_update(of=("self",)).select_related("review").get(pk=link.pk)
    if not (by.is_active and link.made_by_id == by.pk):
        _require_host(review, by=by, act="take back a link", now=now)
    if not link.is_usable(now):
        raise TransitionNotAllowed(
            verb="revoke_share",
            state=review.state,
            sentence=f"The link of {link.name} had ended already. Nothing was changed.",
        )
    link.revoked_by, link.revoked_at = by, now
    link.save(update_fields=["revoked_by", "revoked_at"])
    ledger.record("revoke_share", of=review, by=by, at=now, details={"link": link.pk, "guest": link.name})
    return link


def may_share(roles: set[Role]) -> bool:
    return bool(roles & {Role.EDITOR, Role.REVIEWER})


def _require_host(review: Review, *, by: User, act: str, now: datetime) -> None:
    if not may_share(permissions.roles(by, article=review.article, review=review, today=now.date())):
        raise NotPermitted(f"Only an editor or the reviewer who has the review can {act}.")


def _require_open(review: Review) -> None:
    if not review.is_open:
        raise TransitionNotAllowed(
            verb="share",
            state=review.state,
            sentence="This review is closed, so there is nothing left to comment on. Share the next one.",
        )


def _require_room(review: Review, *, name: str, email: str, now: datetime) -> None:
    usable = ShareLink.objects.usable(now).filter(review=review)
    if (other := usable.filter(email__iexact=email).first()) is not None:
        raise EditorialError(
            f"{other.name} has a link until {other.expires_at:%-d %B %Y}. Revoke it first to send a new one."
        )
    if usable.count() >= MOST_LINKS:
        raise EditorialError(f"{MOST_LINKS} experts have a link to this text. Revoke one to invite {name}.")
    if User.objects.filter(email__iexact=email, is_staff=True, is_active=True).exists():
        raise EditorialError(
            f"{email} belongs to an account of the desk. That person can read and comment there, without a link."
        )


def _name(typed: str) -> str:
    name = " ".join(words(typed, name="name").split())
    if not name:
        raise EditorialError("Write the name of the expert: their comments are printed under it.")
    if len(name) > LONGEST_NAME:
        raise EditorialError(f"The name is longer than {LONGEST_NAME} characters. Shorten it.")
    return name


def _address(typed: str) -> str:
    email = words(typed, name="email")
    try:
        validate_email(email)
        MaxLengthValidator(LONGEST_ADDRESS)(email)
    except ValidationError:
        raise EditorialError("This is no e-mail address. Write it as name@example.org.") from None
    return email


def _days(days: int) -> int:
    if days not in DAYS:
        raise EditorialError(f"A link lasts from {DAYS[0]} to {DAYS[-1]} days. Choose a number between them.")
    return days
