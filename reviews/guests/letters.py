"""What is written to an outside expert? The invitation, and the code that proves their address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from articles.actions import printed_name
from reviews.guests import sharing
from reviews.mail.outbox import Letter, write
from reviews.mail.people import Recipient
from reviews.mail.wording import one_line, quoted
from reviews.models import ShareLink

INVITATION, CODE = "share", "share_code"


def invite(link: ShareLink, *, now: datetime) -> None:
    said = {
        "note": quoted(link.note),
        "title": one_line(link.review.revision.title),
        "until": link.expires_at,
    }
    _write(link, kind=INVITATION, event=f"{INVITATION}:{link.pk}", now=now, said=said)


def send_code(link: ShareLink, *, code: str, now: datetime) -> None:
    _write(link, kind=CODE, event=f"{key_of_codes(link)}{now.isoformat()}", now=now, said={"code": code})


def key_of_codes(link: ShareLink) -> str:
    """How the keys of all codes of one link begin."""
    return f"{CODE}:{link.pk}:"


def _write(link: ShareLink, *, kind: str, event: str, now: datetime, said: dict[str, Any]) -> None:
    host = one_line(printed_name(link.made_by))
    letter = Letter(
        kind=kind, event=event, to=Recipient(address=link.email, name=link.name), link=sharing.path_of(link),
        context={"host": host, **said}, article=link.review.article, review=link.review,
    )  # fmt: skip
    write([letter], now=now)
