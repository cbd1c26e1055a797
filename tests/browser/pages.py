"""Which pages can a reader meet? One of each kind, in each state, and every way in which the site says no."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.browser.server import PROJECT, Server

ARTICLE = "/articles/early-ketamine-trials/"
# What no address shows by itself: a call beside the texts, somebody who asked for the newsletter, tickets for the forms,
# and a visitor who may send four things more.
PREPARE = """
import json, secrets
from datetime import timedelta
from django.test import RequestFactory
from django.utils import timezone
from articles.models import Article
from readers.correspondence import actions, throttle, tokens
from readers.correspondence.models import CallToAction, Consent
from reviews import limits
from reviews.models import Tally
now, tickets = timezone.now(), {}
CallToAction.objects.get_or_create(title="Talk to somebody", defaults={
    "text": "A nurse answers.", "label": "service", "is_placed": True})
def asked():
    nonce = secrets.token_hex()
    actions.ask(nonce=nonce, address=nonce[:9] + "@example.net", topics=[], wording="We may write.",
                source_page="/newsletter/", visitor=nonce, now=now)
    return tokens.to_confirm(Consent.objects.get(nonce=nonce).pk)
article = Article.objects.get(slug="early-ketamine-trials")
about = {"ask": f"question {article.pk}", "report": f"problem {article.pk}"}
for name in ("contact", "newsletter", "ask", "report", "often", "late", "wrong"):
    age = timedelta(days=2) if name == "late" else timedelta(minutes=1)
    tickets[name] = tokens.hand_out(about=about.get(name, "newsletter" if name == "newsletter" else "contact"), now=now - age)
visitor = limits.visitor(RequestFactory().get("/", REMOTE_ADDR="127.0.0.1"), today=now.date())
Tally.objects.all().delete()
for _ in range(throttle.WRITING.most - 4):
    throttle.count(visitor, now=now)
print(json.dumps({"tickets": tickets, "confirm": asked(), "wait": asked(), "leave": tokens.to_leave("nobody")}))
"""


@dataclass(frozen=True)
class Place:
    """A page, and how one comes to it."""

    name: str
    path: str
    status: int = 200
    method: str = "GET"
    body: str = ""
    made: str = ""  # what the server would send, where nothing on purpose brings it about


PLAIN = [
    Place("home", "/"),
    Place("articles", "/articles/"),
    Place("articles of a state", "/articles/?status=retracted"),
    Place("topic", "/topics/ketamine-treatment/"),
    Place("tag", "/tags/ketamine/"),
    Place("people", "/people/"),
    Place("who wrote", "/people/demonstration-writer/"),
    Place("who signed", "/people/demonstration-reviewer/"),
    Place("notices", "/notices/"),
    Place("correction", "/notices/1/"),
    Place("retraction", "/notices/2/"),
    *(
        Place(name, f"/about/{name}/")
        for name in ("editorial-policy", "disclaimer", "privacy", "accessibility", "contact")
    ),
    Place("how to check a signature", "/about/verification/"),
    Place("history of a page", "/about/editorial-policy/history/"),
    Place("article", ARTICLE),
    Place("article for patients", f"{ARTICLE}for/patients/"),
    Place("article for clinicians", f"{ARTICLE}for/clinicians/"),
    Place("record", f"{ARTICLE}record/"),
    Place("revision", f"{ARTICLE}revisions/1/"),
    Place("changes", f"{ARTICLE}changes/1..2/"),
    Place("overdue", "/articles/ketamine-side-effects/"),
    Place("retracted", "/articles/short-follow-up/"),
    Place("record of a retracted text", "/articles/short-follow-up/record/"),
    Place("submitted", "/articles/comparison-groups/"),
    Place("under review", "/articles/microdosing-and-hidden-doses/"),
    Place("changes requested", "/articles/systematic-reviews/"),
    Place("update in review", "/articles/ketamine-consensus-statement/"),
    Place("corrected", "/articles/confidence-intervals/"),
    Place("question", f"{ARTICLE}ask/"),
    Place("report", f"{ARTICLE}report/"),
    Place("newsletter", "/newsletter/"),
    Place("search", "/search/"),
    Place("results", "/search/?q=ketamine"),
    Place("results, narrowed", "/search/?q=ketamine&status=approved&sort=date"),
    Place("misspelled", "/search/?q=ketamime"),
    Place("nothing found", "/search/?q=zzzzzzz"),
    Place("nothing to look for", "/search/?q=-a"),
    Place("ten thousand letters", "/search/?q=" + "x" * 10_000),
    Place("no such article", "/articles/nowhere/", 404),
    Place("no such address", "/nowhere/at/all/", 404),
    Place("no such link", "/newsletter/confirm/nonsense/", 404),
    Place("form of too many fields", "/newsletter/", 400, "POST", "&".join(["a=b"] * 1001)),
    Place("too much at once", "/newsletter/", 413, "POST", "a=" + "b" * 1_000_000),
    Place("forged form", "/about/contact/", 403, "POST", "ticket=nonsense"),
    Place("method of a page", "/", 405, "POST", "a=b"),
    Place("method of a form", "/newsletter/", 405, "PUT", "a=b"),
]


def places(server: Server) -> list[Place]:
    """All of them, made anew at each call. Their order matters: the last one is refused because of those before it."""
    made = json.loads(server.manage("shell", "--no-imports", "-c", PREPARE).splitlines()[-1])
    confirm, leave = f"/newsletter/confirm/{made['confirm']}/", f"/newsletter/unsubscribe/{made['leave']}/"
    forms = {
        "contact": "/about/contact/",
        "newsletter": "/newsletter/",
        "ask": f"{ARTICLE}ask/",
        "report": f"{ARTICLE}report/",
    }

    def sent(name: str, path: str, status: int, ticket: str, **typed: str) -> Place:
        return Place(name, path, status, "POST", urlencode({"ticket": made["tickets"][ticket], **typed}))

    typed = {"message": "Does it last?", "address": "reader@example.net"}
    return [
        *PLAIN,
        Place("confirm", f"/newsletter/confirm/{made['wait']}/"),
        Place("leave", leave),
        *(sent(f"{name}, wrong", path, 422, name, address="nobody") for name, path in forms.items()),
        sent("form of another day", "/about/contact/", 409, "late", **typed),
        *(sent(f"{name}, done", path, 200, name, **typed) for name, path in forms.items()),
        Place("confirmed", confirm, 200, "POST", "a=b"),
        Place("spent link", confirm, 410),
        Place("left", leave, 200, "POST", "List-Unsubscribe=One-Click"),
        Place("too often", "/about/contact/", 429, "POST",
              urlencode({"ticket": made["tickets"]["often"], **typed})),
        Place("no database", "/", 503, made=last_resort("503.html")),
        Place("a silent database", "/", 503, made=last_resort("503_silent.html")),
        Place("failure", "/", 500, made=last_resort("500.html")),
    ]  # fmt: skip


def last_resort(name: str) -> str:
    """The page of a failure as Django would send it: it is a file, but for the remark at its top."""
    return re.sub(r"^\{#.*?#\}", "", (PROJECT / "pages" / name).read_text())
