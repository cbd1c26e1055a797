"""What must somebody show to sign now? All of it at the first signature of a sitting, one part of it shortly after.

A sitting belongs to one session of one person with one password. It is kept on the server, begins with the first
signature and ends after ``SIGNING_WINDOW``; no other session knows of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.dateparse import parse_datetime

from reviews import ledger
from reviews.access import factors, sessions
from reviews.access.events import record
from reviews.access.models import Happened, WrongProof
from reviews.access.proving import Shown, factor_is_right, password_is_right
from reviews.exceptions import EditorialError, NotPermitted, TooManyAttempts
from reviews.mail import outbox, people

MOST_WRONG = 3
ALARM = "wrong_signing"
TOO_MANY = "There were too many wrong attempts to sign with this account. Nothing was signed."
# What the libraries that let one person act as another write into the session: hijack, impersonate, loginas.
IMPERSONATED = {"hijack_history", "_impersonate", "loginas_from_user"}


class ProofMissing(EditorialError):
    """Something that this signature takes was not filled in."""


class WrongProofGiven(NotPermitted):
    """What was shown is not right."""


class Impersonated(NotPermitted):
    """Somebody acts in the name of somebody else."""


class SessionEnded(TooManyAttempts):
    """The last wrong attempt that this session had."""


@dataclass(frozen=True)
class Asked:
    """What the page that signs asks for."""

    factor: bool
    passkey: bool
    is_within: bool

    @classmethod
    def of(cls, request: HttpRequest, *, user: User, now: datetime) -> Asked:
        held = factors.factors_of(user)
        is_within = is_open(request.session, user=user, now=now)
        return cls(bool(held), any(factor.kind == "passkey" for factor in held), is_within)

    @property
    def minutes(self) -> int:
        return round(settings.SIGNING_WINDOW.total_seconds() / 60)


def is_open(session: SessionBase, *, user: User, now: datetime) -> bool:
    """Did this person show everything in this session, not long ago, and with the password that they have now?"""
    kept = session.get(sessions.SITTING) or {}
    since = parse_datetime(str(kept.get("since", "")))
    if since is None or kept.get("user") != user.pk or not since <= now < since + settings.SIGNING_WINDOW:
        return False
    return constant_time_compare(str(kept.get("password", "")), user.get_session_auth_hash())


def prove(request: HttpRequest, *, user: User, shown: Shown, now: datetime) -> None:
    """Raises ProofMissing, WrongProofGiven, TooManyAttempts or Impersonated; else the signature may follow."""
    if IMPERSONATED & set(request.session.keys()) or getattr(user, "is_hijacked", False):
        raise Impersonated("Nobody signs for somebody else. Nothing was signed.")
    _require_few_wrong(user, now=now)
    needs_factor, within = factors.has_any(user), is_open(request.session, user=user, now=now)
    _require_filled_in(shown, needs_factor=needs_factor, within=within)
    if not _is_right(request, user=user, shown=shown, now=now):
        what = "What you showed" if shown.has_factor else "The password"
        _count_wrong(request, user=user, what=what, now=now)
    if not within:
        _begin(request, user=user, with_factor=needs_factor, now=now)


def _require_filled_in(shown: Shown, *, needs_factor: bool, within: bool) -> None:
    if within and (shown.password or (needs_factor and shown.has_factor)):
        return
    if within:
        raise ProofMissing(
            f"Nothing was signed. Your password{' or a code' if needs_factor else ''} is missing."
        )
    missing = ["your password"] * (not shown.password)
    missing += ["a code or a passkey"] * (needs_factor and not shown.has_factor)
    if missing:
        raise ProofMissing(f"Nothing was signed. It takes {' and '.join(missing)}.")


def _is_right(request: HttpRequest, *, user: User, shown: Shown, now: datetime) -> bool:
    """Everything that was shown must be right; a code is not used up by a wrong password."""
    if shown.password and not password_is_right(user, shown.password):
        return False
    has_factor = shown.has_factor and factors.has_any(user)
    return not has_factor or factor_is_right(request, user=user, shown=shown, now=now)


def _begin(request: HttpRequest, *, user: User, with_factor: bool, now: datetime) -> None:
    request.session[sessions.SITTING] = {
        "user": user.pk,
        "since": now.isoformat(),
        "password": user.get_session_auth_hash(),
    }
    if (session := sessions.current(request)) is not None:
        sessions.shown(request, session, with_factor=with_factor, now=now)


# --- Wrong attempts --------------------------------------------------------------------------------------------
def _require_few_wrong(user: User, *, now: datetime) -> None:
    wrong = _recent(user, now=now)
    if len(wrong) >= MOST_WRONG:
        raise TooManyAttempts(TOO_MANY, until=wrong[MOST_WRONG - 1] + settings.SIGNING_WINDOW)


def _recent(user: User, *, now: datetime) -> list[datetime]:
    """The latest first. Of two at once, the one that is counted later may have begun earlier, so ``now`` is no end."""
    found = WrongProof.objects.filter(user=user, at__gt=now - settings.SIGNING_WINDOW)
    return list(found.order_by("-at").values_list("at", flat=True))


def _count_wrong(request: HttpRequest, *, user: User, what: str, now: datetime) -> None:
    """Kept even though nothing is signed. The third in a short time tells the security contact and ends the session."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        WrongProof.objects.create(user=user, at=now)
        record(Happened.SIGNING_REFUSED, user=user, request=request, now=now)
        wrong = _recent(user, now=now)
        if len(wrong) == MOST_WRONG:
            _raise_alarm(user, now=now)
    if len(wrong) >= MOST_WRONG:
        raise SessionEnded(TOO_MANY, until=wrong[MOST_WRONG - 1] + settings.SIGNING_WINDOW)
    raise WrongProofGiven(f"{what} is not right. Nothing was signed.")


def _raise_alarm(user: User, *, now: datetime) -> None:
    entry = ledger.record(ALARM, by=user, at=now, details={"attempts": MOST_WRONG})
    context = {
        "who": entry.actor_name,
        "username": user.get_username(),
        "attempts": MOST_WRONG,
        "at": f"{now:%-d %B %Y at %H:%M} UTC",
    }
    told = people.each_once(people.security_contact(), people.person(user.pk, why="it was your account"))
    outbox.write(
        [
            outbox.Letter(
                kind="wrong_signing", event=f"entry-{entry.number}", to=to, link="/admin/", context=context, for_digest=False
            )
            for to in told
        ],
        now=now,
    )  # fmt: skip
