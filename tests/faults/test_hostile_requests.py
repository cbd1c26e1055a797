"""What if a reader asks for what nobody would? The door stays small, and its answers right."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler

from articles.models import Article
from readers.held import Door
from tests import factories as make
from tests.faults.wsgi import ask

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def door(committed: None) -> Iterator[Door]:
    opened = Door(WSGIHandler(), room=400_000)
    yield opened
    opened.marks.close()


@pytest.fixture
def article(committed: None) -> Article:
    return make.approved_article()


def test_queries_that_bust_caches_and_unknown_slugs_fill_nothing(door: Door, article: Article) -> None:
    ask(door, article.get_absolute_url())
    held, used = len(door.shelf), door.shelf.used
    for number in range(60):
        assert ask(door, f"{article.get_absolute_url()}?bust={number}").status == 200
        assert ask(door, f"/articles/none-{number}/").status == 404
        assert ask(door, f"/articles/?page={number + 2}").status == 404
    assert (len(door.shelf), door.shelf.used) == (held, used)


def test_pages_under_ever_other_hosts_stay_within_the_room(
    door: Door, article: Article, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = [".localhost"]
    for number in range(30):
        assert ask(door, article.get_absolute_url(), HTTP_HOST=f"h{number}.localhost").status == 200
    assert door.shelf.used <= door.shelf.room
    assert len(door.shelf) < 30


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ACCEPT_ENCODING": "gzip;q=zero, br;q=nan?, ;;,,=" * 50},
        {"HTTP_ACCEPT_ENCODING": "x" * 8_000},
        {"HTTP_IF_NONE_MATCH": '"' * 999},
        {"HTTP_IF_NONE_MATCH": '"a", ' * 2_000},
        {"HTTP_IF_MODIFIED_SINCE": "yesterday"},
        {"HTTP_IF_UNMODIFIED_SINCE": "\xff" * 100},
        {"HTTP_RANGE": "bytes=5-2"},
        {"HTTP_RANGE": "bytes=0-1,2-3,4-5" * 500},
        {"HTTP_RANGE": "bytes=0-99", "HTTP_IF_RANGE": '"another"'},
        {"HTTP_COOKIE": "=;" * 4_000},
        {"HTTP_X_FORWARDED_PROTO": "gopher"},
        {"CONTENT_LENGTH": "minus one"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_absurd_headers_get_the_page_whole(headers: dict[str, str], door: Door, article: Article) -> None:
    whole = ask(door, article.get_absolute_url())
    for _ in range(2):
        answer = ask(door, article.get_absolute_url(), HTTP_ACCEPT="*/*", **headers)
        assert (answer.status, answer.body) == (200, whole.body)


def test_conditions_of_every_kind_get_the_right_answer(door: Door, article: Article) -> None:
    address = article.get_absolute_url()
    tag = ask(door, address).headers["ETag"]
    for condition, status in (
        ({"HTTP_IF_NONE_MATCH": tag}, 304), ({"HTTP_IF_NONE_MATCH": f"W/{tag}"}, 304), ({"HTTP_IF_NONE_MATCH": "*"}, 304),
        ({"HTTP_IF_NONE_MATCH": '"other"'}, 200), ({"HTTP_IF_MATCH": '"other"'}, 412), ({"HTTP_IF_MATCH": "*"}, 200),
        ({"HTTP_IF_NONE_MATCH": tag, "HTTP_RANGE": "bytes=0-9"}, 304),
        ({"HTTP_IF_MODIFIED_SINCE": "Fri, 01 Jan 2100 00:00:00 GMT"}, 200),
    ):  # fmt: skip
        answer = ask(door, address, **condition)
        assert answer.status == status, condition
        assert answer.body == b"" or status != 304


def test_who_opens_a_line_and_says_nothing_keeps_nobody_else_waiting(tmp_path: Path) -> None:
    """More of them than there are threads, on a server as the project sets it up."""
    application = tmp_path / "plain.py"
    application.write_text(
        "def application(environ, start):\n    start('200 OK', [])\n    return [b'here']\n"
    )
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "plain", "--pythonpath", str(tmp_path), "--config", "gunicorn.conf.py",
             "--bind", f"fd://{listener.fileno()}", "--workers", "1", "--no-control-socket", "--log-level", "critical"],
            cwd=PROJECT, pass_fds=[listener.fileno()],
        )  # fmt: skip
        try:
            silent = [socket.create_connection(listener.getsockname()) for _ in range(12)]
            begun = time.monotonic()
            with socket.create_connection(listener.getsockname(), timeout=30) as line:
                line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                assert b"here" in line.makefile("rb").read()
            assert time.monotonic() - begun < 30
            for one in silent:
                one.close()
        finally:
            process.terminate()
            process.wait(timeout=60)
