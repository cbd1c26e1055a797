"""Is the whole way of a text to the public told, and nothing that was never public?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article
from reviews import actions
from reviews.models import Publication, SignOff
from tests import factories
from tests.readers.conftest import Read

NOW = factories.NOW


@pytest.fixture
def article(db: None) -> Article:
    """Approved twice, with a draft in between that was never public, and a newer text in review."""
    first = factories.approved(now=NOW).article
    factories.edited(first, note="Never public", body="Never public [@plain2020].", now=NOW)
    changed = factories.edited(first, note="A better text", body="Better [@plain2020].", now=NOW)
    factories.approved(article=changed, now=NOW + timedelta(days=1))
    newest = factories.edited(changed, note="Not yet public", body="Not yet public [@plain2020].")
    factories.submitted(article=newest, now=NOW + timedelta(days=2))
    return changed


def test_the_record_names_every_signature_in_full(article: Article, read: Read) -> None:
    text = " ".join(read(f"{article.get_absolute_url()}record/").find(class_="timeline").get_text().split())
    for sign_off in SignOff.objects.all():
        assert f"Signed: revision {sign_off.revision.number}, by Test reviewer, MD" in text
        assert sign_off.statement in text
        assert sign_off.answers[0]["question"] in text
    assert SignOff.objects.count() == 2


def test_the_record_is_in_order_newest_first(article: Article, read: Read) -> None:
    moments = [
        time["datetime"]
        for time in read(f"{article.get_absolute_url()}record/").find(class_="timeline").find_all("time")
    ]
    assert moments == sorted(moments, reverse=True)


def test_the_record_keeps_drafts_and_texts_in_review_to_itself(
    article: Article, read: Read, client: Client
) -> None:
    address = article.get_absolute_url()
    for text in (read(f"{address}record/").get_text(), client.get(f"{address}record.json").content.decode()):
        assert "A better text" in text
        assert "Never public" not in text
        assert "Not yet public" not in text


@pytest.mark.parametrize(
    ("number", "status"), [(1, 200), (2, 404), (3, 200), (4, 404), (0, 404), (10**30, 404)]
)
def test_only_public_revisions_have_a_page(number: int, status: int, article: Article, read: Read) -> None:
    read(f"{article.get_absolute_url()}revisions/{number}/", status=status)


def test_a_pending_text_that_is_shown_has_a_page_and_its_predecessors_have_not(db: None, read: Read) -> None:
    article = factories.review_at(factories.State.SUPERSEDED).article
    read(f"{article.get_absolute_url()}revisions/1/", status=404)
    page = read(f"{article.get_absolute_url()}revisions/2/")
    assert page.find("article")["data-review-state"] == "submitted"
    assert "Nobody has signed this text." in page.get_text()


def test_a_revision_at_its_own_address_leads_search_engines_to_the_article(
    article: Article, read: Read
) -> None:
    for number in (1, 3):
        page = read(f"{article.get_absolute_url()}revisions/{number}/")
        assert (
            page.find("link", rel="canonical")["href"] == f"http://127.0.0.1:8000{article.get_absolute_url()}"
        )
        assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"


def test_the_record_for_machines_repeats_the_signed_digest_and_the_one_computed_now(
    article: Article, client: Client
) -> None:
    record = client.get(f"{article.get_absolute_url()}record.json").json()
    live = Publication.objects.get().live_revision
    assert record["digest"] == record["computed_digest"] == live.digest == live.computed_digest()
    assert record["is_reviewed"] is True
    assert [review["revision"] for review in record["reviews"]] == [3, 1]
    assert [review["sign_offs"][0]["digest"] for review in record["reviews"]] == [
        r.digest for r in article.revisions.filter(number__in=[3, 1])
    ]
    assert record["reviewed"] == (NOW + timedelta(days=1)).isoformat(timespec="seconds")


def test_notices_and_acts_of_the_editors_are_part_of_the_record(article: Article, read: Read) -> None:
    editor = factories.editor()
    actions.correct(article=article, by=editor, reason="Nine, not ten.")
    actions.mark_for_re_review(article=article, by=editor, reason="A new guideline.")
    actions.roll_back(
        review=article.reviews.get(revision__number=1), by=editor, reason="The wrong text was approved."
    )
    text = read(f"{article.get_absolute_url()}record/").find(class_="timeline").get_text()
    for reason in ("Nine, not ten.", "A new guideline.", "The wrong text was approved."):
        assert reason in text


def test_a_rolled_back_article_shows_the_earlier_text_under_its_own_signature(
    article: Article, read: Read
) -> None:
    actions.roll_back(
        review=article.reviews.get(revision__number=1),
        by=factories.editor(),
        reason="Wrong.",
        now=timezone.now(),
    )
    page = read(article.get_absolute_url())
    assert page.find("article")["data-digest"] == article.revisions.get(number=1).digest
    assert page.find(attrs={"data-date": "reviewed"}).find("time")["datetime"] == NOW.isoformat(
        timespec="seconds"
    )


def test_a_request_for_changes_is_told_without_its_words(db: None, read: Read) -> None:
    article = factories.review_at(factories.State.CHANGES_REQUESTED).article
    text = read(f"{article.get_absolute_url()}record/").get_text()
    assert "Changes requested: revision 1" in text
    assert "The dose is missing." not in text
