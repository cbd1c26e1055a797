"""How is the same large question asked a thousand times without being put into SQL each time?

To build such a query and to word it takes Django ten times as long as the database takes to answer. ``Prepared`` does
both once in each thread, with a mark where each value belongs, and fills in the values from then on. On PostgreSQL it is
a prepared statement as well, which the database plans once.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Generic, TypeVar, cast

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=models.Model)
Value = str | int
MARKS: dict[type, Callable[[int], Value]] = {str: "\ue000{}".format, int: lambda place: -(2**60) - place}


class Words(str):
    """SQL in which nothing but what is asked is left open, the same for every asking."""


class Prepared(Generic[Row]):
    """``make`` takes values of these kinds and builds the query, in which they are compared and decide nothing else."""

    def __init__(self, model: type[Row], make: Callable[..., QuerySet[Row]], *kinds: type[Value]) -> None:
        self._model, self._make, self._kinds = model, make, kinds
        self._worded = threading.local()

    def __call__(self, *values: Value) -> list[Row]:
        """The rows, with all that the query fetches along with them."""
        alias = router.db_for_read(self._model)
        worded: _Worded | None = getattr(self._worded, alias, None)
        if worded is None or worded.connection is not connections[alias]:
            marks = [MARKS[kind](place) for place, kind in enumerate(self._kinds)]
            worded = _Worded(self._make(*marks).using(alias), marks, connections[alias])
            setattr(self._worded, alias, worded)
        return cast("list[Row]", worded.rows(values))


class _Worded:
    """One query in the words of one connection."""

    def __init__(self, found: QuerySet[Any], marks: Sequence[Value], connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        compiler: SQLCompiler = found.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        self._params = [marks.index(p) if p in marks else _Constant(p) for p in params]
        self._sql = Words(sql if connection.vendor == "sqlite" else self._with_constants(sql))
        # From Django 6.1 on a query says how a field that was left out is fetched.
        mode = [found._fetch_mode] if hasattr(found, "_fetch_mode") else []
        self._objects = _Objects(compiler, found.db, *mode)

    def rows(self, values: Sequence[Value]) -> list[Any]:
        return self._objects.of(self._asked(values))

    def _asked(self, values: Sequence[Value]) -> list[Any]:
        if self.connection.vendor == "sqlite":
            filled = [p.value if isinstance(p, _Constant) else values[p] for p in self._params]
        else:
            filled = [values[p] for p in self._params if not isinstance(p, _Constant)]
        return asked(self._sql, filled, connection=self.connection)

    def _with_constants(self, sql: str) -> str:
        """The server must know the type of what it prepares, so only what is asked stays open."""
        from psycopg.sql import Literal

        rest = iter(self._params)
        context = self.connection.connection

        def word(match: re.Match[str]) -> str:
            param = next(rest)
            if isinstance(param, _Constant):
                return Literal(param.value).as_string(context).replace("%", "%%")
            return "%s"

        return re.sub("%s", word, sql)


class _Constant:
    """A parameter that is the same in every question."""

    def __init__(self, value: Any) -> None:
        self.value = value


class _Objects:
    """What turns rows into objects: Django's own, set up once. It does the same as ``ModelIterable`` for each question."""

    def __init__(self, compiler: SQLCompiler, alias: str, *mode: Any) -> None:
        told: dict[str, Any] = compiler.klass_info
        first, last = told["select_fields"][0], told["select_fields"][-1] + 1
        self._compiler, self._alias, self._model, self._own = (
            compiler,
            alias,
            told["model"],
            slice(first, last),
        )
        self._names = [column.target.attname for column, *_ in compiler.select[self._own]]
        make: Any = get_related_populators
        self._related = make(told, compiler.select, alias, *mode)
        self._annotated = list((compiler.annotation_col_map or {}).items())
        self._converters = compiler.get_converters([column for column, *_ in compiler.select])

    def of(self, rows: list[Any]) -> list[Any]:
        return [self._object(row) for row in self._compiler.apply_converters(rows, self._converters)]

    def _object(self, row: list[Any]) -> Any:
        made = self._model.from_db(self._alias, self._names, row[self._own])
        for related in self._related:
            related.populate(row, made)
        for name, place in self._annotated:
            setattr(made, name, row[place])
        return made


def asked(words: Words, values: Sequence[Value | None], *, connection: Any) -> list[Any]:
    """The rows of the answer, as the database gives them."""
    with connection.cursor() if connection.vendor == "sqlite" else _preparing(connection) as cursor:
        cursor.execute(words, values)
        return cast("list[Any]", cursor.fetchall())


def _preparing(connection: Any) -> Any:
    """A cursor of Django's, seen by whoever counts queries, that has the server prepare what it is asked."""
    from django.db.backends.postgresql.base import TIMESTAMPTZ_OID
    from django.db.backends.postgresql.psycopg_any import register_tzloader
    from psycopg.pq import Format

    connection.ensure_connection()
    asked = connection.connection
    asked.prepare_threshold = 0  # heeded by this cursor alone: Django's others leave nothing open
    cursor = _preparing_cursor()(asked)
    cursor.is_logged = connection.queries_logged
    if connection.timezone != asked.adapters.get_loader(TIMESTAMPTZ_OID, Format.TEXT).timezone:
        register_tzloader(connection.timezone, cursor)
    return connection._prepare_cursor(cursor)


@cache
def _preparing_cursor() -> Any:
    from psycopg import Cursor

    class Preparing(Cursor):
        is_logged = False

        def execute(self, query: Any, params: Any = None, **kwargs: Any) -> Any:
            done = super().execute(query, params, prepare=True, binary=False)
            if self.is_logged:  # what is prepared already leaves no words to whoever looks at them
                self._query = self._convert_query(query, params)
            return done

    return Preparing
