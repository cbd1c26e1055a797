"""How does a copy of the whole database come out, and how does it come back? By each database's own means.

The copy holds every row, personal data included. It holds neither the pictures nor the signing key.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

SQLITE = b"SQLite format 3\0"
POSTGRESQL = b"PGDMP"
PAGES = 2000  # of SQLite, copied between two looks at whether somebody else wants to write


class BackupFailed(Exception):
    """The sentence says what stood in the way. Nothing half done was left."""


def save(file: Path) -> None:
    """A copy of one moment of the database while the site goes on, readable by its owner alone."""
    if file.exists():
        raise BackupFailed(f"{file} is there already. A backup replaces nothing: name another file.")
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        draft.touch(mode=0o600, exist_ok=False)
        _save_sqlite(draft) if connection.vendor == "sqlite" else _save_postgresql(draft)
        draft.replace(file)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(f"{file} could not be written: {error}") from error
    finally:
        draft.unlink(missing_ok=True)


def load(file: Path) -> None:
    """Put the copy in the place of everything that the database holds now. Nothing else may be connected meanwhile."""
    kind = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[connection.vendor]
    try:
        with file.open("rb") as opened:
            begins = opened.read(16)
    except OSError as error:
        raise BackupFailed(f"{file} cannot be read: {error}") from error
    if not begins.startswith(kind):
        raise BackupFailed(f"{file} is not a backup of a {connection.display_name} database.")
    _load_sqlite(file) if connection.vendor == "sqlite" else _load_postgresql(file)
    connection.close()


# --- SQLite: its online backup -----------------------------------------------------------------------------------
def _save_sqlite(file: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy, pages=PAGES)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a second one beside it


def _load_sqlite(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            [state] = copy.execute("PRAGMA quick_check").fetchone()
            if state != "ok":
                raise BackupFailed(f"{file} is damaged: {state}. Nothing was restored.")
            connection.ensure_connection()
            copy.backup(connection.connection)
    except sqlite3.Error as error:
        raise BackupFailed(f"{file} could not be restored: {error}") from error


# --- PostgreSQL: pg_dump and pg_restore --------------------------------------------------------------------------
def _save_postgresql(file: Path) -> None:
    _run(
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--file",
        str(file),
        "--dbname",
        _name(),
    )


def _load_postgresql(file: Path) -> None:
    """In one transaction: all of it, or everything as it was."""
    connection.close()
    _run("pg_restore", "--single-transaction", "--exit-on-error", "--clean", "--if-exists", "--no-owner",
         "--no-privileges", "--dbname", _name(), str(file))  # fmt: skip


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _run(program: str, *arguments: str) -> None:
    path = shutil.which(program, path=str(settings.PG_BIN) if settings.PG_BIN else None)
    if path is None:
        raise BackupFailed(
            f"There is no {program} here. Install PostgreSQL's client programs, of the server's version or a newer one, "
            "or name their folder in PG_BIN."
        )
    command = [path, "--no-password", *arguments]
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True)  # noqa: S603 - no shell
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise BackupFailed(
            f"{program} failed, and nothing was changed: {said[0] if said else done.returncode}"
        )


def _environment() -> dict[str, str]:
    """How to reach the server, where other users of this machine do not see it."""
    known: dict[str, Any] = connection.settings_dict
    said = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    found = {name: str(known[key]) for name, key in said.items() if known.get(key)}
    mode = known.get("OPTIONS", {}).get("sslmode")
    return {"PATH": os.defpath, **found, **({"PGSSLMODE": str(mode)} if mode else {})}
