"""A reader who writes about an article, by any of the three forms."""

from __future__ import annotations

from typing import Any

from django.test import Client

from articles.models import Article
from readers.correspondence.models import Letter
from tests.correspondence.conftest import ticket

ADDRESS = "reader@example.net"
QUESTION = {"message": "Does it help older people?", "address": ADDRESS}
PAGES = ["ask", "report", "contact"]


def url(page: str, article: Article) -> str:
    return "/about/contact/" if page == "contact" else f"{article.get_absolute_url()}{page}/"


def about(page: str, article: Article) -> str:
    return (
        "contact" if page == "contact" else f"{ {'ask': 'question', 'report': 'problem'}[page] } {article.pk}"
    )


def send(page: str, article: Article, client: Client | None = None, headers: Any = None, **other: Any) -> Any:
    sent = QUESTION | {"ticket": ticket(about=about(page, article))} | other
    return (client or Client(enforce_csrf_checks=True)).post(url(page, article), sent, headers=headers)


def letter(article: Article, *, page: str = "ask", **other: Any) -> Letter:
    assert send(page, article, **other).status_code == 200
    return Letter.objects.latest("pk")
