"""What do the tests of the public site have at hand? A reader with a browser of sorts, and an intruder with SQL."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.reviews import intruder

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
    return intruder.tampered


def structured(page: BeautifulSoup) -> dict[str, Any]:
    """The one piece of structured data of a page."""
    [script] = page.find_all("script", type="application/ld+json")
    data: dict[str, Any] = json.loads(script.string or "")
    return data
