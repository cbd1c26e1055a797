"""Can anything that is sent to any address break the site, read what is hidden, or change something by asking for it?"""

from __future__ import annotations

import gzip
import logging
import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, note, seed
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from articles.models import Article
from readers.correspondence.models import Letter
from reviews.models import Review
from tests.fuzz import anew
from tests.fuzz.requests import Filled, Sent, forms_on, patterns, requests
from tests.fuzz.situation import CANARIES, USERS, Situation, situation

REQUESTS = int(os.environ.get("FUZZ", "300"))
# A long run finds something else each time; the short one in every run of the tests is always the same.
SEED = int(
    os.environ.get("FUZZ_SEED") or (random.SystemRandom().randrange(1_000_000) if "FUZZ" in os.environ else 1)
)
HARVESTERS = ("reader", "reviewer", "superuser")  # whose pages hold every form
AT_ONCE = 5  # requests of one example, one after the other by the same user
MOST = 2_000  # requests of one run of hypothesis, whose memory grows with what it has seen
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|TRUNCATE)\b", re.IGNORECASE)
# What a visit may leave behind: the sentence that was shown, the form that waits; when somebody was last seen; that they searched.
BOOKS = re.compile(r"\b(django_session|reviews_desksession|reviews_tally)\b")


@pytest.fixture
def strict_log(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Written as ever, and to nowhere. Python would print what a log cannot take and go on; here it is a failure like others."""

    def not_logged(handler: logging.Handler, record: logging.LogRecord) -> None:
        raise

    monkeypatch.setattr(logging.Handler, "handleError", not_logged)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        for handler in logging.getLogger().handlers:
            if type(handler) is logging.StreamHandler:
                monkeypatch.setattr(handler, "stream", nowhere)
        yield
        monkeypatch.undo()


@pytest.mark.django_db
def test_nothing_that_is_sent_breaks_the_site_or_shows_what_is_hidden_or_changes_by_asking(
    settings: Any, strict_log: None
) -> None:
    """FUZZ=100000 sends as many; any answer is right that is no failure, leaks nothing and fits its method."""
    settings.POSTAL_ADDRESS = "1 Test Street, Testtown"
    known = situation()
    everything = requests(known, every_form(known))
    answers: Counter[int] = Counter()
    print(f"FUZZ_SEED={SEED} FUZZ={REQUESTS} sends the same again.", flush=True)
    while answers.total() < REQUESTS:
        run(known, everything, answers, number=min(REQUESTS - answers.total(), MOST))
        print(f"{answers.total()} requests: {dict(sorted(answers.items()))}", flush=True)
    assert {200, 404} <= set(answers)


@pytest.mark.django_db
def test_what_is_looked_for_is_there_to_be_found_and_what_is_refused_would_be_noticed() -> None:
    client, found = visitor(situation(), "superuser"), ""
    for model in (Article, Review, Letter):
        for row in model._default_manager.all():
            found += client.get(
                reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
            ).text
    assert {word for word in CANARIES if word not in found} == {"quokkaunsent"}
    assert any("quokkaunsent" in str(session.get_decoded()) for session in Session.objects.all())
    with pytest.raises(AssertionError, match="Asking changed something"), watched(is_safe=True):
        Article.objects.update(title="Changed")


def test_a_word_is_found_in_whatever_form_it_is_sent() -> None:
    for coded, encoding in (
        (b"quokka", ""),
        (gzip.compress(b"quokka"), "gzip"),
        (brotli.compress(b"quokka"), "br"),
    ):
        answer = HttpResponse(coded, headers={"Content-Encoding": encoding} if encoding else {})
        assert b"quokka" in all_of(answer)
    assert b"quokka" in all_of(HttpResponse(headers={"Location": "/quokka/"}))


def run(known: Situation, everything: st.SearchStrategy[Sent], answers: Counter[int], *, number: int) -> None:
    @seed(SEED + answers.total())
    @hypothesis_settings(
        max_examples=max(number // AT_ONCE, 1), suppress_health_check=list(HealthCheck), database=None, deadline=None,
        phases=[Phase.generate, Phase.shrink], backend=anew.NAME,
    )  # fmt: skip
    @given(st.sampled_from(USERS), st.lists(everything, min_size=AT_ONCE, max_size=AT_ONCE))
    def sent(user: str, what: list[Sent]) -> None:
        with undone():
            client = visitor(known, user)
            for one in what:
                note(f"{user}: {one}")
                answers[send(client, one, user=user, known=known)] += 1

    sent()


def send(client: Client, sent: Sent, *, user: str, known: Situation) -> int:
    """A failure raises here, as the client passes it on, and so does one of what is done after the commit."""
    with watched(is_safe=sent.method in SAFE), TestCase.captureOnCommitCallbacks(execute=True):
        answer: Any = client.generic(
            sent.method, sent.path, sent.body, content_type=sent.content_type, **sent.headers
        )
        content = all_of(answer)
    assert answer.status_code < 500, answer.status_code
    if not any(sent.path.startswith(path) for path in known.invited):
        leaked = [
            word for word, allowed in CANARIES.items() if word.encode() in content and user not in allowed
        ]
        assert leaked == [], f"{user} was shown {leaked}"
    return int(answer.status_code)


def all_of(answer: Any) -> bytes:
    """What was sent, as a browser reads it, and its headers."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    plain = {"gzip": gzip.decompress, "br": brotli.decompress}.get(answer.headers.get("Content-Encoding"))
    return answer.serialize_headers() + (plain(content) if plain and content else content)


def visitor(known: Situation, user: str) -> Client:
    """Logged in before the situation began, so that what one example does to the session is undone with the rest."""
    client = Client()
    if user in known.sessions:
        client.cookies[settings.SESSION_COOKIE_NAME] = known.sessions[user]
    return client


def every_form(known: Situation) -> list[Filled]:
    """Each once: the button that logs out stands on every page of the desk."""
    found = (form for user in HARVESTERS for form in harvest(visitor(known, user)))
    return list({(form.path, *(name for name, _ in form.fields)): form for form in found}.values())


def harvest(client: Client) -> Iterator[Filled]:
    """The forms of all pages that this visitor can open, numbers standing for rows and words for names."""
    with undone():
        for pattern in sorted(set(patterns())):
            if "shared" not in pattern and "logout" not in pattern:
                yield from forms_on(
                    client,
                    "/" + re.sub(r"<\w+:slug>", "sleep", re.sub(r"<\w+:\w*(id|pk|number)>", "1", pattern)),
                )


@contextmanager
def undone() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        cache.clear()


@contextmanager
def watched(*, is_safe: bool) -> Iterator[None]:
    """Refuse every statement that writes, but to the books of a visit, while something is only asked for."""

    def look(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if is_safe and WRITES.match(sql) and not BOOKS.search(sql):
            raise AssertionError(f"Asking changed something: {sql[:200]}")
        return execute(sql, *rest)

    with connection.execute_wrapper(look):
        yield
