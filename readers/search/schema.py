"""What does the database need besides the tables? On SQLite, triggers that keep its full-text index as the documents are.

PostgreSQL has generated columns instead (see the migration). A migration that rebuilds the table on SQLite takes its
triggers down without a word, so they are put back after every ``migrate``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import AppConfig
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from readers.search.documents import WORDS
from reviews.ledger import LOCK

TABLE, INDEX = "readers_searchdocument", "readers_searchindex"
_COLUMNS = ", ".join(WORDS)
_OLD, _NEW = (", ".join(f"{row}.{name}" for name in WORDS) for row in ("OLD", "NEW"))
_FORGET = f"INSERT INTO {INDEX} ({INDEX}, rowid, {_COLUMNS}) VALUES ('delete', OLD.id, {_OLD});"  # noqa: S608 - no value
_LEARN = f"INSERT INTO {INDEX} (rowid, {_COLUMNS}) VALUES (NEW.id, {_NEW});"  # noqa: S608
REBUILD = f"INSERT INTO {INDEX} ({INDEX}) VALUES ('rebuild')"  # noqa: S608
TRIGGERS = {
    f"{TABLE}_added": f"AFTER INSERT ON {TABLE} BEGIN {_LEARN} END",
    f"{TABLE}_removed": f"AFTER DELETE ON {TABLE} BEGIN {_FORGET} END",
    f"{TABLE}_changed": f"AFTER UPDATE OF {_COLUMNS} ON {TABLE} BEGIN {_FORGET} {_LEARN} END",
}


def install(database: BaseDatabaseWrapper) -> None:
    with database.cursor() as cursor:
        for name, trigger in TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {trigger}")


def install_after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    database = connections[using]
    if database.vendor == "sqlite" and TABLE in database.introspection.table_names():
        install(database)


@contextmanager
def written_anew() -> Iterator[None]:
    """One transaction in which every document is replaced, and no act comes in between. The index follows at its end."""
    with transaction.atomic():
        wait_for_acts()
        if connection.vendor != "sqlite":
            yield
            return
        with connection.cursor() as cursor:
            for name in TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            yield
            cursor.execute(REBUILD)
        install(connection)


def wait_for_acts() -> None:
    """Until the transaction ends no act can be recorded. SQLite's transactions are so by themselves (IMMEDIATE)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
