"""What do the tests of the public site have at hand? A reader with a browser of sorts, and an intruder with SQL."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client

Read = Callable[..., BeautifulSoup]
Tamper = Callable[..., None]


@pytest.fixture
def read(client: Client) -> Read:
    """Open an address as an anonymous reader; the page, parsed as browsers parse it."""

    def open_page(url: str, *, status: int = 200) -> BeautifulSoup:
        response = client.get(url)
        assert response.status_code == status, url
        return BeautifulSoup(response.content, "html5lib")

    return open_page


@pytest.fixture
def tamper(db: None) -> Tamper:
    """Run SQL as somebody who got past the application and took the triggers off."""

    def run(sql: str, *values: Any) -> None:
        with connection.cursor() as cursor:
            for command in _without_triggers(cursor):
                cursor.execute(command)
            cursor.execute(sql, values)
            assert cursor.rowcount > 0, "nothing was tampered with"

    return run


def _without_triggers(cursor: Any) -> list[str]:
    """Undone with the transaction of the test, on both databases."""
    tables = ("articles_revision", "reviews_signoff", "reviews_review", "reviews_publication")
    if connection.vendor == "postgresql":
        return [
            "SET CONSTRAINTS ALL IMMEDIATE",
            *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables),
        ]
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    return [f"DROP TRIGGER {name}" for (name,) in cursor.fetchall()]


def structured(page: BeautifulSoup) -> dict[str, Any]:
    """The one piece of structured data of a page."""
    [script] = page.find_all("script", type="application/ld+json")
    data: dict[str, Any] = json.loads(script.string or "")
    return data
