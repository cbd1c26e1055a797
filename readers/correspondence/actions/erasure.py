"""What do we hold about an address, and how is it forgotten: when somebody asks, and when its time is over?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from readers.correspondence.actions.newsletter import TO_CONFIRM, leave
from readers.correspondence.addresses import fingerprint
from readers.correspondence.models import Consent, Letter, Post, Subscription, Suppression
from readers.correspondence.models.letter import LetterQuerySet
from reviews import limits
from reviews.access import forgetting
from reviews.models import ShareLink


def export(address: str) -> dict[str, Any]:
    """All that is held about an address, ready for JSON."""
    mark = fingerprint(address)
    subscription = Subscription.objects.filter(fingerprint=mark).first()
    return {
        "address": address,
        "subscription": _subscription(subscription) if subscription else None,
        "consents": [_consent(consent) for consent in Consent.objects.filter(fingerprint=mark).order_by("pk")],
        "letters": [_letter(letter) for letter in Letter.objects.filter(fingerprint=mark).select_related("article")],
        "invitations": [_invitation(link) for link in ShareLink.objects.filter(email__iexact=address).order_by("pk")],
        "is_suppressed": Suppression.objects.filter(fingerprint=mark).exists(),
    }  # fmt: skip


@transaction.atomic
def forget(address: str, *, now: datetime) -> dict[str, int]:
    """Erase an address. Its keyed hash stays, so that no import brings it back; a new consent does."""
    mark = fingerprint(address)
    leave(fingerprint=mark, now=now)
    subscriptions = Subscription.objects.filter(fingerprint=mark)
    counts = {"subscriptions": subscriptions.count(), "requests": 0}
    subscriptions.delete()
    counts["requests"] = Consent.objects.filter(fingerprint=mark).delete()[0]
    counts["letters"] = _erase(Letter.objects.filter(fingerprint=mark), now=now)
    return counts


@transaction.atomic
def delete_old(*, now: datetime) -> dict[str, int]:
    """Erase what has been kept long enough: letters, ended subscriptions, requests that nobody confirmed."""
    before = now - timedelta(days=settings.CORRESPONDENCE_KEPT_DAYS)
    ended = Subscription.objects.filter(ended_at__lt=before)
    pending = Consent.objects.pending(asked_before=now - TO_CONFIRM)
    counts = {"subscriptions": ended.count(), "requests": pending.count()}
    ended.delete()
    pending.delete()
    counts["letters"] = _erase(Letter.objects.to_erase(received_before=before), now=now)
    counts["origins of log-ins"] = forgetting.forget(now=now)
    limits.forget(now=now)
    return counts


def _erase(letters: LetterQuerySet, *, now: datetime) -> int:
    """Name, address and words go; what was open counts as closed, since nobody can answer it any more."""
    chosen = list(letters.values_list("pk", flat=True))
    Post.objects.filter(letter__in=chosen).delete()
    erased = Letter.objects.filter(pk__in=chosen)
    erased.open().update(closed_at=now)
    return erased.update(name="", address="", fingerprint="", message="", answer="", note="", erased_at=now)


def _subscription(subscription: Subscription) -> dict[str, Any]:
    return {
        "address": subscription.address,
        "topics": [topic.name for topic in subscription.topics.all()],
        "confirmed_at": subscription.confirmed_at.isoformat(),
        "ended_at": _iso(subscription.ended_at),
        "mails_sent": [_iso(post.sent_at) for post in subscription.posts.exclude(sent_at=None).order_by("pk")],
    }  # fmt: skip


def _consent(consent: Consent) -> dict[str, Any]:
    return {
        "asked_at": consent.asked_at.isoformat(),
        "confirmed_at": _iso(consent.confirmed_at),
        "wording": consent.wording,
        "source_page": consent.source_page,
    }


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "kind": letter.kind, "received_at": letter.received_at.isoformat(), "name": letter.name,
        "article": letter.article.slug if letter.article else None, "message": letter.message,
        "note": letter.note, "answer": letter.answer, "answered_at": _iso(letter.answered_at), "closed_at": _iso(letter.closed_at),
    }  # fmt: skip


def _invitation(link: ShareLink) -> dict[str, Any]:
    """To read a text under review as an outside expert, and what was said about it: part of the record, so not erased."""
    return {
        "name": link.name, "email": link.email, "note": link.note, "made_at": link.made_at.isoformat(),
        "expires_at": link.expires_at.isoformat(),
        "comments": [
            {"text": said.text, "written_at": said.written_at.isoformat()} for said in link.comments.order_by("pk")
        ],
    }  # fmt: skip


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
