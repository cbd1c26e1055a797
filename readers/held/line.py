"""How is PostgreSQL asked for the mark? At the least cost, and never for longer than it is worth to wait.

The question stands before every page that is held, and psycopg's cursor takes twice as long to put it as libpq, which
it is put to here. A server that is frozen, or whose packets are lost, does not close the connection: who waits for it
waits for ever, and so would each thread in turn.
"""

from __future__ import annotations

import select
from typing import Any, Self, TypeVar

from psycopg import Connection, Cursor, OperationalError
from psycopg.abc import PQGen
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

from readers.held.edition import READ

PATIENCE = 3  # seconds
NAME = b"mark"
T = TypeVar("T")


class Line(Connection[tuple[Any, ...]]):
    """A connection that is in no transaction, and on which the question is prepared."""

    heard: select.poll

    @classmethod
    def opened(cls, **parameters: Any) -> Self:
        parameters |= {"autocommit": True, "cursor_factory": Cursor, "prepare_threshold": 3}
        line = cls.connect(**parameters | {"connect_timeout": PATIENCE})
        try:
            line._prepare()
        except BaseException:
            line.close()
            raise
        return line

    def _prepare(self) -> None:
        self.heard = select.poll()
        self.heard.register(self.fileno(), select.POLLIN)
        self.execute("SET plan_cache_mode = force_generic_plan")  # every question here goes by an index
        self.pgconn.send_prepare(NAME, READ.encode())
        self._answer()

    def mark(self) -> int | None:
        self.pgconn.send_query_prepared(NAME, None)
        answer = self._answer()
        mark = answer.get_value(0, 0) if answer.ntuples else None
        return None if mark is None else int(mark)

    def _answer(self) -> PGresult:
        """To what was sent. After it libpq says that nothing more comes, which must be heard before the next question."""
        answers: list[PGresult] = []
        while True:
            while self.pgconn.is_busy():
                if not self.heard.poll(PATIENCE * 1_000):
                    raise TimeoutError
                self.pgconn.consume_input()
            if (answer := self.pgconn.get_result()) is None:
                return answers[0]
            if answer.status == ExecStatus.FATAL_ERROR:
                raise OperationalError(answer.get_error_message())
            answers.append(answer)

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """psycopg waits here for all that is asked by a cursor."""
        return super().wait(gen, interval, PATIENCE)
