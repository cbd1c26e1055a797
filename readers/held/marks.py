"""What is the mark of the edition now? Asked before every page, so on a connection of its own and past Django."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import load_backend

from readers.held.asking import Questions, answers
from readers.held.edition import READ

Answer = TypeVar("Answer")


class Unreachable(Exception):
    """The database does not answer."""


class Marks(threading.local):
    """Each thread has a connection that does nothing else: in no transaction, so that it sees what is committed."""

    connection: Any = None

    def now(self) -> int | None:
        """The mark, or None where there is none yet. Raises Unreachable after a second try on a new connection."""
        row = self._tried(lambda connection: connection.execute(READ).fetchone())
        return row[0] if row else None

    def answers(self, questions: Questions) -> bytes:
        """What the database says to them now, as a digest. Raises Unreachable too."""
        return self._tried(lambda connection: answers(questions, connection=connection))

    def _tried(self, ask: Callable[[Any], Answer]) -> Answer:
        for last_try in (False, True):
            try:
                self.connection = self.connection or _connected()
                return ask(self.connection)
            except Exception as error:  # the drivers' errors have no common parent
                self.close()
                if last_try:
                    raise Unreachable from error
        raise AssertionError("not reached")

    def close(self) -> None:
        held, self.connection = self.connection, None
        if held is not None:
            held.close()


def _connected() -> Any:
    """As Django would connect, but outside its pool; on PostgreSQL what is asked often is prepared."""
    settings = connections[DEFAULT_DB_ALIAS].settings_dict
    options = {name: value for name, value in settings["OPTIONS"].items() if name != "pool"}
    database = load_backend(settings["ENGINE"]).DatabaseWrapper(
        settings | {"OPTIONS": options}, DEFAULT_DB_ALIAS
    )
    parameters = database.get_connection_params()
    if database.vendor == "sqlite":
        return database.get_new_connection(parameters)
    from psycopg import Cursor, connect

    parameters |= {"autocommit": True, "cursor_factory": Cursor, "prepare_threshold": 3}
    parameters |= {"connect_timeout": 3, "tcp_user_timeout": 3_000}
    connection = connect(**parameters)
    connection.execute("SET plan_cache_mode = force_generic_plan")  # every question here goes by an index
    return connection
