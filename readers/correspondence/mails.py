"""What do our mails to readers say?

Plain text first, the same in HTML without a style or a picture, so nothing in it reports that it was read. A message is
written at the moment when it is sent: what was retracted meanwhile is not recommended, who left gets nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac

from readers.correspondence import tokens
from readers.correspondence.exceptions import NotSendable
from readers.correspondence.models import Consent, Letter, Post, Subscription
from readers.correspondence.news import Item, news, of_topics
from readers.public import absolute

TIMEOUT = 20  # seconds that a mail server may be silent
LONGEST_SUBJECT = 150


@dataclass
class Desk:
    """Where a run of mails is written: what changed is looked up once for all who were told the same so far."""

    now: datetime
    seen: dict[tuple[int, int], list[Item]] = field(default_factory=dict)

    def message(self, post: Post) -> EmailMultiAlternatives | None:
        """None when there is nothing to say any more, or nobody to say it to. Raises NotSendable."""
        if post.consent is not None:
            return _confirmation(post, post.consent)
        if post.letter is not None:
            return _answer(post, post.letter)
        to, issue = post.subscription, post.issue
        if to is None or issue is None or not Subscription.objects.active().filter(pk=to.pk).exists():
            return None
        items = of_topics(self._news(post.since or 0, issue.up_to), to.topics.all())
        return _issue(post, to=to, items=items) if items else None

    def _news(self, since: int, up_to: int) -> list[Item]:
        interval = (since, up_to)
        if interval not in self.seen:
            self.seen[interval] = news(since=since, up_to=up_to, today=self.now.date())
        return self.seen[interval]


def require_sendable() -> None:
    """What every issue must have: a postal address, and a way out by https (RFC 8058), but for trying it out."""
    if not settings.POSTAL_ADDRESS:
        raise NotSendable(
            "No newsletter was sent: every issue must say where the publisher can be reached by post. "
            "Set POSTAL_ADDRESS in the environment, then run the command again."
        )
    if not (settings.DEBUG or settings.SITE_URL.startswith("https://")):
        raise NotSendable(
            f"No newsletter was sent: its way out is an address of this site, and “{settings.SITE_URL}” is not secure. "
            "Set SITE_URL to an address that begins with https://, then run the command again."
        )


def _confirmation(post: Post, consent: Consent) -> EmailMultiAlternatives | None:
    if consent.confirmed_at is not None:
        return None
    link = absolute(reverse("newsletter_confirm", args=[tokens.to_confirm(consent.pk)]))
    context = {"link": link, "wording": consent.wording}
    return _message(
        post,
        to=consent.address,
        subject=f"Confirm the newsletter of {settings.SITE_NAME}",
        template="newsletter_confirm",
        context=context,
    )


def _answer(post: Post, letter: Letter) -> EmailMultiAlternatives | None:
    if not letter.address:
        return None
    article = letter.article
    about = f" about “{letter.revision.title}”" if letter.revision else ""
    link = absolute(article.get_absolute_url()) if article else ""
    return _message(
        post,
        to=letter.address,
        subject=f"Your {letter.get_kind_display().lower()}{about}",
        template="reader_answer",
        context={"letter": letter, "link": link},
    )


def _issue(post: Post, *, to: Subscription, items: list[Item]) -> EmailMultiAlternatives:
    require_sendable()
    token = tokens.to_leave(to.fingerprint)
    leave = absolute(reverse("newsletter_unsubscribe", args=[token]))
    many = f"{len(items)} articles are new or changed"
    return _message(
        post,
        to=to.address,
        subject=f"{settings.SITE_NAME}: {items[0].title if len(items) == 1 else many}",
        template="newsletter",
        context={"items": items, "leave": leave, "postal_address": settings.POSTAL_ADDRESS},
        headers={
            "List-Unsubscribe": f"<{leave}>, <mailto:{_own_address()}?subject={quote(f'unsubscribe {token}')}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
        },
    )


def _message(
    post: Post, *, to: str, subject: str, template: str, context: dict[str, Any], headers: dict[str, str] | None = None
) -> EmailMultiAlternatives:  # fmt: skip
    subject = " ".join(subject.split())[:LONGEST_SUBJECT]  # a title may hold a line end, a header may not
    context = {**context, "subject": subject, "site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
    made = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"mail/{template}.txt", context).strip() + "\n",
        to=[to],
        headers={"Message-ID": _message_id(post), "Auto-Submitted": "auto-generated", **(headers or {})},
        connection=get_connection(timeout=TIMEOUT),
    )
    made.attach_alternative(render_to_string(f"mail/{template}.html", context), "text/html")
    return made


def _message_id(post: Post) -> str:
    """The same at every attempt, so that a second copy is recognised as one (RFC 5322, 3.6.4)."""
    name = salted_hmac("readers.correspondence.message", str(post.pk)).hexdigest()[:24]
    return f"<post-{post.pk}-{name}@{urlsplit(settings.SITE_URL).hostname}>"


def _own_address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
