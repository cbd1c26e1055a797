"""Can a reader see what changed between two texts that were public, and no other?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from articles.actions import save_article
from articles.models import Article
from reviews import actions
from tests import factories as make
from tests.readers.conftest import Read, Tamper

NOW = make.NOW
BEFORE = "Take 10 mg at night [@plain2020].\n\nThis stays.\n\nAnd this, too.\n"
AFTER = "Take 5 mg at night [@plain2020].\n\nThis stays.\n\nAnd this, too.\n"

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    """Signed as revision 1 and, with another number and title, as revision 3; nobody ever submitted revision 2."""
    signed = make.approved_article(body=BEFORE, now=NOW)
    make.edited(signed, body="A secret draft [@plain2020].\n", now=NOW)
    changed = make.edited(signed, body=AFTER, title="How to sleep well", now=NOW)
    make.approved(article=changed, now=NOW + timedelta(days=1))
    return Article.objects.get(pk=signed.pk)


def address(article: Article, first: int, last: int) -> str:
    return f"{article.get_absolute_url()}changes/{first}..{last}/"


def test_it_shows_each_word_that_went_and_came_with_a_sign_for_the_ear(article: Article, read: Read) -> None:
    page = read(address(article, 1, 3))
    diff = page.select_one(".diff .hunk")
    assert diff is not None
    assert [tag.get_text() for tag in diff.find_all("del")] == ["removed: 10"]
    assert [tag.get_text() for tag in diff.find_all("ins")] == ["added: 5"]
    assert "2 paragraphs unchanged" in page.find(class_="diff").get_text()
    assert "A secret draft" not in page.get_text()


def test_it_shows_what_changed_beside_the_text(article: Article, read: Read) -> None:
    beside = read(address(article, 1, 3)).select_one(".diff .facts")
    assert beside is not None
    assert beside.find("dt").get_text() == "Title"  # type: ignore[union-attr]
    assert "added: well" in beside.get_text()


def test_it_says_who_signed_each_of_the_two(article: Article, read: Read) -> None:
    facts = " ".join(read(address(article, 1, 3)).select_one("main > .facts").get_text().split())  # type: ignore[union-attr]
    assert "Medical review of the whole page, signed by Test reviewer, MD, 2 March 2026 at 09:30 UTC" in facts
    assert "Medical review of the whole page, signed by Test reviewer, MD, 3 March 2026 at 09:30 UTC" in facts


@pytest.mark.parametrize(("first", "last"), [(1, 2), (2, 3), (3, 1), (1, 1), (1, 9), (0, 1), (9, 10)])
def test_what_never_was_public_is_not_compared(first: int, last: int, article: Article, read: Read) -> None:
    read(address(article, first, last), status=404)


def test_an_update_in_review_is_not_compared_before_it_is_signed(article: Article, read: Read) -> None:
    make.submitted(article=make.edited(article, body="Not signed [@plain2020].\n"))
    read(address(article, 3, 4), status=404)


def test_numbers_beyond_any_revision_are_not_found(article: Article, client: Client) -> None:
    for tail in ("1..99999999999999999999999999/", "a..b/", "1..-3/", "1...3/", "1/"):
        assert client.get(f"{article.get_absolute_url()}changes/{tail}").status_code == 404


def test_a_hidden_or_withdrawn_text_is_not_compared(read: Read) -> None:
    secret = make.category(name="Hidden", public_before_approval=False)
    hidden = make.submitted(category=secret).article
    read(address(hidden, 1, 2), status=404)


def test_the_record_leads_to_the_changes_of_each_public_revision(article: Article, read: Read) -> None:
    links = [
        a["href"]
        for a in read(f"{article.get_absolute_url()}record/").select(".timeline a")
        if "changes" in a["href"]
    ]
    assert links == [address(article, 1, 3)]


def test_a_renewal_has_no_changes_to_show(read: Read) -> None:
    article = make.approved_article(now=NOW)
    make.approved(article=article, now=NOW + timedelta(days=30))
    assert "changes/" not in str(read(f"{article.get_absolute_url()}record/"))


def test_the_page_stays_out_of_search_engines(article: Article, read: Read) -> None:
    assert read(address(article, 1, 3)).find("meta", attrs={"name": "robots", "content": "noindex"})


def test_a_retraction_comes_first_here_too(article: Article, read: Read) -> None:
    actions.retract(article=article, by=make.editor(), reason="Wrong.")
    page = read(address(article, 1, 3))
    assert "This article was retracted on" in page.find(class_="banners").get_text()
    assert page.find("h1") in page.find(class_="banners").find_all_next("h1")


def test_a_text_that_was_altered_is_said_to_be(article: Article, read: Read, tamper: Tamper) -> None:
    tamper("UPDATE articles_revision SET body = 'Take 500 mg' WHERE number = %s", 1)
    page = read(address(article, 1, 3))
    assert "A text was altered" in page.find(class_="banners").get_text()


def test_what_a_writer_types_stays_text(read: Read) -> None:
    article = make.approved_article(body="<b>old</b> <script>alert(1)</script> [@plain2020]", now=NOW)
    make.approved(
        article=make.edited(article, body="<i>new</i> <img src=x onerror=alert(1)> [@plain2020]", now=NOW),
        now=NOW,
    )
    page = read(address(article, 1, 2))
    assert not page.find(onerror=True)
    assert [s for s in page.find_all("script") if not s.get("src")] == []
    assert page.find(class_="diff").find_all(["b", "i", "img", "script"]) == []


def test_a_former_address_leads_to_todays(article: Article, client: Client) -> None:
    former = address(article, 1, 3)
    save_article(by=make.writer(), article=article, slug="elsewhere")
    response = client.get(former)
    assert (response.status_code, response["Location"]) == (301, "/articles/elsewhere/changes/1..3/")


def test_changes_can_only_be_read(article: Article, client: Client) -> None:
    assert client.post(address(article, 1, 3)).status_code == 405
