"""Does any page ask the database more when there is more?"""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from reviews import actions
from reviews.models import Scope
from tests import factories

PATIENTS = "Text [@plain2020].\n\n::: patients\nFor you.\n:::\n"
PAGES = ["/", "/articles/", "/articles/?topic=sleep&tag=many&status=approved", "/topics/sleep/", "/tags/many/", "/people/",
         "/people/test-reviewer/", "/notices/", "/feeds/articles.atom", "/feeds/articles.rss",
         "/feeds/topics/sleep.json", "/sitemap.xml", "/sitemap-articles.xml"]  # fmt: skip


def grow(number: int) -> None:
    """So many articles more: signed, corrected, tagged, each by somebody else; and as many in review."""
    for n in range(number):
        author = factories.contributor(name=f"Author {n} of {number}")
        article = factories.approved_article(tags=["many", f"tag {n}"], byline=[author], body=PATIENTS)
        actions.correct(article=article, by=factories.editor(), reason="A number.")
        factories.submitted(tags=["many"])


def questions(address: str, client: Client) -> list[str]:
    ContentType.objects.clear_cache()  # nothing may depend on what an earlier request left behind
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        list(response)
    assert response.status_code == 200
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_as_often_with_many_rows_as_with_few(address: str, db: None, client: Client) -> None:
    grow(2)
    few = questions(address, client)
    grow(4)
    assert len(questions(address, client)) == len(few), few
    # The sitemap has seven sections in one file; of a tag and a topic it is asked which has fewer articles.
    assert len(few) <= {"/sitemap.xml": 14}.get(address, 9 if "&" in address else 8)


@pytest.fixture
def article(db: None) -> Article:
    """Signed as a whole, then for a change, with an update in review."""
    signed = factories.approved_article(tags=["many", "b"], body=PATIENTS)
    changed = factories.edited(signed, significance="minor")
    factories.approved(article=changed, scope=Scope.CHANGES)
    factories.submitted(article=factories.edited(changed))
    return signed


@pytest.mark.parametrize("tail", ["", "for/patients/"])
def test_the_article_page_asks_at_most_four_questions(tail: str, article: Article, client: Client) -> None:
    few = questions(f"{article.get_absolute_url()}{tail}", client)
    grow(4)
    actions.express_concern(article=article, by=factories.editor(), reason="A doubt.")
    actions.archive(
        article=factories.approved_article(title="Other"),
        by=factories.editor(),
        reason="Old.",
        successor=article,
    )
    many = questions(f"{article.get_absolute_url()}{tail}", client)
    assert len(few) <= 4, few
    assert len(many) <= 4, many


def test_an_archived_article_asks_no_more_for_its_successor(article: Article, client: Client) -> None:
    other = factories.approved_article(title="Other")
    actions.archive(article=other, by=factories.editor(), reason="Old.", successor=article)
    assert len(questions(other.get_absolute_url(), client)) <= 4


@pytest.mark.parametrize("tail", ["record/", "record.json", "revisions/1/", "changes/1..2/", "cite.bib"])
def test_the_record_asks_as_often_after_many_reviews_as_after_few(
    tail: str, article: Article, client: Client
) -> None:
    address = f"{article.get_absolute_url()}{tail}"
    few = questions(address, client)
    for number in range(3):
        factories.approved(article=factories.edited(article))
        actions.correct(article=article, by=factories.editor(), reason=f"Number {number} was wrong.")
        actions.mark_for_re_review(article=article, by=factories.editor(), reason="A guideline changed.")
    assert len(questions(address, client)) == len(few), few


def test_no_page_asks_for_a_session_or_an_account(article: Article, client: Client) -> None:
    for address in (*PAGES, article.get_absolute_url()):
        if address == "/tags/many/" or "tag=" in address:
            continue
        asked = " ".join(questions(address, client))
        assert "django_session" not in asked
        assert 'FROM "auth_user"' not in asked
        response = client.get(address)
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies


def test_lists_leave_the_texts_in_the_database(article: Article, client: Client) -> None:
    for address in ("/", "/articles/", "/sitemap.xml"):
        asked = questions(address, client)
        assert [sql for sql in asked if '."title"' in sql] or address == "/sitemap.xml"
        assert [sql for sql in asked if '"rendered"' in sql or '."body"' in sql] == []
