"""What is there to be found, by whom, and by whom not? One of each hidden thing, each with a word of its own in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from PIL import Image

from articles.models import Article
from articles.pictures import add_picture
from readers.about import versions
from readers.about.models import Subject
from readers.correspondence import actions as letters
from readers.correspondence import tokens
from readers.correspondence.models import Consent
from reviews import actions
from reviews.guests import sharing
from reviews.models import Pool
from tests import factories as make
from tests.articles.pictures import upload
from tests.correspondence.kept import one_of_each
from tests.desk.screens import at_the_desk

DESK = ("writer", "reviewer", "editor", "superuser")
USERS = ("reader", "stranger", *DESK)
# The word that stands in something hidden, and who may read it.
CANARIES = {
    "quokkadraft": DESK,  # a working copy that was never submitted
    "quokkaupdate": DESK,  # the update of a public article
    "quokkahidden": DESK,  # under review in a topic that hides such texts
    "quokkacomment": DESK,  # what a reviewer remarked
    "quokkaletter": ("editor", "superuser"),  # what a reader wrote
    "quokkaunsent": (),  # what somebody else typed and has not sent yet
}


@dataclass
class Situation:
    """``sessions`` are the session keys of the users; ``words`` what stands for a part of an address, by its name."""

    sessions: dict[str, str] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    invited: list[str] = field(default_factory=list)  # addresses that show a hidden text to whoever has them


def situation() -> Situation:
    found = Situation()
    public = make.approved_article(title="Sleep", slug="sleep", tags=["night"])
    make.article(title="quokkadraft", slug="draft", excerpt="quokkadraft", body="quokkadraft, and no more.\n")
    _reviews(found, public)
    _correspondence(found, public)
    for name in USERS[1:]:
        user = getattr(make, name)()
        found.sessions[name] = at_the_desk(user).cookies[settings.SESSION_COOKIE_NAME].value
    _unsent(make.coauthor())
    _words(found)
    return found


def _reviews(found: Situation, public: Article) -> None:
    update = make.claimed(article=make.edited(public, body=f"{make.BODY}\nquokkaupdate\n"))
    actions.comment(review=update, by=make.reviewer(), text="Is quokkacomment meant?", is_blocking=True)
    hidden = make.submitted(
        title="Hidden", slug="hidden", excerpt="quokkahidden", body="quokkahidden\n",
        category=make.category(name="Quiet", public_before_approval=False),
    )  # fmt: skip
    make.submitted(title="Waiting", slug="waiting")
    make.approved(title="Retracted", slug="retracted")
    actions.retract(article=Article.objects.get(slug="retracted"), by=make.editor(), reason="Wrong.")
    ends = [
        actions.share(review=review, name="Ada", email="ada@example.net", by=make.editor())
        for review in (hidden, update)
    ]
    found.invited = [sharing.path_of(ends[0])]
    found.words["token"] = [sharing.token_of(link) for link in ends]
    actions.revoke_share(link=ends[1], by=make.editor())


def _correspondence(found: Situation, public: Article) -> None:
    one_of_each(public)
    letters.write(
        kind="question", nonce="n", revision=public.publication.live_revision, message="quokkaletter", address="quokkaletter@example.net",
        visitor="", now=timezone.now(),
    )  # fmt: skip
    found.words["token"] += [tokens.to_confirm(Consent.objects.get().pk), tokens.to_leave("nobody")]
    versions.write(subject=Subject.PRIVACY, body="We keep nothing.", note="Less", base=0, by=make.editor())
    Pool.objects.create(name="Sleep clinicians")
    add_picture(file=upload(Image.new("RGB", (4, 3), "red")), by=make.writer(), alt="Red", credit="Us")


def _unsent(user: User) -> None:
    """What waits in the session of somebody whose own session had ended."""
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore()
    fields = [["body", "quokkaunsent"]]
    store["unsent"] = [
        {"path": "/admin/me/", "page": "/admin/unsent/", "verb": "", "whose": str(user.pk), "fields": fields}
    ]
    store.create()


def _words(found: Situation) -> None:
    found.words |= {
        "slug": ["sleep", "draft", "hidden", "waiting", "retracted", "psychiatric", "test-writer", "test-reviewer", "night", "quiet"],
        "page": ["editorial-policy", "privacy", "disclaimer", "accessibility", "contact"],
        "form": ["atom", "rss", "json", "bib", "ris", "nbib", "csl.json", "csv"],
        "verb": ["claim", "assign", "sign_off", "request_changes", "comment", "share", "schedule", "seen"],
        "audience": ["patients", "clinicians", "everyone"],
        "name": ["articles", "pages", "topics", "people"],
        "url": ["articles/", "reviews/", "auth/", "me"],
        "path": ["pictures/x.png", "../config/settings.py", "pictures/"],
    }  # fmt: skip
