"""How is PostgreSQL asked for the mark? At the least cost, and never for longer than it is worth to wait.

The question stands before every page that is held, and psycopg's cursor takes twice as long to put it as libpq, which
it is put to here.
"""

from __future__ import annotations

from typing import Any, Self

from psycopg import Cursor

from articles.postgresql import Patient, answer
from readers.held.edition import READ

NAME = b"mark"


class Line(Patient):
    """A connection that is in no transaction, and on which the question is prepared."""

    patience = 3

    @classmethod
    def opened(cls, **parameters: Any) -> Self:
        parameters |= {"autocommit": True, "cursor_factory": Cursor, "prepare_threshold": 3}
        line = cls.connect(**parameters | {"connect_timeout": cls.patience})
        try:
            line._prepare()
        except BaseException:
            line.close()
            raise
        return line

    def _prepare(self) -> None:
        self.execute("SET plan_cache_mode = force_generic_plan")  # every question here goes by an index
        self.pgconn.send_prepare(NAME, READ.encode())
        answer(self)

    def mark(self) -> int | None:
        self.pgconn.send_query_prepared(NAME, None)
        found = answer(self)
        mark = found.get_value(0, 0) if found.ntuples else None
        return None if mark is None else int(mark)
