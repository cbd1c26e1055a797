"""What if the database stops, or freezes, and comes back while the site runs? A real PostgreSQL, a real gunicorn, real requests."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from pathlib import Path
from socket import socket
from typing import Any

import psycopg
import pytest

from articles.postgresql import PATIENCE
from readers.held.line import Line
from readers.held.marks import LEFT_ALONE
from tests import postgres
from tests.browser.server import Server, environment, gunicorn

THREADS = 4  # of the one process, as gunicorn.conf.py says
MADE = """
from tests import factories as make
make.approved_article(title="Sleep", slug="sleep")
"""


class Database:
    """A server of PostgreSQL that is stopped as a crash would stop it, and started again."""

    def __init__(self, folder: Path) -> None:
        self.server = postgres.started(folder)

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/{self.server.get_postmaster_info().socket_dir}/postgres"

    def connected(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self.server.get_postmaster_info().socket_dir), user="postgres", dbname="postgres"
        )

    def stop(self) -> None:
        command = [
            self.server.bin_path / "pg_ctl",
            "stop",
            "--mode",
            "immediate",
            "--pgdata",
            self.server.pgdata,
            "--silent",
        ]
        subprocess.run(command, check=True, cwd="/", user=self.server.system_user)

    def start(self) -> None:
        self.server.ensure_postgres_running()

    def frozen(self) -> AbstractContextManager[None]:
        return postgres.frozen(self.server.get_postmaster_info().pid)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("gone")
    found = Database(folder / "data")
    with postgres.stopped_when_we_die(found.server):
        found.server.psql(postgres.HASTE)
        yield found
        found.server.cleanup()


@pytest.fixture(scope="module")
def site(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    tmp_path = tmp_path_factory.mktemp("site")
    with ExitStack() as stack:
        listener = stack.enter_context(socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = Server(
            url, tmp_path, environment(tmp_path, url=url, debug=False) | {"DATABASE_URL": database.url}
        )
        server.manage("migrate", "--verbosity", "0")
        server.manage("collectstatic", "--noinput", "--verbosity", "0")
        at_home = replace(server, environment=server.environment | {"PYTHONPATH": str(Path.cwd())})
        at_home.manage("shell", "--no-imports", "-c", MADE)
        stack.enter_context(gunicorn(server, listener))
        yield server


def ask(site: Server, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"{site.url}{path}", timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def wait_until_ready(site: Server) -> None:
    """The pool asks for a server that was gone again after one second, two, four."""
    end = time.monotonic() + 60
    while ask(site, "/readyz")[0] != 200 or held(site, 1)[0][0]:
        assert time.monotonic() < end, "The site does not find its database again."


def at_once(site: Server) -> list[int]:
    """As many as open several connections."""
    return [status for status, _ in searches(site)]


def searches(site: Server, number: int = 8) -> list[tuple[int, str]]:
    """So many at once, none of which is held."""
    with ThreadPoolExecutor(number) as pool:
        asked = [f"/search/?q=sleep+{n}+{time.time()}" for n in range(number)]
        return list(pool.map(lambda path: ask(site, path), asked))


def held(site: Server, times: int) -> list[tuple[bool, float]]:
    """A page that is held, asked for by so many at once: is it said to be old, and after how many seconds does it come?"""

    def one(_: int) -> tuple[bool, float]:
        begun = time.monotonic()
        status, page = ask(site, "/articles/sleep/")
        assert status == 200
        return "cannot be reached" in page, time.monotonic() - begun

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_a_database_that_is_silent_is_waited_for_once_and_readers_keep_what_was_held(
    site: Server, database: Database
) -> None:
    wait_until_ready(site)
    assert not any(is_old for is_old, _ in held(site, 2 * THREADS) + held(site, 2 * THREADS))
    with database.frozen():
        first = held(site, 2 * THREADS)
        assert all(is_old for is_old, _ in first)
        assert max(seconds for _, seconds in first) < Line.patience + 2, "Some waited after others had."
        assert max(seconds for _, seconds in held(site, 2 * THREADS)) < Line.patience - 1
        time.sleep(LEFT_ALONE)
        waited = [seconds > Line.patience - 1 for _, seconds in held(site, THREADS)]
        assert waited.count(True) == 1, "One asks again for all."
        time.sleep(LEFT_ALONE)
    fresh = held(site, THREADS)
    assert any(not is_old for is_old, _ in fresh)
    assert not any(is_old for is_old, _ in held(site, 2 * THREADS))


def test_a_database_that_is_silent_keeps_nobody_for_long(site: Server, database: Database) -> None:
    wait_until_ready(site)
    assert at_once(site) == [200] * 8
    with database.frozen():
        begun = time.monotonic()
        assert at_once(site) == [503] * 8
        assert time.monotonic() - begun < 2 * (PATIENCE + 2), "Two turns of four threads."
        assert all(is_old for is_old, _ in held(site, 2 * THREADS)), "The threads are free again."
        begun = time.monotonic()
        assert at_once(site) == [503] * 8
        assert time.monotonic() - begun < 2 * (Line.patience + 4), "There is no connection left to wait for."
    wait_until_ready(site)
    assert at_once(site) == [200] * 8


def test_what_was_asked_for_in_vain_is_not_said_to_be_undone(site: Server, database: Database) -> None:
    """Nobody knows whether the database did it."""
    wait_until_ready(site)
    with database.connected() as other:
        other.execute("LOCK TABLE readers_searchdocument")
        begun = time.monotonic()
        status, page = ask(site, "/search/?q=sleep")
        assert (status, PATIENCE - 1 < time.monotonic() - begun < PATIENCE + 3) == (503, True)
        assert "whether it was kept" in page
        assert "Nothing was changed" not in page
    assert ask(site, "/search/?q=sleep")[0] == 200


def test_readers_keep_what_was_held_while_the_database_is_gone_and_the_site_needs_no_restart_when_it_is_back(
    site: Server, database: Database
) -> None:
    assert [ask(site, "/articles/sleep/")[0] for _ in range(6)] == [200] * 6
    database.stop()
    status, page = ask(site, "/articles/sleep/")
    assert status == 200
    assert "cannot be reached" in page or "cannot reach" in page
    assert ask(site, "/admin/login/")[0] in (200, 503)
    assert ask(site, "/people/")[0] == 503
    assert ask(site, "/healthz")[0] == 200
    status, answer = ask(site, "/readyz")
    assert (status, json.loads(answer)["database"][:6]) == (503, "failed")
    database.start()
    wait_until_ready(site)
    paths = [
        "/people/",
        "/articles/sleep/record/",
        "/search/?q=sleep",
        "/readyz",
        "/topics/sleep/",
        "/notices/",
        "/articles/",
        "/feeds/articles.atom",
    ]
    assert {path: ask(site, path)[0] for path in paths} == dict.fromkeys(paths, 200)
    at_once(site)
    database.stop()
    database.start()
    wait_until_ready(site)
    assert at_once(site) == [200] * 8, "The connections that were open are of no use any more."
    assert site.manage("verify_record").strip().endswith("0 at fault.")
