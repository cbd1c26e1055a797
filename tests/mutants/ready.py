"""A pytest plugin: the database is there already, with all tables and triggers. Nobody makes or drops one for a mutant."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """In place of the plugin's own."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", default="sqlite")
