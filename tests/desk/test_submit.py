"""Can a text be brought before reviewers from its page, and what does the page say when it cannot?"""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from articles.models import Article
from reviews.models import LedgerEntry, Review
from tests import factories as make
from tests.desk.screens import article_page, at_the_desk, messages, soup, words


def submit(article: Article, *, by: Any, **data: Any) -> Any:
    return at_the_desk(by).post(
        reverse("admin:articles_article_submit", args=[article.pk]), data, follow=True
    )


def test_a_writer_submits_from_the_article_s_page_and_is_told_by_when_it_is_due() -> None:
    article = make.article()
    page = submit(article, by=make.writer(), note="Look at the table.")
    review = Review.objects.get(article=article)
    assert (review.state, review.note) == ("submitted", "Look at the table.")
    assert messages(page) == [f"Revision 1 waits for a reviewer, due on {review.due_on:%-d %B %Y}."]


def test_an_article_that_is_not_ready_shows_what_is_missing_in_place_of_the_button() -> None:
    article = make.article(funding="", excerpt="")
    page = at_the_desk(make.writer()).get(article_page(article))
    listed = [li.get_text(" ").strip() for li in soup(page).select("#readiness li")]
    assert len(listed) == 2
    assert "Submit revision" not in words(page)


def test_submitting_all_the_same_is_refused_with_every_finding() -> None:
    article = make.article(funding="", excerpt="")
    page = submit(article, by=make.writer(), note="Please")
    assert page.status_code == 422
    assert [said.split(":")[0].split(".")[0] for said in messages(page)] == [
        "This article is not ready to be submitted",
        "The article has no excerpt",
        "Funding is not answered",
    ]
    assert not Review.objects.exists()


def test_a_second_click_is_told_that_the_text_is_in_review_and_opens_no_second_review() -> None:
    article = make.article()
    submit(article, by=make.writer())
    entries = LedgerEntry.objects.count()
    page = submit(article, by=make.writer(), note="Again")
    assert page.status_code == 409
    assert "cannot be submitted" in messages(page)[0]
    assert (Review.objects.count(), LedgerEntry.objects.count()) == (1, entries)


def test_whoever_did_not_write_it_cannot_submit_it() -> None:
    article = make.article()
    for person, status in (("reviewer", 403), ("stranger", 403), ("coauthor", 403)):
        page = submit(article, by=getattr(make, person)())
        assert page.status_code == status, person
    assert not Review.objects.exists()
    assert submit(article, by=make.editor()).status_code == 200


def test_a_note_that_cannot_be_kept_is_refused_and_stands_in_its_box_still() -> None:
    article = make.article()
    page = submit(article, by=make.writer(), note="too long " * 1000)
    assert page.status_code == 422
    assert "Nothing was changed." in messages(page)[0]
    assert soup(page).select("#submit_note")[0].get_text().strip().startswith("too long")
    assert not Review.objects.exists()


def test_opening_the_address_of_submission_submits_nothing() -> None:
    article = make.article()
    answer = at_the_desk(make.writer()).get(reverse("admin:articles_article_submit", args=[article.pk]))
    assert answer.status_code == 405
    assert "button" in answer.text
    assert not Review.objects.exists()


def test_an_editor_opens_a_renewal_of_the_live_text_though_a_draft_is_newer() -> None:
    article = make.approved_article()
    make.edited(article)
    submit(article, by=make.editor(), renew="on")
    assert Review.objects.open().get().revision.number == 1
