"""A pytest plugin: the database is there already, with all tables and triggers. Nobody makes or drops one for a mutant."""

from __future__ import annotations

import pytest


class Ready:
    @pytest.fixture(scope="session")
    @classmethod
    def django_db_setup(cls) -> None:
        """In place of the plugin's own, since whoever comes last is asked."""


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Ready(), "a-database-that-is-ready")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", default="sqlite")
