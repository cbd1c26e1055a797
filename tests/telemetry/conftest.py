"""How do tests read the log as the machine that collects it would?"""

from __future__ import annotations

import json
import logging
import logging.config
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from config.telemetry.logs import logging_as

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def written() -> Iterator[list[str]]:
    """The very lines that production writes."""
    lines: list[str] = []
    logging.config.dictConfig(logging_as(json=True))

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    [ours] = [h for h in logging.getLogger().handlers if h.get_name() == "stderr"]
    kept = Kept()
    kept.setFormatter(ours.formatter)
    for one in ours.filters:
        kept.addFilter(one)
    logging.getLogger().addHandler(kept)
    yield lines
    logging.getLogger().removeHandler(kept)


@pytest.fixture
def lines(written: list[str]) -> Lines:
    return lambda: [json.loads(line) for line in written]
