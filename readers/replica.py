"""What may be read from a copy of the database that runs behind?

A page that is for everybody, while the copy has the same mark of the edition as the original. Every change that such a
page could show replaces the mark in its own commit, and a copy applies commits whole and in order; so one with the same
mark shows what the original showed when the request began. Only tables that the mark watches are read there. A copy that
lags, or is gone, is left alone, and readers notice nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from time import monotonic
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db.models import Model

from readers.held import edition
from readers.held.marks import Marks, Unreachable

REPLICA = "replica"
REST = 5  # seconds before one that failed is asked again
Made = TypeVar("Made")
log = logging.getLogger("imprimatur.replica")
_is_reading: ContextVar[bool] = ContextVar("is_reading_from_the_replica", default=False)
_rests_until = 0.0
_marks = Marks(REPLICA)


class Router:
    """Installed where ``REPLICA_URL`` is set. Whatever is written, or read by who writes, is the original's."""

    def db_for_read(self, model: type[Model], **_: Any) -> str:
        return REPLICA if _is_reading.get() and model._meta.db_table in _watched() else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[Model], **_: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *_: Any, **__: Any) -> bool:
        return True

    def allow_migrate(self, db: str, *_: Any, **__: Any) -> bool:
        return db != REPLICA


def read(make: Callable[[], Made]) -> Made:
    """What ``make`` makes, which only reads: from the replica if it is as new as the original, else from that one."""
    if not is_current():
        return make()
    try:
        with _reading():
            return make()
    except (OperationalError, InterfaceError) as error:
        _rest(error)
    return make()


def is_current() -> bool:
    """Whether it shows what the original shows."""
    if REPLICA not in connections or monotonic() < _rests_until:
        return False
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(edition.READ)
        row = cursor.fetchone()  # first: what changes after this is seen by the next request
    try:
        return row is not None and _marks.now() == row[0]
    except Unreachable as error:
        _rest(error)
        return False


def _rest(error: Exception) -> None:
    global _rests_until  # one for each process is what is meant
    _rests_until = monotonic() + REST
    log.warning("The replica does not answer and is left alone for %d s: %s", REST, type(error).__name__)


@contextmanager
def _reading() -> Iterator[None]:
    before = _is_reading.set(True)
    try:
        yield
    finally:
        _is_reading.reset(before)


@lru_cache
def _watched() -> frozenset[str]:
    return frozenset(edition.watched())
