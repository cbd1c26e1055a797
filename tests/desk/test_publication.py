"""Can an editor, and nobody else, correct, retract, roll back and archive from the article's public file?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from reviews import actions
from reviews.models import LedgerEntry, Notice, Publication, Review
from tests import factories as make
from tests.desk.screens import alert, at_the_desk, messages, soup, words

REASON = "The dose in the table was wrong."
LIST = "/admin/reviews/publication/"
NOW = timezone.now()


def file_of(article: Article) -> str:
    return reverse("admin:reviews_publication_change", args=[Publication.objects.get(article=article).pk])


def do(article: Article, verb: str, *, by: Any = None, **data: Any) -> Any:
    client = at_the_desk(by or make.editor())
    return client.post(file_of(article), {"verb": verb, "reason": REASON, **data}, follow=True)


def offered(article: Article) -> list[str]:
    page = at_the_desk(make.editor()).get(file_of(article))
    return [str(field["value"]) for field in soup(page).select("input[name=verb]")]


@pytest.mark.parametrize(
    ("verb", "kind"), [("correct", "correction"), ("express_concern", "concern"), ("retract", "retraction")]
)
def test_an_editor_gives_a_notice_its_words(verb: str, kind: str) -> None:
    article = make.approved_article()
    page = do(article, verb)
    assert messages(page)[0].endswith("Readers see it from the next page they open.")
    notice = Notice.objects.get()
    assert (notice.kind, notice.text) == (kind, REASON)
    assert REASON in words(page)


def test_a_retracted_article_offers_reinstatement_and_archive_alone() -> None:
    article = make.approved_article()
    assert set(offered(article)) == {
        "correct",
        "express_concern",
        "retract",
        "mark_for_re_review",
        "archive",
        "roll_back",
    }
    do(article, "retract")
    assert set(offered(article)) == {"reinstate", "archive"}


def test_what_was_never_approved_can_only_be_archived() -> None:
    article = make.submitted().article
    assert offered(article) == ["archive"]
    page = do(article, "retract")
    assert page.status_code in {409, 422}
    assert alert(page)
    assert not Notice.objects.exists()


def test_an_editor_rolls_back_to_an_earlier_approved_text() -> None:
    first, _ = make.approved_twice()
    missing = do(first.article, "roll_back")
    assert missing.status_code == 422
    assert "Choose which approved text becomes live again." in alert(missing)
    page = do(first.article, "roll_back", review=first.pk)
    assert messages(page) == ["Revision 1 is live again, under its own sign-off and dates."]
    assert Publication.objects.get().live_revision == first.revision
    assert do(first.article, "roll_back", review=first.pk).status_code == 422


def test_a_text_of_another_article_cannot_become_live_here() -> None:
    first, _ = make.approved_twice()
    other, _ = make.approved_twice(slug="other")
    page = do(first.article, "roll_back", review=other.pk)
    assert page.status_code == 422
    assert Publication.objects.get(article=first.article).live_revision_id != other.revision_id


def test_an_archived_article_points_to_its_successor() -> None:
    article, successor = make.approved_article(), make.approved_article(slug="successor")
    page = do(article, "archive", successor="successor")
    assert messages(page) == ["The article is archived. Its address stays."]
    assert Article.objects.get(pk=article.pk).successor == successor


@pytest.mark.parametrize("wrong", ["no-such-article", "itself"])
def test_a_successor_that_cannot_be_one_is_refused_and_stands_in_its_box(wrong: str) -> None:
    article = make.approved_article(slug="itself")
    page = do(article, "archive", successor=wrong)
    assert page.status_code == 422
    assert "Successor:" in alert(page)
    assert soup(page).select("#successor")[0]["value"] == wrong
    assert Article.objects.get(pk=article.pk).archived_at is None


@pytest.mark.parametrize("verb", ["correct", "retract", "mark_for_re_review", "archive"])
def test_an_act_without_its_reason_is_refused(verb: str) -> None:
    article = make.approved_article()
    entries = LedgerEntry.objects.count()
    page = do(article, verb, reason="  ")
    assert page.status_code == 422
    assert alert(page) == "Nothing was changed. Reason, as the public will read it: This field is required."
    assert LedgerEntry.objects.count() == entries


@pytest.mark.parametrize("verb", ["publish_pending", "sign_off", ""])
def test_a_verb_that_is_not_offered_is_refused(verb: str) -> None:
    article = make.approved_article()
    entries = LedgerEntry.objects.count()
    assert do(article, verb).status_code == 422
    assert LedgerEntry.objects.count() == entries


@pytest.mark.parametrize("person", ["writer", "reviewer", "stranger"])
def test_nobody_but_an_editor_changes_what_is_public(person: str) -> None:
    article = make.approved_article()
    entries = LedgerEntry.objects.count()
    assert do(article, "retract", by=getattr(make, person)()).status_code == 403
    assert LedgerEntry.objects.count() == entries


def test_a_second_click_on_retract_is_told_and_enters_nothing() -> None:
    article = make.approved_article()
    do(article, "retract")
    entries = LedgerEntry.objects.count()
    page = do(article, "retract")
    assert page.status_code in {409, 422}
    assert alert(page)
    assert (Notice.objects.count(), LedgerEntry.objects.count()) == (1, entries)


def test_a_refused_act_keeps_its_words_though_its_button_is_gone() -> None:
    article = make.approved_article()
    actions.retract(article=article, by=make.editor(), reason="Something else.")
    assert REASON in do(article, "correct").text


# --- What must be looked at again ----------------------------------------------------------------------------
def again(chosen: str = "") -> dict[str, tuple[str, str]]:
    """The list: the reason and the last column of each article."""
    page = soup(at_the_desk(make.editor()).get(f"{LIST}?again={chosen}" if chosen else LIST))
    return {
        row.select(".field-article")[0].get_text().strip(): (
            row.select(".field-why")[0].get_text().strip(),
            row.select(".field-since")[0].get_text().strip(),
        )
        for row in page.select("#result_list tbody tr")
    }


@pytest.fixture
def one_of_each() -> None:
    """Fresh; fell due; cites a retracted source; reported by a reader; archived; never approved."""
    fallen = {"title": "Fell due", "slug": "fell-due", "body": "Plain words.\n"}
    make.approved_article(now=NOW - timedelta(days=400), **fallen)
    make.approved_article(title="Cites", slug="cites", now=NOW)
    actions.flag_retracted_source(source=make.source(), by=make.editor(), retracted_on=NOW.date(), now=NOW)
    reported = make.approved_article(title="Reported", slug="reported", now=NOW)
    actions.mark_for_re_review(article=reported, by=make.editor(), reason="A reader says the dose is wrong.")
    make.approved_article(title="Fresh", slug="fresh", now=NOW)
    gone = make.approved_article(title="Gone", slug="gone", now=NOW - timedelta(days=400))
    actions.archive(article=gone, by=make.editor(), reason="Out of use.")
    make.submitted(title="Pending", slug="pending", now=NOW)


@pytest.mark.usefixtures("one_of_each")
def test_the_list_begins_with_what_must_be_looked_at_again_why_and_since_when() -> None:
    due = Review.objects.get(revision__title="Fell due").next_review_on
    assert due is not None
    day = f"{NOW:%-d %B %Y}"
    assert {title: why for title, (why, _) in again().items()} == {
        "Fell due": "The review fell due.",
        "Cites": f"A cited source was retracted on {day}: plain2020",
        "Reported": "A reader says the dose is wrong.",
    }
    assert str(due.year) in again()["Fell due"][1]
    assert set(again("source")) == {"Cites"}
    assert set(again("marked")) == {"Cites", "Reported"}
    assert set(again("fallen")) == {"Fell due"}
    assert len(again("all")) == 6
    assert set(again("nonsense")) == {"Fell due", "Cites", "Reported"}


def renew(article: Article, *, by: Any = None, follow: bool = True) -> Any:
    publication = Publication.objects.get(article=article)
    address = reverse("admin:reviews_publication_renew", args=[publication.pk])
    return at_the_desk(by or make.editor()).post(address, follow=follow)


def test_one_click_opens_a_review_of_the_live_text_as_it_stands() -> None:
    article = make.approved_article(title="Old", slug="old", now=NOW - timedelta(days=400))
    make.edited(article, title="A draft that nobody asked for")
    page = soup(at_the_desk(make.editor()).get(LIST))
    [button] = page.select("#result_list button[formaction]")
    assert button["formaction"] == reverse(
        "admin:reviews_publication_renew", args=[Publication.objects.get().pk]
    )
    assert button.find_parent("form").select("[name=csrfmiddlewaretoken]")  # type: ignore[union-attr]
    done = renew(article)
    review = Review.objects.get(state="submitted")
    assert messages(done) == [f"“Old” waits for a reviewer, due on {review.due_on:%-d %B %Y}."]
    assert review.revision.number == 1
    assert "Submitted" in words(done)


def test_a_renewal_that_is_refused_says_why() -> None:
    article = make.approved_article()
    renew(article)
    again = renew(article)
    assert again.status_code == 409
    assert "cannot be submitted" in alert(again)
    pending = make.submitted(title="Pending", slug="pending").article
    refused = renew(pending)
    assert refused.status_code == 422
    assert "Nothing of it is approved yet" in alert(refused)
    assert Review.objects.filter(state="submitted").count() == 2


def test_only_an_editor_renews_from_the_list_and_only_by_the_button() -> None:
    article = make.approved_article()
    address = reverse("admin:reviews_publication_renew", args=[Publication.objects.get().pk])
    for person in (make.writer(), make.reviewer(), make.stranger()):
        assert renew(article, by=person).status_code == 403
    assert at_the_desk(make.editor()).get(address).status_code == 405
    missing = reverse("admin:reviews_publication_renew", args=[999_999])
    assert at_the_desk(make.editor()).post(missing).status_code == 404
    assert Review.objects.filter(state="submitted").count() == 0
