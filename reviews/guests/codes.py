"""Is the person at this browser the expert to whom the link was sent? A code from the mail says so.

The code is kept hashed in the session of whoever asked for it; a browser that proved it carries a signed cookie until
the link ends. Nothing else is kept of the expert.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from reviews.actions.guests import lock_link, send_code
from reviews.exceptions import EditorialError
from reviews.models import ShareLink

ATTEMPTS = 5
VALID = timedelta(minutes=10)  # OWASP ASVS 5.0, 6.5.5
SALT = "reviews.guests.codes"


class WrongCode(EditorialError):
    """These are not the digits that were sent, or they are not valid any more."""


@dataclass(frozen=True)
class Sent:
    """A code that this browser asked for and has not entered yet."""

    at: datetime

    @property
    def until(self) -> datetime:
        return self.at + VALID


def ask(request: HttpRequest, link: ShareLink, *, now: datetime) -> None:
    """Mail a code and keep its hash in this browser's session. Raises TooSoon or LinkEnded."""
    code = send_code(link=link, now=now)
    request.session[_key(link)] = {"hash": _hash(link, code), "at": now.isoformat(), "left": ATTEMPTS}


def sent(request: HttpRequest, link: ShareLink, *, now: datetime) -> Sent | None:
    """The code that waits to be entered here. A browser that never asked gets no session by looking."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    kept = request.session.get(_key(link))
    waiting = Sent(datetime.fromisoformat(kept["at"])) if kept and kept["left"] else None
    return waiting if waiting and now < waiting.until else None


@transaction.atomic
def prove(request: HttpRequest, link: ShareLink, *, typed: str, now: datetime) -> WrongCode | None:
    """Compare what was typed with what was sent, once: a right code is used up, a wrong one costs an attempt.

    The session is read afresh behind the lock of the link, so that attempts sent at the same moment all count. The
    fault is returned, not raised: raised, it would undo the counting.
    """
    lock_link(link, now=now)
    session = import_module(settings.SESSION_ENGINE).SessionStore(request.session.session_key)
    kept = session.get(_key(link))
    fault = _fault(kept, link, typed=typed, now=now)
    if kept is not None:
        kept["left"] = 0 if fault is None else max(0, kept["left"] - 1)
        session[_key(link)] = kept
        session.save()
    return fault


def remember(response: HttpResponse, link: ShareLink, *, now: datetime) -> None:
    response.set_signed_cookie(
        _cookie(link), link.email, salt=SALT, max_age=int((link.expires_at - now).total_seconds()), path="/shared/",
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
    )  # fmt: skip


def is_known(request: HttpRequest, link: ShareLink) -> bool:
    proved = request.get_signed_cookie(_cookie(link), default=None, salt=SALT)
    return proved is not None and constant_time_compare(proved, link.email)


def _fault(kept: dict[str, Any] | None, link: ShareLink, *, typed: str, now: datetime) -> WrongCode | None:
    if kept is None or not kept["left"] or now >= datetime.fromisoformat(kept["at"]) + VALID:
        return WrongCode("There is no code to compare with: it was used or has run out. Ask for a new one.")
    if constant_time_compare(_hash(link, "".join(typed.split())), kept["hash"]):
        return None
    if kept["left"] == 1:
        return WrongCode("This is not the code that was sent, for the fifth time. Ask for a new one.")
    return WrongCode("This is not the code that was sent. Look at the newest mail and type its six digits.")


def _hash(link: ShareLink, code: str) -> str:
    return salted_hmac(SALT, f"{link.pk}:{code}", algorithm="sha256").hexdigest()


def _key(link: ShareLink) -> str:
    return f"guest_code_{link.pk}"


def _cookie(link: ShareLink) -> str:
    return f"{settings.OF_A_PATH}guest_{link.pk}"
