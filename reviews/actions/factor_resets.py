"""What happens when somebody has lost their second factor? One colleague asks for a reset, another one confirms it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from reviews import ledger, permissions
from reviews.access import factors, sessions
from reviews.access.events import record
from reviews.access.models import DeskSession, FactorReset, Happened
from reviews.access.telling import tell, tell_security
from reviews.actions.gate import required
from reviews.exceptions import EditorialError, NotPermitted
from reviews.mail import people


@transaction.atomic
def ask_for_factor_reset(*, person: User, by: User, reason: str, now: datetime | None = None) -> FactorReset:
    """Nothing changes yet; the person is told, and so are those who can confirm."""
    now = now or timezone.now()
    person = User.objects.select_for_update().get(pk=person.pk)
    _require_another(person, by)
    reason = required(reason, act="a reset")
    _require_some(person)
    if FactorReset.objects.waiting().filter(person=person).exists():
        raise EditorialError("A reset for this person waits already. Another editor confirms or refuses it.")
    reset = FactorReset.objects.create(person=person, asked_by=by, asked_at=now, reason=reason)
    ledger.record("ask_for_factor_reset", by=by, at=now, details=_details(reset, reason=reason))
    tell(person, f"{by} asked for your second factors to be reset: {reason}", now=now)
    return reset


@transaction.atomic
def confirm_factor_reset(*, reset: FactorReset, by: User, now: datetime | None = None) -> FactorReset:
    """Every factor, code and session of the person ends. The next log-in takes their password and sets up a new one."""
    now = now or timezone.now()
    reset = _lock(reset)
    _require_another(reset.person, by)
    if by == reset.asked_by:
        raise NotPermitted("You asked for this reset. Somebody else confirms it.")
    _decide(reset, by=by, is_done=True, now=now)
    _end_factors(reset.person)
    ledger.record("confirm_factor_reset", by=by, at=now, details=_details(reset, asked_by=reset.asked_by.pk))
    record(
        Happened.FACTORS_RESET,
        user=reset.person,
        request=None,
        details=f"by {reset.asked_by} and {by}"[:200],
        now=now,
    )
    tell(
        reset.person,
        "Your second factors were reset, and your sessions ended. Log in to set up a new one.",
        now=now,
    )
    return reset


@transaction.atomic
def refuse_factor_reset(*, reset: FactorReset, by: User, now: datetime | None = None) -> FactorReset:
    """Whoever asked may take it back too; nothing changes."""
    now = now or timezone.now()
    reset = _lock(reset)
    _require_another(reset.person, by)
    _decide(reset, by=by, is_done=False, now=now)
    ledger.record("refuse_factor_reset", by=by, at=now, details=_details(reset, asked_by=reset.asked_by.pk))
    tell(reset.person, "The reset of your second factors was refused. They stay as they are.", now=now)
    return reset


@transaction.atomic
def reset_factors_alone(*, person: User, by: User, reason: str, now: datetime | None = None) -> User:
    """From the server's command line, where there are no two others who could do it; the security contact is told."""
    now = now or timezone.now()
    person = User.objects.select_for_update().get(pk=person.pk)
    if not _may_reset(by):
        raise NotPermitted("Only an editor or an administrator has second factors reset.")
    if len(able := [user for user in _able() if user != person]) >= 2:
        names = " and ".join(user.get_username() for user in able[:2])
        raise NotPermitted(
            f"Two others can do it at the desk, such as {names}: one asks, the other confirms."
        )
    reason = required(reason, act="a reset")
    _require_some(person)
    _end_factors(person)
    details = {"person": person.pk, "username": person.get_username(), "reason": reason}
    entry = ledger.record("reset_factors_alone", by=by, at=now, details=details)
    record(Happened.FACTORS_RESET, user=person, request=None, details=f"by {by}, from the server", now=now)
    said = f"The second factors of {person.get_username()} were reset from the server: {reason}"
    tell(person, said, now=now)
    tell_security(said, event=f"entry-{entry.number}", now=now)
    return person


def _able() -> list[User]:
    appointed = User.objects.with_perm(permissions.MANAGE, backend=people.BACKEND)
    return [user for user in appointed.filter(is_staff=True).order_by("pk") if _may_reset(user)]


def _may_reset(user: User) -> bool:
    return permissions.is_editor(user) or (user.is_active and user.is_superuser)


def _end_factors(person: User) -> None:
    factors.remove_all(person)
    sessions.end(DeskSession.objects.filter(user=person))


def _require_some(person: User) -> None:
    if not factors.has_any(person):
        raise EditorialError(f"{person} has no second factor that could be reset.")


def _require_another(person: User, by: User) -> None:
    if not _may_reset(by):
        raise NotPermitted("Only an editor or an administrator has second factors reset.")
    if by == person:
        raise NotPermitted("Nobody resets their own second factors. Ask two colleagues.")


def _lock(reset: FactorReset) -> FactorReset:
    found = FactorReset.objects.select_for_update(of=("self",)).select_related("person", "asked_by")
    return found.get(pk=reset.pk)


def _decide(reset: FactorReset, *, by: User, is_done: bool, now: datetime) -> None:
    if reset.decided_at is not None:
        raise EditorialError("This reset was decided already.")
    reset.decided_by, reset.decided_at, reset.is_done = by, now, is_done
    reset.save(update_fields=["decided_by", "decided_at", "is_done"])


def _details(reset: FactorReset, **more: Any) -> dict[str, Any]:
    return {"reset": reset.pk, "person": reset.person.pk, "username": reset.person.get_username(), **more}
