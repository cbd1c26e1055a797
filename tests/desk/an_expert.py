"""An outside expert, who was sent a link and may prove an address by a code."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from reviews import actions
from reviews.guests import sharing
from reviews.models import Comment, LedgerEntry, Mail, Review, ShareLink
from tests import factories as make

TEXT = "Sleep is **restored**.\n\n## What helps\n\nGet up *early*.\n\n::: patients\nAsk about it.\n:::\n\n::: clinicians\nTitrate.\n:::\n"
ALL_TABLES = (
    "reviews.Comment",
    "reviews.ShareLink",
    "reviews.Mail",
    "reviews.LedgerEntry",
    "sessions.Session",
)


def shared(review: Review | None = None, **other: Any) -> ShareLink:
    asked: dict[str, Any] = {"name": "Ada Outside", "email": "ada@example.net"} | other
    return actions.share(review=review or make.claimed(body=TEXT), by=make.editor(), **asked)


def code_of(link: ShareLink) -> str:
    """The digits of the newest mail."""
    mail = Mail.objects.filter(kind="share_code", address=link.email).order_by("-pk")[0]
    [digits] = re.findall(r"\b\d{6}\b", mail.text)
    return str(digits)


def an_hour_ago() -> None:
    """The codes sent so far are old enough for another."""
    Mail.objects.update(made_at=timezone.now() - timedelta(hours=1))


def say(client: Client, link: ShareLink, **data: Any) -> Any:
    return client.post(sharing.path_of(link), data)


def known(link: ShareLink) -> Client:
    """The expert's browser, after the code was entered."""
    client = Client()
    assert say(client, link, say="code").status_code == 302
    assert say(client, link, say="prove", code=code_of(link)).status_code == 302
    return client


def everything() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Comment, ShareLink, Mail, LedgerEntry, Session, Review)
    ]
