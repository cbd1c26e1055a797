"""A pytest plugin: the database is there already, with all tables and triggers. Nobody makes or drops one for a mutant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    yield


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", default="sqlite")
