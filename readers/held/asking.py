"""Would a page be made again as it was? What it asked the database is asked again, and the answers are compared.

A public page is made of the database's answers, the day and the code, and of nothing else. Where the answers are the same,
so is the page, and to ask costs a tenth of making it. A commit somewhere on a large site ends the edition for every page,
and changes the answers of few.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from django.db import connections

from articles.words import Words
from reviews.proof import keys

QUESTIONS = "imprimatur.questions"  # in the environ: what the page asked
MOST = 40  # a page that asks more is not worth asking again


@dataclass
class Questions:
    """In the order in which they were put: each depends on the answers to those before it alone."""

    put: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def is_worth_asking(self) -> bool:
        return len(self.put) <= MOST and all(sql.lstrip().startswith("SELECT") for sql, _ in self.put)

    @property
    def size(self) -> int:
        """In bytes, about. Words that are prepared are the same for many pages."""
        return sum(200 if isinstance(sql, Words) else 200 + len(sql) for sql, _ in self.put)


@contextmanager
def noting(environ: dict[str, Any]) -> Iterator[None]:
    """Leave the questions that are put meanwhile to the door."""
    questions = environ[QUESTIONS] = Questions()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        questions.put.append((sql, params))
        return execute(sql, params, many, context)

    with ExitStack() as noted:
        for alias in connections:  # a replica too: it was asked because it says what the original says
            noted.enter_context(connections[alias].execute_wrapper(note))
        yield


def answers(questions: Questions, *, connection: Any) -> bytes:
    """A digest of everything that the database answers, and of the keys whose signatures count, which are in a file."""
    ask = _sqlite if hasattr(connection, "create_function") else _postgresql
    digest = blake2b(repr(sorted(keys.trusted())).encode())
    for sql, params in questions.put:
        digest.update(repr(ask(connection, sql, params)).encode())
    return digest.digest()


def _sqlite(connection: Any, sql: str, params: Any) -> list[Any]:
    from articles.sqlite_cursor import Worded

    rows: list[Any] = connection.cursor(factory=Worded).execute(sql, params).fetchall()
    return rows


def _postgresql(connection: Any, sql: str, params: Any) -> list[Any]:
    from psycopg import ClientCursor

    from articles.postgresql import Preparing

    if isinstance(sql, Words):
        rows: list[Any] = Preparing(connection).execute(sql, params).fetchall()
        return rows
    return connection.execute(ClientCursor(connection).mogrify(sql, params)).fetchall()
