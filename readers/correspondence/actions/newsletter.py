"""How does somebody come to the newsletter, and how do they leave?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from articles.models import Category
from readers.correspondence import posting, throttle
from readers.correspondence.addresses import fingerprint
from readers.correspondence.exceptions import LinkSpent
from readers.correspondence.models import Consent, Post, Subscription, Suppression
from readers.correspondence.news import last_entry

TO_CONFIRM = timedelta(hours=48)
MOST_MAILS, SPAN = 3, timedelta(days=1)


@transaction.atomic
def ask(
    *,
    nonce: str,
    address: str,
    topics: Collection[Category],
    wording: str,
    source_page: str,
    visitor: str,
    now: datetime,
) -> None:
    """Send the link that confirms. Whether the address is known, suppressed or new makes no difference to be seen.

    An address gets at most three such mails a day, whoever asks. The same form sent twice counts once. Raises TooOften.
    """
    if Consent.objects.filter(nonce=nonce).exists():
        return
    throttle.count(visitor, now=now)
    mark = fingerprint(address)
    if Consent.objects.filter(fingerprint=mark, asked_at__gt=now - SPAN).count() >= MOST_MAILS:
        return
    consent, is_new = Consent.objects.get_or_create(
        nonce=nonce,
        defaults={
            "address": address,
            "fingerprint": mark,
            "wording": wording,
            "source_page": source_page,
            "asked_at": now,
        },
    )
    if is_new:
        consent.topics.set(topics)
        posting.enqueue([Post.objects.create(consent=consent, made_at=now, not_before=now).pk])


def pending(consent: int, *, now: datetime, lock: bool = False) -> Consent:
    """The request that a link belongs to, not confirmed yet. Raises LinkSpent when it was, or is too old."""
    consents = Consent.objects.select_for_update() if lock else Consent.objects.all()
    found = consents.filter(pk=consent).first()
    if found is None or (found.confirmed_at is None and now - found.asked_at > TO_CONFIRM):
        raise LinkSpent(is_used=False)
    if found.confirmed_at is not None:
        raise LinkSpent(is_used=True)
    return found


@transaction.atomic
def confirm(*, consent: int, now: datetime) -> Subscription:
    """From now on the address is subscribed to what was asked for. Raises LinkSpent."""
    found = pending(consent, now=now, lock=True)
    Suppression.objects.filter(fingerprint=found.fingerprint).delete()
    subscription, is_new = Subscription.objects.get_or_create(
        fingerprint=found.fingerprint,
        defaults={"address": found.address, "confirmed_at": now, "told_up_to": last_entry()},
    )
    if subscription.ended_at is not None:
        subscription.told_up_to = last_entry()
    if not is_new:
        subscription.address, subscription.confirmed_at, subscription.ended_at = found.address, now, None
        subscription.save(update_fields=["address", "confirmed_at", "ended_at", "told_up_to"])
    subscription.topics.set(found.topics.all())
    found.confirmed_at, found.subscription = now, subscription
    found.save(update_fields=["confirmed_at", "subscription"])
    return subscription


@transaction.atomic
def leave(*, fingerprint: str, now: datetime) -> None:
    """Nothing more is sent. Saying so twice, or when nothing is left to end, changes nothing."""
    Suppression.objects.get_or_create(fingerprint=fingerprint, defaults={"since": now})
    Subscription.objects.filter(fingerprint=fingerprint, ended_at=None).update(ended_at=now)
