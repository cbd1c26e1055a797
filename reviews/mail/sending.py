"""How does a mail leave the house, once, and what is known when it does not?"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone

from reviews.mail.wording import page
from reviews.models import Mail
from reviews.models.mail import ATTEMPTS

TIMEOUT = 20  # seconds that a mail server may be silent
PAUSES = [timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6)][: ATTEMPTS - 1]
CUT_OFF = "The attempt was begun and never finished. It may have been sent."
SECRET = {"share_code"}  # a code is for its reader alone, not for everybody who may look at the register
NOT_KEPT = "The code was sent. It is not kept."
INACTIVE = "The account is not active any more. Nothing was sent."


def send(mails: list[int], *, attempt: int) -> list[int]:
    """Try these mails, each of which was tried ``attempt`` times; return those that could not be sent.

    A mail is begun by whoever counts its attempt up first, so two workers never try the same one at a time.
    """
    waiting = Mail.objects.filter(pk__in=mails, sent_at=None, attempts=attempt)
    return [
        mail.pk
        for mail in waiting.select_related("recipient").order_by("pk")
        if _is_begun(mail) and not _is_sent(mail)
    ]


def _is_begun(mail: Mail) -> bool:
    untouched = Mail.objects.filter(pk=mail.pk, sent_at=None, attempts=mail.attempts)
    if mail.recipient and not mail.recipient.is_active:
        untouched.update(attempts=ATTEMPTS, fault=INACTIVE)
        return False
    return bool(untouched.update(attempts=mail.attempts + 1, fault=CUT_OFF))


def _is_sent(mail: Mail) -> bool:
    """What went wrong is kept with the mail, for editors to read."""
    row = Mail.objects.filter(pk=mail.pk)
    try:
        _hand_over(mail)
    except (OSError, ValueError) as error:  # the server, or an address that no header can hold
        row.update(fault=f"{type(error).__name__}: {error}"[:1000])
        return False
    row.update(sent_at=timezone.now(), fault="", text=NOT_KEPT if mail.kind in SECRET else mail.text)
    return True


def _hand_over(mail: Mail) -> None:
    connection = get_connection(timeout=TIMEOUT)
    try:
        connection.open()
        connection.send_messages([message(mail, connection=connection)])
    finally:
        with suppress(OSError):  # whether the server took the mail is known by now, however it says goodbye
            connection.close()


def message(mail: Mail, *, connection: object = None) -> EmailMultiAlternatives:
    """The mail as it leaves the house: plain text first, the same words in HTML beside it."""
    made = EmailMultiAlternatives(
        subject=mail.subject, body=mail.text, to=[mail.address], connection=connection,
        headers={"Message-ID": message_id(mail.key), "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    made.attach_alternative(page(subject=mail.subject, text=mail.text, link=mail.link), "text/html")
    return made


def message_id(key: str) -> str:
    """The same for the same mail at every attempt, so that a second copy is recognised as one (RFC 5322, 3.6.4)."""
    name = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"<{name}@{urlsplit(settings.SITE_URL).hostname}>"
