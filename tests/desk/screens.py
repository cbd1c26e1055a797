"""How does a test sit down at the desk, and what does it read on the screen?"""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.models import Article
from reviews.models import Review


def at_the_desk(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def review_page(review: Review) -> str:
    return reverse("admin:reviews_review_change", args=[review.pk])


def article_page(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def act(client: Client, review: Review, verb: str, **data: Any) -> Any:
    """Press the button of ``verb`` on the review's page."""
    return client.post(reverse("admin:reviews_review_act", args=[review.pk, verb]), data)


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html5lib")


def words(response: Any) -> str:
    """All that stands on the page, blanks folded."""
    return " ".join(soup(response).get_text(" ").split())


def alert(response: Any) -> str:
    """The sentence of refusal."""
    [said] = soup(response).select("[role=alert]")
    return " ".join(said.get_text(" ").split())


def messages(response: Any) -> list[str]:
    """The sentences on the page that the answer leads to."""
    return [" ".join(line.get_text(" ").split()) for line in soup(response).select(".messagelist li")]


def typed(response: Any, name: str) -> str:
    """What stands in the field of that name; of choices, the one that is chosen."""
    fields = soup(response).select(f'[name="{name}"]')
    if len(fields) > 1:
        return next((str(field["value"]) for field in fields if field.has_attr("checked")), "")
    [field] = fields
    chosen = field.select_one("option[selected]")
    return str(chosen["value"]) if chosen else str(field.get("value", "")) or field.get_text().strip("\n")
