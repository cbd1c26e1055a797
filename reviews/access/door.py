"""May this session go on to the desk? Asked at every request for an address of the desk, before any view."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from articles.addresses import address_of
from reviews.access import factors, sessions
from reviews.access.events import record
from reviews.access.models import DeskSession, Happened

# What a session reaches that has not shown the second factor: to show it, or to leave.
ALWAYS = ("prove", "passkey_to_show", "logout", "stay")
# And what one reaches that has none yet: to set the first one up.
FIRST = ("factors", "factor_app", "factor_app_code", "factor_passkey", "passkey_to_make", "logout", "stay")
HELD_BACK = "This takes a second factor. Set one up to go on."


class Door:
    """Of sessions that ended nothing is left; those without the second factor are led to where they show it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(address_of("admin:index")) and isinstance(request.user, User):
            user = request.user
            session = _kept_up(request, user)
            if session is not None and session.proved_at is None and (led := _led_elsewhere(request, user)):
                return led
        return self.get_response(request)


def _kept_up(request: HttpRequest, user: User) -> DeskSession | None:
    """The session, seen now; None once it has ended: the request goes on as that of somebody unknown."""
    now, session = timezone.now(), sessions.current(request)
    if session is None or not session.is_open(now):
        what = Happened.ENDED if session is None else Happened.EXPIRED
        sessions.leave(request)
        record(what, user=user, request=request, now=now)
        return None
    if request.path != reverse("admin:stay") or request.method == "POST":
        sessions.saw(session, now=now)
    request.desk_session = session  # type: ignore[attr-defined]
    return session


def _led_elsewhere(request: HttpRequest, user: User) -> HttpResponse | None:
    """Where somebody must go who has not shown what they must show; None if they may go on."""
    if not user.is_staff:
        return None
    if factors.has_any(user):
        return None if _asks_for(request, ALWAYS) else _led_to("prove", request)
    if factors.is_required(user) and not _asks_for(request, FIRST):
        messages.warning(request, HELD_BACK)
        return _led_to("factors", request)
    return None


def _asks_for(request: HttpRequest, names: tuple[str, ...]) -> bool:
    return request.path in {reverse(f"admin:{name}") for name in names}


def _led_to(name: str, request: HttpRequest) -> HttpResponse:
    """What was asked for is remembered, if it was a page."""
    page = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("admin:index")
    return HttpResponseRedirect(f"{reverse(f'admin:{name}')}?{urlencode({'next': page})}")
