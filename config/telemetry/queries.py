"""How many questions did a request ask the databases, how long did it wait for them, and which one was slow?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import structlog
from django.conf import settings
from django.db import connections

log = structlog.get_logger("imprimatur.queries")
MOST = 2_000  # characters of a slow query that are worth reading


@dataclass
class Tally:
    """What one request asked; ``seconds`` is the time that the databases took."""

    queries: int = 0
    seconds: float = 0.0

    def wrapper(self, alias: str) -> Callable[..., Any]:
        slow = settings.SLOW_QUERY_MS / 1000

        def timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            begun = perf_counter()
            try:
                return execute(sql, params, many, context)
            finally:
                took = perf_counter() - begun
                self.queries += 1
                self.seconds += took
                if slow and took > slow:  # without its parameters, which are what people wrote
                    log.warning("slow query", database=alias, ms=round(took * 1000, 1), sql=sql[:MOST])

        return timed


@contextmanager
def counted() -> Iterator[Tally]:
    """Count what this thread asks within the block."""
    tally = Tally()
    with ExitStack() as stack:
        for alias in connections:
            stack.enter_context(connections[alias].execute_wrapper(tally.wrapper(alias)))
        yield tally
