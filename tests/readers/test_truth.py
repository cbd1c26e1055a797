"""Is anything ever shown as reviewed that nobody signed?"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from articles.models import Article
from reviews import actions
from reviews.workflow import State
from tests import factories
from tests.readers.conftest import Read, Tamper, structured

TAMPERING = {
    "the digest of the sign-off differs": "UPDATE reviews_signoff SET digest = 'f' || substr(digest, 2, 62) || 'x' WHERE id > %s",
    "a word of the title was changed": "UPDATE articles_revision SET title = 'Another title' WHERE id > %s",
    "the rendered text was changed": "UPDATE articles_revision SET rendered = '{\"everyone\": {\"html\": \"<p>x</p>\", \"contents\": [], "
    "\"citations\": []}}' WHERE id > %s",
    "the stored digest was changed": "UPDATE articles_revision SET digest = 'e' || substr(digest, 2, 62) || 'x' WHERE id > %s",
    "the review is no longer approved": "UPDATE reviews_review SET state = 'superseded' WHERE id > %s",
    "more signatures are required": "UPDATE reviews_review SET required_sign_offs = 2 WHERE id > %s",
}  # fmt: skip


def says_reviewed(page: BeautifulSoup) -> bool:
    article = page.find("article", attrs={"data-review-state": True})
    assert article is not None
    data = structured(page)
    marks = [
        article["data-review-state"] in {"approved", "overdue"},
        page.find(attrs={"data-date": "reviewed"}) is not None,
        page.find(attrs={"data-date": "due"}) is not None,
        page.find(class_="signature") is not None,
        "Signed by" in article.get_text(),
        "lastReviewed" in data,
        "reviewedBy" in data,
    ]
    assert len(set(marks)) == 1, f"the page contradicts itself: {marks}"
    return marks[0]


def in_feed(client: Client, article: Article) -> bool:
    return article.get_absolute_url() in client.get("/feeds/articles.atom").content.decode()


@pytest.fixture
def signed(db: None) -> Article:
    return factories.approved_article(now=timezone.now())


def test_a_signed_text_is_shown_as_reviewed(signed: Article, read: Read, client: Client) -> None:
    assert says_reviewed(read(signed.get_absolute_url()))
    assert in_feed(client, signed)


@pytest.mark.parametrize("sql", TAMPERING.values(), ids=TAMPERING)
def test_nothing_is_shown_as_reviewed_once(
    sql: str, signed: Article, read: Read, tamper: Tamper, client: Client
) -> None:
    tamper(sql, 0)
    page = read(signed.get_absolute_url())
    assert not says_reviewed(page)
    assert not in_feed(client, signed)
    assert "Not reviewed" in page.find("main").get_text()
    assert page.find("meta", attrs={"name": "robots", "content": "noindex"})


@pytest.mark.parametrize("sql", TAMPERING.values(), ids=TAMPERING)
def test_the_record_shows_no_signature_in_force_once(
    sql: str, signed: Article, read: Read, tamper: Tamper, client: Client
) -> None:
    tamper(sql, 0)
    page = read(f"{signed.get_absolute_url()}record/")
    assert "No signature in force" in page.find(class_="match").get_text()
    assert "Signed by" not in page.find(class_="match").get_text()
    record = client.get(f"{signed.get_absolute_url()}record.json").json()
    assert record["is_reviewed"] is False
    assert record["reviewed"] is None


@pytest.mark.parametrize("state", [State.SUBMITTED, State.UNDER_REVIEW, State.CHANGES_REQUESTED])
def test_a_text_that_nobody_approved_is_never_shown_as_reviewed(
    state: State, db: None, read: Read, client: Client
) -> None:
    article = factories.review_at(state).article
    page = read(article.get_absolute_url())
    assert not says_reviewed(page)
    assert not in_feed(client, article)
    assert page.find("meta", attrs={"name": "robots", "content": "noindex"})
    assert page.find(class_="banner")


def test_half_a_quorum_is_not_told_to_the_public(db: None, read: Read, client: Client) -> None:
    review = factories.claimed(category=factories.category(name="Strict", required_sign_offs=2))
    factories.sign(review)
    for url in (review.article.get_absolute_url(), f"{review.article.get_absolute_url()}record/"):
        assert "igned by" not in read(url).find("main").get_text()
    assert (
        client.get(f"{review.article.get_absolute_url()}record.json").json()["reviews"][0]["sign_offs"] == []
    )


def test_a_retraction_takes_the_mark_away_with_the_next_request(signed: Article, read: Read) -> None:
    assert says_reviewed(read(signed.get_absolute_url()))
    actions.retract(article=signed, by=factories.editor(), reason="The dose was wrong.")
    page = read(signed.get_absolute_url())
    assert not says_reviewed(page)
    banner, heading = page.find(class_="banner"), page.find("h1")
    assert "This article was retracted on" in banner.get_text()
    assert "The dose was wrong." in banner.get_text()
    assert heading.get_text() == f"Retracted: {signed.title}"
    assert heading in banner.find_all_next("h1"), "the notice comes first"


def test_a_page_past_its_date_says_so_and_keeps_its_signature(db: None, read: Read) -> None:
    long_ago = timezone.now() - timedelta(days=800)
    page = read(factories.approved_article(now=long_ago).get_absolute_url())
    assert page.find("article")["data-review-state"] == "overdue"
    assert "Review overdue" in page.find(class_="banner").get_text()
    assert structured(page)["lastReviewed"] == long_ago.date().isoformat()


def test_an_old_text_is_never_called_approved(db: None, read: Read) -> None:
    first, second = factories.approved_twice()
    old = read(f"{first.article.get_absolute_url()}revisions/{first.revision.number}/")
    assert old.find("article")["data-review-state"] == "unreviewed"
    assert old.find("article")["data-digest"] == first.revision.digest
    assert "This is an old text" in old.find(class_="banner").get_text()
    assert not old.find("script", type="application/ld+json")
    now = read(f"{first.article.get_absolute_url()}revisions/{second.revision.number}/")
    assert now.find("article")["data-digest"] == second.revision.digest
    assert "old text" not in now.get_text()


def test_an_old_text_that_was_altered_shows_no_signature(db: None, read: Read, tamper: Tamper) -> None:
    first, _ = factories.approved_twice(now=datetime.now(tz=factories.UTC) - timedelta(days=3))
    tamper("UPDATE articles_revision SET title = 'Another title' WHERE id = %s", first.revision_id)
    page = read(f"{first.article.get_absolute_url()}revisions/{first.revision.number}/")
    assert "This text was altered" in page.find(class_="banner").get_text()
    assert "Nobody has signed this text." in page.get_text()
