"""What does a site do all day? Mixed acts, through the desk's own screens and through the actions, in a process that may be killed."""

from __future__ import annotations

import os
import random
import signal
import time
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import connections
from django.test import Client
from django.utils import timezone

from articles.models import Article
from readers.correspondence import actions as letters
from readers.correspondence.exceptions import Refused
from readers.correspondence.models import Consent
from reviews import actions
from reviews.exceptions import EditorialError
from reviews.models import Review
from tests import factories as make
from tests.desk.screens import act, at_the_desk
from tests.desk.test_acts import complete

TITLES = ["Sleep", "Light", "Coffee", "Naps"]


class Labourer:
    """Takes any act that comes to mind; what the rules refuse is as good as done."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.people = {
            name: getattr(make, name)() for name in ("writer", "reviewer", "second_reviewer", "editor")
        }
        self.clients: dict[str, Client] = {}

    def at_the_desk(self, name: str) -> Client:
        if name not in self.clients:
            self.clients[name] = at_the_desk(self.people[name])
        return self.clients[name]

    def do(self) -> None:
        with suppress(EditorialError, Refused):
            self.chance.choices(list(ACTS), weights=list(ACTS.values()))[0](self)

    def article(self) -> Article:
        return self.chance.choice(list(Article.objects.all()))

    def save(self) -> None:
        make.edited(self.article(), by=self.people["writer"])

    def submit(self) -> None:
        page = f"/admin/articles/article/{self.article().pk}/submit/"
        self.at_the_desk("writer").post(page, {"note": ""})

    def on_review(self, name: str, verb: str) -> None:
        """A button of the desk on a review that is open."""
        review = Review.objects.open().order_by("?").first()
        if review is not None:
            act(self.at_the_desk(name), review, verb, **complete(review, verb))

    def claim(self) -> None:
        self.on_review(self.chance.choice(["reviewer", "second_reviewer"]), "claim")

    def sign(self) -> None:
        self.on_review(self.chance.choice(["reviewer", "second_reviewer"]), "sign_off")

    def request_changes(self) -> None:
        self.on_review("reviewer", "request_changes")

    def comment(self) -> None:
        self.on_review("writer", "comment")

    def notice(self) -> None:
        verb: Callable[..., Any] = self.chance.choice(
            [actions.retract, actions.reinstate, actions.correct, actions.express_concern]
        )
        verb(article=self.article(), by=self.people["editor"], reason="The dose was wrong.")

    def newsletter(self) -> None:
        waiting = Consent.objects.filter(confirmed_at=None).first()
        if waiting is not None:
            letters.confirm(consent=waiting.pk, now=timezone.now())
        nonce = f"{self.chance.random()}"
        letters.ask(
            nonce=nonce, address=f"r{nonce[2:12]}@example.net", topics=[], wording="Yes", source_page="/newsletter/", visitor=nonce,
            now=timezone.now(),
        )  # fmt: skip


ACTS: dict[Callable[[Labourer], None], int] = {
    Labourer.save: 3, Labourer.submit: 4, Labourer.claim: 4, Labourer.sign: 5, Labourer.request_changes: 1, Labourer.comment: 1,
    Labourer.notice: 2, Labourer.newsletter: 2,
}  # fmt: skip


def begin() -> None:
    for title in TITLES:
        make.article(title=title, slug=title.lower())
    make.second_reviewer()
    make.editor()


def work_until_killed(*, seed: int, acts: int, chance: random.Random) -> int:
    """A process does acts one after the other and is killed, without a word, some moment after so many. How many it did."""
    for connection in connections.all():
        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()
    told, tells = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # our threads hold nothing that the other process needs
        child = os.fork()
    if child == 0:
        _work(seed, tells)
    os.close(tells)
    done = 0
    while done < acts and os.read(told, 1):
        done += 1
    time.sleep(chance.random() * 0.1)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(told)
    assert os.WIFSIGNALED(status), "It ended by itself: an act failed in a way that is no refusal."
    return done


def _work(seed: int, tells: int) -> None:
    """Never returns."""
    try:
        labourer = Labourer(seed)
        while True:
            labourer.do()
            os.write(tells, b".")
    except BaseException:  # noqa: BLE001 - whatever it is, nothing of the other process may go on here
        traceback.print_exc()
        os._exit(1)
