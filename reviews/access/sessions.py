"""Which sessions does a person have, and when does one end? A row of ours beside Django's session; without it, it is over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from reviews import unsent
from reviews.access import attempts, factors, origin
from reviews.access.events import record
from reviews.access.models import DeskSession, DeskSessionQuerySet, Happened
from reviews.access.telling import tell

SITTING = "sitting"  # what ``reviews.access.sitting`` keeps in a session
TOLD_EVERY = timedelta(minutes=1)  # so often a session says that it was seen; more often only costs


def begin(request: HttpRequest, *, user: User, now: datetime) -> DeskSession:
    """Somebody logged in. A session that was there already gets another id, and nothing of what was proved in it."""
    session = request.session
    if session.session_key is None:
        session.save()
    elif DeskSession.objects.filter(key=session.session_key).delete()[0]:
        session.cycle_key()
        session.pop(SITTING, None)
    return DeskSession.objects.create(
        user=user, key=str(session.session_key), began_at=now, seen_at=now, shown_at=now, address=origin.address(request),
        browser=origin.browser(request),
    )  # fmt: skip


def current(request: HttpRequest) -> DeskSession | None:
    """The row of this request's session, if it is this person's."""
    key = request.session.session_key
    return DeskSession.objects.filter(key=key, user=request.user.pk).first() if key else None


def saw(session: DeskSession, *, now: datetime) -> None:
    if now - session.seen_at >= TOLD_EVERY:
        DeskSession.objects.filter(pk=session.pk).update(seen_at=now)
        session.seen_at = now


def shown(request: HttpRequest, session: DeskSession, *, with_factor: bool, now: datetime) -> None:
    """Somebody showed again that it is them: the same session goes on under another id."""
    request.session.cycle_key()
    session.key, session.shown_at = str(request.session.session_key), now
    session.proved_at = now if with_factor else session.proved_at
    session.save(update_fields=["key", "shown_at", "proved_at"])


@transaction.atomic
def end(sessions: DeskSessionQuerySet) -> int:
    """Over, wherever they are open, from the next request on."""
    keys = list(sessions.values_list("key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    DeskSession.objects.filter(key__in=keys).delete()
    return len(keys)


def end_others(request: HttpRequest, *, user: User) -> int:
    return end(DeskSession.objects.filter(user=user).exclude(key=request.session.session_key))


@contextmanager
def going_on(request: HttpRequest) -> Iterator[None]:
    """While somebody changes a password, their own or another's: this session goes on, under the id that Django gives it."""
    session = current(request)
    yield
    if session is not None and request.user.pk == session.user_id:
        session.key = str(request.session.session_key)
        session.save()  # the row is written anew where the change ended all sessions of its person


def leave(request: HttpRequest) -> None:
    """This session is over. What was typed in it and not sent stays in the browser's next one, for its writer alone."""
    kept = request.session.get(unsent.KEY)
    DeskSession.objects.filter(key=request.session.session_key).delete()
    request.user = AnonymousUser()  # so that nothing is heard of a log-out that nobody asked for
    logout(request)
    if kept:
        request.session[unsent.KEY] = kept


# --- What is heard of Django ---------------------------------------------------------------------------------
def logged_in(sender: Any, *, request: HttpRequest, user: User, **_: Any) -> None:
    now = timezone.now()
    begin(request, user=user, now=now)
    record(Happened.LOGGED_IN, user=user, request=request, now=now)
    if not factors.has_any(user):
        attempts.forget(request, user=user)


def logged_out(sender: Any, *, request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        DeskSession.objects.filter(key=request.session.session_key).delete()
        record(Happened.LOGGED_OUT, user=user, request=request)


def account_saved(sender: type[User], *, instance: User, created: bool, **_: Any) -> None:
    """Another password, or an account that was closed, ends every session. The person's own goes on by ``begin``."""
    # Django keeps what was set until it is saved; a renewed hash of the same password sets nothing.
    has_new_password = getattr(instance, "_password", None) is not None and not created
    if has_new_password:
        now = timezone.now()
        record(Happened.PASSWORD_CHANGED, user=instance, request=None, now=now)
        tell(instance, "The password of your account was changed.", now=now)
    if has_new_password or not instance.is_active:
        end(DeskSession.objects.filter(user=instance))
