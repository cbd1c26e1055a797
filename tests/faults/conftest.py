"""What do tests need in which several people act in the same moment, each in a transaction that is committed?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from articles import append_only

Moment = Callable[..., list[Any]]


@pytest.fixture
def committed(django_db_serialized_rollback: None, transactional_db: None) -> Iterator[None]:
    """A database in which commits are real. What may never be deleted is, once nobody looks, by taking the triggers down.

    The groups and questions that the migrations made are put back at the start of each such test.
    """
    append_only.install(connection)
    yield
    append_only.remove(connection)


@pytest.fixture
def at_once(committed: None) -> Moment:
    """Call ``at_once(first, second, ...)``: each act in a thread and connection of its own, all let go together.

    Returns what each gave back, or the exception that it raised.
    """

    def run(*acts: Callable[[], Any]) -> list[Any]:
        gate = Barrier(len(acts))
        with ThreadPoolExecutor(len(acts)) as pool:
            return [done.result() for done in [pool.submit(_outcome, act, gate) for act in acts]]

    return run


def _outcome(act: Callable[[], Any], gate: Barrier) -> Any:
    try:
        connection.ensure_connection()
        gate.wait(timeout=20)
        return act()
    except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
        return error
    finally:
        connections.close_all()
