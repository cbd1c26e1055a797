"""How do several mails become one? For those who chose one mail a day, and where a list says it better."""

from __future__ import annotations

import hashlib
from datetime import datetime
from itertools import groupby

from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse

from reviews.mail.outbox import Letter, send, write
from reviews.mail.people import Recipient, reachable
from reviews.models import Mail
from reviews.models.mail import ATTEMPTS, MailQuerySet

LONGEST = 50  # lines; the desk has the rest
AT_A_TIME = 10_000
UNREACHABLE = "The account is not active any more, or has no address. Nothing was sent."


@transaction.atomic
def make(*, now: datetime) -> int:
    """Put what waits into one mail for each person, once a day for those who chose so; say how many were made.

    What was put together counts as sent: it went into the digest, which is a mail of its own and may fail as one.
    """
    locked = Mail.objects.select_for_update().for_a_digest().defer("text")
    waiting = list(locked.order_by("recipient", "made_at", "pk")[:AT_A_TIME])
    people = _people(waiting)
    told = set(Mail.objects.filter(key__startswith=_day(now)).values_list("key", flat=True))
    letters: list[Letter] = []
    for pk, parts in _by_person(waiting):
        if (to := people.get(pk)) is None:
            _rows(parts).update(attempts=ATTEMPTS, fault=UNREACHABLE)
        elif len(parts) == 1 and not to.waits:
            _rows(parts).update(for_digest=False)
            send(_rows(parts))
        elif not (to.waits and _day(now) + to.key in told):
            letters.append(_digest(to, parts, now=now))
            _rows(parts).update(sent_at=now)
    return write(letters, now=now)


def _people(waiting: list[Mail]) -> dict[int | None, Recipient]:
    found = reachable(
        User.objects.filter(pk__in={mail.recipient_id for mail in waiting}),
        why="these things concern your work",
    )
    return {to.user.pk: to for to in found if to.user}


def _day(now: datetime) -> str:
    """How the keys of the digests of this day begin."""
    return f"digest-{now.date()}:"


def _by_person(waiting: list[Mail]) -> list[tuple[int | None, list[Mail]]]:
    return [(pk, list(parts)) for pk, parts in groupby(waiting, key=lambda mail: mail.recipient_id)]


def _rows(parts: list[Mail]) -> MailQuerySet:
    return Mail.objects.filter(pk__in=[part.pk for part in parts])


def _digest(to: Recipient, parts: list[Mail], *, now: datetime) -> Letter:
    """Named after the day for those who chose one a day, else after what it lists."""
    listed = hashlib.sha256(" ".join(part.key for part in parts).encode()).hexdigest()[:16]
    return Letter(
        kind="digest", event=_day(now).removesuffix(":") if to.waits else f"list-{listed}", to=to, link=reverse("admin:index"),
        context={"parts": parts[:LONGEST], "many": len(parts), "left": len(parts[LONGEST:])}, for_digest=False,
    )  # fmt: skip
