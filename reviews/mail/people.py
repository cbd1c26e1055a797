"""Whom can the desk reach, and why is it them?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from articles.models import Article, Byline, Revision
from reviews.models import Pool, Preferences, Publication, Review
from reviews.permissions import MANAGE

BACKEND = (
    "django.contrib.auth.backends.ModelBackend"  # that of groups and permissions; DEBUG has a second one
)


@dataclass(frozen=True)
class Recipient:
    """One address. A guest has no ``user``; ``waits`` for the daily digest is what a user may have chosen."""

    address: str
    name: str
    user: User | None = field(default=None, compare=False)
    waits: bool = False
    why: str = ""

    @property
    def key(self) -> str:
        """Who it is, whatever their address is today."""
        return f"user-{self.user.pk}" if self.user else self.address.casefold()


def reachable(users: QuerySet[User], *, why: str) -> list[Recipient]:
    """Those of ``users`` who can be written to and can open the desk."""
    found = (
        users.filter(is_active=True, is_staff=True)
        .exclude(email="")
        .annotate(printed=F("contributor__name"), digest=F("preferences__daily_digest"))
        .order_by("pk")
    )
    return [
        Recipient(
            address=user.email, user=user, waits=bool(user.digest), why=why,
            name=user.printed or user.get_full_name() or user.get_username(),
        )
        for user in found
    ]  # fmt: skip


def each_once(*groups: Iterable[Recipient], but: User | None = None) -> list[Recipient]:
    """Everybody of the groups, by the first reason that they have; never ``but``, who did it."""
    found: dict[str, Recipient] = {}
    for group in groups:
        for recipient in group:
            if but is None or recipient.user != but:
                found.setdefault(recipient.key, recipient)
    return list(found.values())


def person(pk: int | None, *, why: str) -> list[Recipient]:
    return reachable(User.objects.filter(pk=pk), why=why) if pk else []


def editors() -> list[Recipient]:
    """Those who keep the desk. Superusers may too, but are asked only where there is no editor."""
    why = "you are an editor"
    appointed = User.objects.with_perm(MANAGE, backend=BACKEND, include_superusers=False)
    return reachable(appointed, why=why) or reachable(User.objects.filter(is_superuser=True), why=why)


def security_contact() -> list[Recipient]:
    """Whom SECURITY_CONTACT names, if by a mail address; else the editors."""
    scheme, _, address = settings.SECURITY_CONTACT.partition(":")
    why = "you are the security contact of this site"
    named = [Recipient(address=address, name="security contact", why=why)]
    return named if scheme == "mailto" and address else editors()


def writers(article: Article, *, and_submitter: Review | None = None) -> list[Recipient]:
    """Those who began or revised the article or stand on its byline; with a review, who submitted it as well."""
    wrote = Revision.objects.filter(article=article, author=OuterRef("pk"))
    on_byline = Byline.objects.filter(article=article, contributor__user=OuterRef("pk"))
    asked = Q(pk=article.created_by.pk) | Exists(wrote) | Exists(on_byline)
    if and_submitter is not None:
        asked |= Q(pk=and_submitter.submitted_by_id)
    return reachable(User.objects.filter(asked), why="you are one of its writers")


def signers(article: Article) -> list[Recipient]:
    """Those who signed the text that is live now."""
    live = Publication.objects.filter(article=article, approval__isnull=False).values("approval")
    signed = User.objects.filter(sign_offs__review__in=live).distinct()
    return reachable(signed, why="you signed the text that readers see")


def members(pool: int | None, *, today: date) -> list[Recipient]:
    """The members of a pool who are not away."""
    asked = Pool.objects.filter(pk=pool).first() if pool else None
    if asked is None:
        return []
    away = Preferences.objects.away_on(today).values("user")
    return reachable(asked.members.exclude(pk__in=away), why=f"you belong to the pool “{asked.name}”")
