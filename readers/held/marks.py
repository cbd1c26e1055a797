"""What is the mark of the edition now? Asked before every page, so on connections of its own and past Django."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import load_backend

from readers.held.asking import Questions, answers
from readers.held.edition import READ

Answer = TypeVar("Answer")
LONG = 1  # seconds; a failure that took longer is silence
LEFT_ALONE = 5  # seconds for which nobody asks who was silent


class Unreachable(Exception):
    """The database does not answer."""


class _Own(threading.local):
    """Each thread has a connection that does nothing else: in no transaction, so that it sees what is committed."""

    connection: Any = None


class Marks:
    """Asked by all threads of a process. What one of them found silent, the others do not wait for."""

    def __init__(self, alias: str = DEFAULT_DB_ALIAS) -> None:
        self.alias, self.own, self.left_alone_until = alias, _Own(), 0.0

    def now(self) -> int | None:
        """The mark, or None where there is none yet. Raises Unreachable."""
        return self._asked(_mark)

    def answers(self, questions: Questions) -> bytes:
        """What the database says to them now, as a digest. Raises Unreachable too."""
        return self._asked(lambda connection: answers(questions, connection=connection))

    def _asked(self, ask: Callable[[Any], Answer]) -> Answer:
        """After a silence one thread asks again, and the others answer from what is held until it knows."""
        if self.left_alone_until:
            if monotonic() < self.left_alone_until:
                raise Unreachable
            self.left_alone_until = monotonic() + LEFT_ALONE
        return self._tried(ask)

    def _tried(self, ask: Callable[[Any], Answer]) -> Answer:
        """On a new connection a second time, where the one that was open has been closed meanwhile."""
        begun, was_open = monotonic(), self.own.connection is not None
        try:
            self.own.connection = self.own.connection or _connected(self.alias)
            answer = ask(self.own.connection)
        except Exception as error:  # the drivers' errors have no common parent
            self.close()
            is_silent = monotonic() - begun > LONG
            if was_open and not is_silent:
                return self._tried(ask)
            self.left_alone_until = monotonic() + LEFT_ALONE if is_silent else 0.0
            raise Unreachable from error
        self.left_alone_until = 0.0
        return answer

    def close(self) -> None:
        held, self.own.connection = self.own.connection, None
        if held is not None:
            held.close()


def _mark(connection: Any) -> int | None:
    if hasattr(connection, "mark"):
        mark: int | None = connection.mark()
        return mark
    row = connection.execute(READ).fetchone()
    return row[0] if row else None


def _connected(alias: str) -> Any:
    """As Django would connect, but outside its pool."""
    settings = connections[alias].settings_dict
    options = {name: value for name, value in settings["OPTIONS"].items() if name != "pool"}
    database = load_backend(settings["ENGINE"]).DatabaseWrapper(settings | {"OPTIONS": options}, alias)
    parameters = database.get_connection_params()
    if database.vendor == "sqlite":
        return database.get_new_connection(parameters)
    from readers.held.line import Line

    return Line.opened(**parameters)
