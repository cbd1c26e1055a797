"""How is the same large question asked a thousand times without being put into SQL each time?

To build such a query and to word it takes Django ten times as long as the database takes to answer. ``Prepared`` does
both once in each thread, with a mark where each value belongs, and fills in the values from then on. On PostgreSQL it is
a prepared statement as well, which the database plans once.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Generic, TypeVar, cast

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.base import ModelState
from django.db.models.signals import post_init, pre_init
from django.db.models.sql.compiler import SQLCompiler

from articles.words import Words

Row = TypeVar("Row", bound=models.Model)
Value = str | int
MARKS: dict[type, Callable[[int], Value]] = {str: "\ue000{}".format, int: lambda place: -(2**60) - place}


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
        self._objects = _Objects(compiler, found.db)

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
    """What turns rows into objects, worked out once: those that ``ModelIterable`` makes, with what was fetched along."""

    def __init__(self, compiler: SQLCompiler, alias: str) -> None:
        self._compiler = compiler
        self._kind = _Kind(compiler.klass_info or {}, compiler.select, alias)
        self._annotated = list((compiler.annotation_col_map or {}).items())
        self._converters = compiler.get_converters([column for column, *_ in compiler.select])

    def of(self, rows: list[Any]) -> list[Any]:
        return [self._object(row) for row in self._compiler.apply_converters(rows, self._converters)]

    def _object(self, row: list[Any]) -> Any:
        made = self._kind.object(row)
        for name, place in self._annotated:
            setattr(made, name, row[place])
        return made


class _Kind:
    """Objects of one model in a row, and of those that are fetched along with it."""

    def __init__(self, told: dict[str, Any], columns: Sequence[Any], alias: str) -> None:
        self._model, self._alias, self._place = told["model"], alias, _slice(told["select_fields"])
        self._names = [column.target.attname for column, *_ in columns[self._place]]
        self._key = self._place.start + self._names.index(self._model._meta.pk.attname)
        self._made = partial(_made, self._model) if _is_plain(self._model) else self._model.from_db
        self._related = [
            (_Kind(other, columns, alias), other["local_setter"], other["remote_setter"])
            for other in told.get("related_klass_infos", ())
        ]

    def object(self, row: list[Any]) -> Any:
        """None where the row has none."""
        if row[self._key] is None:
            return None
        made = self._made(self._alias, self._names, row[self._place])
        for kind, tell_us, tell_it in self._related:
            other = kind.object(row)
            tell_us(made, other)
            if other is not None:
                tell_it(other, made)
        return made


def _slice(places: Sequence[int]) -> slice:
    return slice(places[0], places[-1] + 1)


def _is_plain(model: Any) -> bool:
    """Has it nothing to do but to take its values? Then to go through its constructor is most of what it costs."""
    django: Any = models.Model
    is_made_by_django = (model.__init__, model.from_db.__func__) == (django.__init__, django.from_db.__func__)
    return is_made_by_django and not any(signal.has_listeners(model) for signal in (pre_init, post_init))


def _made(model: type[models.Model], alias: str, names: list[str], values: Sequence[Any]) -> models.Model:
    """What ``Model.from_db`` makes of these values."""
    made = model.__new__(model)
    state = made._state = ModelState()
    state.adding, state.db = False, alias
    made.__dict__.update(zip(names, values, strict=True))
    return made


def asked(words: Words, values: Sequence[Value | None], *, connection: Any) -> list[Any]:
    """The rows of the answer, as the database gives them. Seen by whoever counts queries."""
    connection.ensure_connection()
    made = _on_sqlite(connection) if connection.vendor == "sqlite" else _on_postgresql(connection)
    with connection._prepare_cursor(made) as cursor:
        cursor.execute(words, values)
        return cast("list[Any]", cursor.fetchall())


def _on_sqlite(connection: Any) -> Any:
    from articles.sqlite_cursor import Worded

    return connection.connection.cursor(factory=Worded)


def _on_postgresql(connection: Any) -> Any:
    from django.db.backends.postgresql.base import TIMESTAMPTZ_OID
    from django.db.backends.postgresql.psycopg_any import register_tzloader
    from psycopg.pq import Format

    from articles.postgresql import Preparing

    made: Any = Preparing(connection.connection)
    made.is_logged = connection.queries_logged
    if connection.timezone != made.adapters.get_loader(TIMESTAMPTZ_OID, Format.TEXT).timezone:
        register_tzloader(connection.timezone, made)
    return made
