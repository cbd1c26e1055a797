"""What do the tests of the correspondence have at hand? A reader without cookies, and a post office that delivers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client, override_settings
from django.utils import timezone

from articles.models import Article
from readers.correspondence import tokens
from tests import factories as make

Send = Callable[..., Any]


@pytest.fixture(autouse=True)
def post_office(db: None) -> Iterator[None]:
    """The publisher has an address; mail goes to Django's outbox."""
    with override_settings(POSTAL_ADDRESS="1 Test Street, Testtown", SITE_URL="https://example.org"):
        yield


@pytest.fixture
def reader() -> Client:
    """Checked for forged requests as strictly as any browser's."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def article() -> Article:
    return make.approved_article()


def ticket(*, about: str, age: float = 10, revision: int | None = None) -> str:
    """As a form held it that was opened ``age`` seconds ago."""
    return tokens.hand_out(about=about, now=timezone.now() - timedelta(seconds=age), revision=revision)


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html5lib")


def words(response: Any) -> str:
    return " ".join(soup(response).find("main").get_text(" ").split())


def typed(response: Any, name: str) -> str:
    field = soup(response).find(attrs={"name": name})
    return str(field.get("value", "")) or field.get_text().removeprefix("\n")
