"""How is PostgreSQL asked at the least cost, and for how long is it waited for?

What is prepared goes through libpq: psycopg's own cursor takes four times as long to ask. A server that is frozen, or whose
packets are lost, closes no connection: whoever waits for it waits for ever unless told for how long.
"""

from __future__ import annotations

import re
import select
from collections.abc import Sequence
from itertools import count
from typing import Any, ClassVar, TypeVar
from weakref import WeakKeyDictionary

from psycopg import Connection, Cursor, DataError, OperationalError, errors
from psycopg.abc import PQGen
from psycopg.adapt import Transformer
from psycopg.pq import DiagnosticField, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

PATIENCE = 10  # seconds, where readers wait: longer than any page takes
TEXT, BIGINT, UNKNOWN = 25, 20, 0  # types, by pg_type.oid
T = TypeVar("T")
Statement = tuple[str, tuple[int, ...]]  # the words, and of what types the values are

_numbers = count()
_names: WeakKeyDictionary[Connection[Any], dict[Statement, bytes]] = WeakKeyDictionary()


class Silence(OperationalError, TimeoutError):
    """There was no answer in time. What was asked for may have been done, or may yet be."""


class Patient(Connection[Any]):
    """Waits for ever, as a migration may have to, unless ``patience`` is a number of seconds."""

    patience: ClassVar[float | None] = None

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """psycopg waits here for all that is asked by a cursor. Raises Silence."""
        try:
            return super().wait(gen, interval, timeout or self.patience)
        except OperationalError as error:
            if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                raise
            self.pgconn.finish()  # or the answer would be taken for that to the next question
            raise Silence(f"PostgreSQL did not answer within {timeout or self.patience} s.") from error


class Preparing(Cursor[Any]):
    """Has each question prepared once on its connection. A number is a bigint, however small, so that it stays one question."""

    is_logged = False
    _rows: list[Any]

    def execute(self, query: Any, params: Sequence[Any] | None = None) -> Any:  # type: ignore[override]
        """Raises what psycopg raises, and Silence."""
        connection, values = self.connection, params or ()
        if not connection.autocommit and connection.info.transaction_status == TransactionStatus.IDLE:
            super().execute("")  # begins the transaction
        statement = query, tuple(map(_type, values))
        names = _names.setdefault(connection, {})
        name = names.pop(statement, None) or self._prepared(statement)
        connection.pgconn.send_query_prepared(name, list(map(_told, values)))
        found = answer(connection)
        names[statement] = name
        self._tx = Transformer(self)
        self._tx.set_pgresult(found)
        self._rows = self._tx.load_rows(0, found.ntuples, tuple)
        if self.is_logged:  # for whoever looks at what was asked
            self._query = self._convert_query(query, values)
        return self

    def fetchall(self) -> list[Any]:
        return self._rows

    def _prepared(self, statement: Statement) -> bytes:
        words, types = statement
        name, places = b"prepared_%d" % next(_numbers), count(1)
        sql = re.sub("%[s%]", lambda found: f"${next(places)}" if found[0] == "%s" else "%", words)
        self.connection.pgconn.send_prepare(name, sql.encode(), types)
        answer(self.connection)
        return name


def _type(value: Any) -> int:
    return BIGINT if isinstance(value, int) else UNKNOWN if value is None else TEXT


def _told(value: Any) -> Any:
    if isinstance(value, str) and "\0" in value:
        raise DataError("PostgreSQL's texts cannot hold NUL (0x00).")
    return None if value is None else str(value).encode()


def answer(connection: Connection[Any]) -> PGresult:
    """To what was sent to its libpq. Raises Silence, or what psycopg raises for such an answer."""
    patience: float | None = getattr(connection, "patience", None)
    answers: list[PGresult] = []
    asked, heard = connection.pgconn, select.poll()
    heard.register(asked.socket, select.POLLIN)
    while True:
        while asked.is_busy():
            if not heard.poll(None if patience is None else patience * 1_000):
                asked.finish()
                raise Silence(f"PostgreSQL did not answer within {patience} s.")
            asked.consume_input()
        if (found := asked.get_result()) is None:  # which must be heard before the next question
            return _checked(answers[0])
        answers.append(found)


def _checked(found: PGresult) -> PGresult:
    if found.status in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        return found
    state, told = found.error_field(DiagnosticField.SQLSTATE), found.get_error_message()
    raise errors.lookup(state.decode())(told) if state else OperationalError(told)
