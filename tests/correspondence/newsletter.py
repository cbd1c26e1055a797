"""How does a reader come to the newsletter in a test? By the form, the mail and the button, as in life."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail
from django.test import Client

from readers.correspondence import posting
from readers.correspondence.models import Post, Subscription
from tests.correspondence.conftest import ticket

ADDRESS = "reader@example.net"


def ask(client: Client | None = None, *, address: str = ADDRESS, age: float = 10, **other: Any) -> Any:
    sent = {"address": address, "ticket": ticket(about="newsletter", age=age), **other}
    return (client or Client(enforce_csrf_checks=True)).post("/newsletter/", sent)


def deliver() -> list[Any]:
    """Let the worker send what is owed; the messages that went out now."""
    before = len(mail.outbox)
    posting.send_all(Post.objects.owed().order_by("pk").values_list("pk", flat=True))
    return mail.outbox[before:]


def link_in(message: Any) -> str:
    """The path of the first link of a message."""
    found = re.search(r"https://example\.org(/newsletter/\S+)", message.body)
    assert found, message.body
    return found[1]


def subscribed(*, address: str = ADDRESS, **other: Any) -> Subscription:
    assert ask(address=address, **other).status_code == 200
    [message] = deliver()
    assert Client().post(link_in(message)).status_code == 200
    return Subscription.objects.get(address=address)
