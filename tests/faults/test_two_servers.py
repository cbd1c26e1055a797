"""Does every server tell the truth on the very next request, whatever another one was told? Two real gunicorns, one database.

``CYCLES`` says how often the round of acts is walked; ``make cycles`` walks it two hundred times on both databases.
"""

from __future__ import annotations

import http.client
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.utils import timezone

from articles.actions import save_article
from articles.models import Article
from reviews import actions
from tests import factories as make
from tests.faults import moved_clock
from tests.faults.wsgi import ask

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
CYCLES = int(os.environ.get("CYCLES", "3"))
PROJECT = Path(__file__).resolve().parents[2]
YEAR = timedelta(days=400)
Server = http.client.HTTPConnection


def url_of_database() -> str:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


@contextmanager
def server(folder: Path) -> Iterator[Server]:
    """One worker of its own memory; what it holds, no other has."""
    with socket.socket() as listener, (folder / "log").open("a") as log:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        surroundings = os.environ | {
            "DATABASE_URL": url_of_database(), "DEBUG": "off", "SECRET_KEY": secrets.token_urlsafe(50),
            "STATIC_ROOT": str(folder / "static"), "SIGNING_KEY": settings.SIGNING_KEY, moved_clock.FILE: str(folder / "clock"),
        }  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "tests.faults.moved_clock", "--bind", f"fd://{listener.fileno()}",
             "--workers", "1", "--threads", "1", "--keep-alive", "600", "--no-control-socket"],
            cwd=PROJECT, env=surroundings, stdout=log, stderr=log, pass_fds=[listener.fileno()],
        )  # fmt: skip
        line = http.client.HTTPConnection("127.0.0.1", listener.getsockname()[1], timeout=60)
        try:
            yield line
        finally:
            line.close()
            process.terminate()
            process.wait(timeout=30)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With the clock of the servers and of this process, and the style sheet as it is deployed."""
    (tmp_path / "clock").write_text("0")
    monkeypatch.setenv(moved_clock.FILE, str(tmp_path / "clock"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: moved_clock.now(UTC))
    surroundings = os.environ | {"STATIC_ROOT": str(tmp_path / "static"), "DEBUG": "off"}
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, cwd=PROJECT, env=surroundings, check=True, capture_output=True)
    return tmp_path


def got(line: Server, address: str, **headers: str) -> tuple[int, str, bytes]:
    line.request("GET", address, headers={"Host": "localhost", **headers})
    answer = line.getresponse()
    return answer.status, answer.headers.get("ETag", ""), answer.read()


def acts(folder: Path) -> dict[str, Callable[[Article], object]]:
    """One round; each changes what the pages of the article show."""

    def clock(days: int) -> Callable[[Article], object]:
        return lambda article: (folder / "clock").write_text(str(days))

    return {
        "an edit handed in": lambda a: make.submitted(article=make.edited(a)),
        "an approval": lambda a: _approve(a),
        "overdue by the clock": clock(YEAR.days),
        "the clock put back": clock(0),
        "a notice": lambda a: actions.express_concern(article=a, by=make.editor(), reason="A doubt."),
        "another slug": lambda a: save_article(article=a, by=make.writer(), slug=f"moved-{secrets.token_hex(4)}"),
        "a retraction": lambda a: actions.retract(article=a, by=make.editor(), reason="A wrong dose."),
        "a new approval": lambda a: make.approved(article=make.edited(a)),
        "a reinstatement": lambda a: actions.reinstate(article=a, by=make.editor(), reason="It was signed anew."),
    }  # fmt: skip


def _approve(article: Article) -> None:
    review = article.reviews.open().get()
    actions.claim(review=review, by=make.reviewer())
    make.sign(review)


def places(article: Article) -> list[str]:
    own = article.get_absolute_url()
    return [own, f"{own}record/", "/", "/articles/", "/topics/sleep/", "/feeds/articles.atom"]


def test_no_server_tells_what_is_no_longer_true(committed: None, folder: Path, settings: Any) -> None:
    settings.STATIC_ROOT = str(folder / "static")
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "readers.style_sheet.JoinedStorage"}}
    article, stale = make.approved_article(tags=["rest"]), []
    with ExitStack() as stack:
        servers = [stack.enter_context(server(folder)) for _ in range(2)]
        for cycle in range(CYCLES):
            for name, act in acts(folder).items():
                known = {place: got(servers[0], place)[1] for place in places(article)}
                act(article)
                article.refresh_from_db()
                stale += [f"{cycle}: after {name}: {one}" for one in _stale(servers, article, known)]
    assert stale == [], (folder / "log").read_text()[-2_000:]
    assert timezone.now().year == moved_clock.real(UTC).year


def _stale(servers: list[Server], article: Article, known: dict[str, str]) -> Iterator[str]:
    """Twenty-four requests, each compared with what Django makes of the database now, without a door."""
    django = WSGIHandler()
    for place in places(article):
        truth = ask(django, place)
        tag = truth.headers.get("ETag", "").removeprefix("W/")
        for number, line in enumerate(servers):
            status, _, body = got(line, place)
            if (status, body) != (truth.status, truth.body):
                yield f"{place} on server {number} is stale"
            status, *_ = got(line, place, **{"If-None-Match": known.get(place) or '"none"'})
            if (status == 304) != (known.get(place) == tag):
                yield f"{place} on server {number} answers {status} to who holds {known.get(place)}, and it is {tag}"
