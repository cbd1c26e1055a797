"""Which pages can a reader meet? One of each kind, in each state, and every way in which the site says no."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.browser.server import PROJECT, Server

FORM = "application/x-www-form-urlencoded"
ARTICLE = "/articles/early-ketamine-trials/"
# What no address shows by itself: a call beside the texts, somebody who asked for the newsletter, tickets of forms.
PREPARE = """
import json
from datetime import timedelta
from django.utils import timezone
from articles.models import Article
from readers.correspondence import actions, tokens
from readers.correspondence.models import CallToAction, Consent
from reviews.models import Notice
CallToAction.objects.create(title="Talk to somebody", text="A nurse answers.", label="service", is_placed=True)
now, consents = timezone.now(), []
for name in ("asked", "waiting"):
    actions.ask(nonce=name, address=f"{name}@example.net", topics=[], wording="May write.", source_page="/newsletter/",
                visitor=name, now=now)
    consents.append(Consent.objects.get(nonce=name).pk)
article = Article.objects.get(slug="early-ketamine-trials")
abouts = {"contact": "contact", "newsletter": "newsletter", "ask": f"question {article.pk}", "report": f"problem {article.pk}"}
print(json.dumps({
    "tickets": {name: tokens.hand_out(about=about, now=now - timedelta(minutes=1)) for name, about in abouts.items()},
    "confirm": [tokens.to_confirm(pk) for pk in consents],
    "leave": tokens.to_leave("nobody"),
    "notices": list(Notice.objects.order_by("pk").values_list("pk", flat=True)),
    "call": CallToAction.objects.get(title="Talk to somebody").pk,
}))
"""


@dataclass(frozen=True)
class Place:
    """A page and how to come to it."""

    name: str
    path: str
    status: int = 200
    method: str = "GET"
    form: str | None = None
    type: str = FORM
    instead: str | None = field(default=None, repr=False)
    """The bytes of a page that no request can bring about on purpose."""
