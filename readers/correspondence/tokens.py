"""Which links and forms did we hand out ourselves?

A link to confirm or to leave is a signed name; whether it still works is written in the database, not in the link.
A form carries a signed ticket, since a site without cookies has nothing else to know its own forms by: what it is
about, when it was handed out, and a word of its own by which the same form sent twice is known.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing

from readers.correspondence.exceptions import FormForged, FormStale, FormTooFast, LinkUnknown

FORM, CONFIRM, LEAVE = (f"readers.correspondence.{name}" for name in ("form", "confirm", "leave"))
QUICKEST, LONGEST = timedelta(seconds=2), timedelta(days=1)


@dataclass(frozen=True)
class Ticket:
    about: str
    nonce: str
    made_at: datetime
    revision: int | None = None


def hand_out(*, about: str, now: datetime, revision: int | None = None) -> str:
    """``revision`` is the text that the reader saw, where the form is about one."""
    return signing.dumps([about, secrets.token_urlsafe(16), now.timestamp(), revision], salt=FORM)


def take_back(ticket: str, *, about: str, now: datetime) -> Ticket:
    """Raises FormForged, FormStale or FormTooFast."""
    found = read(ticket)
    if found is None or found.about != about or found.made_at > now:
        raise FormForged
    if now - found.made_at > LONGEST:
        raise FormStale
    if now - found.made_at < QUICKEST:
        raise FormTooFast
    return found


def read(ticket: str) -> Ticket | None:
    """What a ticket of ours says, however old it is."""
    try:
        about, nonce, made_at, revision = signing.loads(ticket, salt=FORM)
    except (signing.BadSignature, ValueError):
        return None
    return Ticket(about, nonce, datetime.fromtimestamp(made_at, UTC), revision)


def to_confirm(consent: int) -> str:
    return _sign(str(consent), salt=CONFIRM)


def consent_of(token: str) -> int:
    return int(_open(token, salt=CONFIRM))


def to_leave(fingerprint: str) -> str:
    """Good for ever: leaving must be as easy in ten years as today."""
    return _sign(fingerprint, salt=LEAVE)


def leaver(token: str) -> str:
    return _open(token, salt=LEAVE)


def _sign(value: str, *, salt: str) -> str:
    return signing.Signer(sep=".", salt=salt).sign(value)


def _open(token: str, *, salt: str) -> str:
    try:
        return signing.Signer(sep=".", salt=salt).unsign(token)
    except signing.BadSignature as error:
        raise LinkUnknown from error
