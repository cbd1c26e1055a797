"""How does a mail come to be owed? Its row is written inside the act, and the task that sends it with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db import transaction

from articles.models import Article
from reviews import permissions, tasks
from reviews.mail.people import Recipient
from reviews.mail.wording import absolute, worded
from reviews.models import Mail, Review
from reviews.models.mail import MailQuerySet

T = TypeVar("T")
ROWS = 500  # so many at a time: databases limit what one query may ask for
BATCH = 10  # mails of one task, which a worker sends one after the other


@dataclass(frozen=True)
class Letter:
    """One mail to be: ``kind`` names the template ``mail/<kind>.txt``, ``event`` what it is about.

    ``event`` and recipient make the key under which nobody is told twice. One ``for_digest`` waits to be listed with
    others in one mail; None: if the recipient chose that.
    """

    kind: str
    event: str
    to: Recipient
    link: str
    context: Mapping[str, Any] = field(default_factory=dict)
    article: Article | None = None
    review: Review | None = None
    for_digest: bool | None = None

    @property
    def key(self) -> str:
        return f"{self.event}:{self.to.key}"[:200]

    def mail(self, *, now: datetime) -> Mail:
        subject, text = worded(self.kind, self.to, link=self.link, context=self.context)
        return Mail(
            key=self.key, kind=self.kind, recipient=self.to.user, address=self.to.address, subject=subject, text=text,
            link=absolute(self.link), article=self.article, review=self.review, made_at=now,
            for_digest=self.to.waits if self.for_digest is None else self.for_digest,
        )  # fmt: skip


@transaction.atomic
def write(letters: Iterable[Letter], *, now: datetime) -> int:
    """Owe these mails, and say how many are new. Called inside an act, they are owed only if the act is done.

    The number of queries does not grow with the number of recipients.
    """
    wanted: dict[str, Letter] = {}
    for letter in letters:
        wanted.setdefault(letter.key, letter)
    return sum(_write(part, now=now) for part in parts(list(wanted.values()), ROWS))


def _write(letters: list[Letter], *, now: datetime) -> int:
    known = set(Mail.objects.filter(key__in=[x.key for x in letters]).values_list("key", flat=True))
    new = [letter.mail(now=now) for letter in letters if letter.key not in known]
    if not new:
        return 0
    Mail.objects.bulk_create(new, ignore_conflicts=True)  # somebody else may have told them a moment ago
    send(Mail.objects.filter(key__in=[mail.key for mail in new if not mail.for_digest]))
    return len(new)


def send(mails: MailQuerySet) -> int:
    """Hand those of ``mails`` that nobody has tried to send to the task queue."""
    untried = list(mails.to_send().filter(attempts=0).values_list("pk", flat=True))
    for part in parts(untried, BATCH):
        tasks.send_mails.enqueue(part, 0)
    return len(untried)


@transaction.atomic
def send_again(*, mails: MailQuerySet, by: User) -> int:
    """Begin anew with those of ``mails`` that have failed, to the address that their recipients have today."""
    permissions.require_editor(by, act="send a mail again")
    failed = list(mails.failed().select_related("recipient").select_for_update(of=("self",)))
    for mail in failed:
        mail.attempts, mail.fault = 0, ""
        mail.address = (mail.recipient and mail.recipient.email) or mail.address
    Mail.objects.bulk_update(failed, ["attempts", "fault", "address"])
    send(Mail.objects.filter(pk__in=[mail.pk for mail in failed]))
    return len(failed)


def parts(rows: list[T], size: int) -> Iterator[list[T]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
