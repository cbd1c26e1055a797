"""How is PostgreSQL asked what is prepared? Through libpq itself: psycopg's own cursor takes four times as long to ask."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import Connection, Cursor, DataError, OperationalError, errors
from psycopg.adapt import Transformer
from psycopg.pq import DiagnosticField, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

TEXT, BIGINT, UNKNOWN = 25, 20, 0  # types, by pg_type.oid
Statement = tuple[str, tuple[int, ...]]  # the words, and of what types the values are

_numbers = count()
_names: WeakKeyDictionary[Connection[Any], dict[Statement, bytes]] = WeakKeyDictionary()


class Preparing(Cursor[Any]):
    """Has each question prepared once on its connection. A number is a bigint, however small, so that it stays one question."""

    is_logged = False
    _rows: list[Any]

    def execute(self, query: Any, params: Sequence[Any] | None = None) -> Any:  # type: ignore[override]
        """Raises what psycopg raises."""
        connection, values = self.connection, params or ()
        if not connection.autocommit and connection.info.transaction_status == TransactionStatus.IDLE:
            super().execute("")  # begins the transaction
        statement = query, tuple(map(_type, values))
        names = _names.setdefault(connection, {})
        name = names.pop(statement, None) or self._prepared(statement)
        answer = _checked(connection.pgconn.exec_prepared(name, list(map(_told, values))))
        names[statement] = name
        self._tx = Transformer(self)
        self._tx.set_pgresult(answer)
        self._rows = self._tx.load_rows(0, answer.ntuples, tuple)
        if self.is_logged:  # for whoever looks at what was asked
            self._query = self._convert_query(query, values)
        return self

    def fetchall(self) -> list[Any]:
        return self._rows

    def _prepared(self, statement: Statement) -> bytes:
        words, types = statement
        name, places = b"prepared_%d" % next(_numbers), count(1)
        sql = re.sub("%[s%]", lambda found: f"${next(places)}" if found[0] == "%s" else "%", words)
        _checked(self.connection.pgconn.prepare(name, sql.encode(), types))
        return name


def _type(value: Any) -> int:
    return BIGINT if isinstance(value, int) else UNKNOWN if value is None else TEXT


def _told(value: Any) -> Any:
    if isinstance(value, str) and "\0" in value:
        raise DataError("PostgreSQL's texts cannot hold NUL (0x00).")
    return None if value is None else str(value).encode()


def _checked(answer: PGresult) -> PGresult:
    if answer.status in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        return answer
    state, told = answer.error_field(DiagnosticField.SQLSTATE), answer.get_error_message()
    raise errors.lookup(state.decode())(told) if state else OperationalError(told)
