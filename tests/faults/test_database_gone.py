"""What if the database stops and comes back while the site runs? A real PostgreSQL, a real gunicorn, real requests."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from socket import socket

import pytest

from tests import postgres
from tests.browser.server import Server, environment, gunicorn

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


@pytest.fixture
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("gone")
    found = Database(folder / "data")
    with postgres.stopped_when_we_die(found.server):
        found.server.psql(postgres.HASTE)
        yield found
        found.server.cleanup()


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Iterator[Server]:
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
    while ask(site, "/readyz")[0] != 200:
        assert time.monotonic() < end, "The site does not find its database again."


def at_once(site: Server) -> list[int]:
    """As many as open several connections."""
    with ThreadPoolExecutor(8) as pool:
        return [
            status
            for status, _ in pool.map(lambda n: ask(site, f"/search/?q=sleep+{n}+{time.time()}"), range(8))
        ]


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
