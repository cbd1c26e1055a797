"""Can anybody make the public page call a text approved that nobody signed, by any means short of the signing key?

Each way was written down as somebody would try it; its name says what the forger does. Where the application or the
database refuses, the refusal is part of the try. What counts in the end is what an anonymous reader sees.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from articles.models import Article
from tests import factories as make
from tests.reviews.forgery import FORGED, Way, behind_the_application, through_the_application

pytestmark = pytest.mark.django_db
MARKS = (
    '[data-review-state="approved"], [data-review-state="overdue"], [data-date="reviewed"], section.signature'
)
BEHIND, THROUGH = behind_the_application.WAYS, through_the_application.WAYS


def claims() -> dict[str, str]:
    """For each article whose page calls its text reviewed: the digest and everything said of the review."""
    found = {}
    for article in Article.objects.order_by("pk"):
        response = Client().get(article.get_absolute_url())
        if response.status_code != 404 and (claim := _claim(response)):
            found[article.slug] = claim
    return found


def _claim(response: object) -> str:
    assert response.status_code == 200  # type: ignore[attr-defined]
    page = BeautifulSoup(response.content, "html5lib")  # type: ignore[attr-defined]
    shown = page.select_one("article[data-digest]")
    assert shown is not None
    is_reviewed = bool(page.select(MARKS)) or "reviewedBy" in str(page.find_all("script"))
    said = [
        page.select_one(part) for part in (".review-panel .who", ".review-panel .dates", "section.signature")
    ]
    return f"{shown['data-digest']} {said} {FORGED in str(page)}" if is_reviewed else ""


@pytest.fixture
def signed() -> Article:
    """An article whose first revision is signed and live."""
    return make.approved_article(now=timezone.now())


def test_what_was_signed_is_called_reviewed(signed: Article) -> None:
    """Or none of the forgeries below would prove anything."""
    assert set(claims()) == {signed.slug}


@pytest.mark.parametrize("way", BEHIND.values(), ids=BEHIND)
def test_the_mark_is_gone_once_somebody_behind_the_application(
    way: Way, signed: Article, tmp_path: Path
) -> None:
    way(signed, tmp_path)
    assert claims() == {}


@pytest.mark.parametrize("way", THROUGH.values(), ids=THROUGH)
def test_the_page_says_what_it_said_though_somebody(way: Way, signed: Article, tmp_path: Path) -> None:
    before = claims()
    assert before
    way(signed, tmp_path)
    after = claims()
    assert after == before
    assert not [claim for claim in after.values() if claim.endswith("True")]


def test_there_are_more_than_thirty_ways() -> None:
    assert len(BEHIND) + len(THROUGH) > 30
