"""Can a writer see every revision, what changed between any two, and bring an old text back?"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Revision
from reviews.models import LedgerEntry
from reviews.workflow import State
from tests import factories as make
from tests.desk.screens import alert, article_page, at_the_desk, messages, soup, words


def history(article: Article, *, by: Any = None, **asked: Any) -> Any:
    url = reverse("admin:articles_article_revisions", args=[article.pk])
    return at_the_desk(by or make.writer()).get(url, asked)


def restore(article: Article, number: Any, *, by: Any = None, base: Any = None) -> Any:
    url = reverse("admin:articles_article_revisions", args=[article.pk]) + f"{number}/restore/"
    version = Article.objects.get(pk=article.pk).version
    sent = {"base": version if base is None else base}
    return at_the_desk(by or make.writer()).post(url, sent, follow=True)


def rows(page: Any) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in soup(page).select("table.queue tbody tr")]


# --- The list ----------------------------------------------------------------------------------------------
def test_every_revision_says_who_when_why_and_what_became_of_it() -> None:
    article = make.approved_article(title="Sleep")
    make.edited(article, by=make.coauthor(), significance="minor", title="Sleep well")
    newest, oldest = rows(history(article))
    assert newest.startswith("2 : the whole text No note Minor coauthor"), newest
    assert "Never submitted" in newest
    assert "Live Approved approved on" in oldest


@pytest.mark.parametrize("state", [s for s in State if s != State.APPROVED])
def test_the_state_of_each_review_stands_beside_its_revision(state: State) -> None:
    review = make.review_at(state)
    [row] = [row for row in rows(history(review.article)) if row.startswith(f"{review.revision.number} ")]
    assert state.label in row
    assert "Live" not in row


def test_a_long_history_is_paged_and_takes_no_more_queries() -> None:
    article = make.article()
    for _ in range(9):
        make.edited(article)
    client, url = at_the_desk(make.writer()), reverse("admin:articles_article_revisions", args=[article.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as ten:
        client.get(url)
    for _ in range(20):
        make.edited(article)
    with CaptureQueriesContext(connection) as thirty:
        page = client.get(url)
    assert len(thirty) <= len(ten)
    assert len(rows(page)) == 25
    assert len(rows(client.get(url, {"page": 2}))) == 5
    assert "Page 2 of 2" in words(client.get(url, {"page": "999"}))
    assert "Page 1 of 2" in words(client.get(url, {"page": "x"}))


def test_the_article_s_page_leads_to_its_history() -> None:
    article = make.article()
    page = soup(at_the_desk(make.writer()).get(article_page(article)))
    assert page.select(f'.object-tools a[href="/admin/articles/article/{article.pk}/revisions/"]')


def test_who_may_only_read_sees_the_history_and_no_way_back() -> None:
    article = make.article()
    make.edited(article)
    page = history(article, by=make.reviewer())
    assert page.status_code == 200
    assert "Restore" not in words(page)
    assert history(article, by=make.stranger()).status_code == 403


@pytest.mark.parametrize("pk", [0, 999_999, 10**30])
def test_the_history_of_an_article_that_is_none_is_not_found(pk: int) -> None:
    client = at_the_desk(make.writer())
    assert client.get(f"/admin/articles/article/{pk}/revisions/").status_code == 404
    assert client.get(f"/admin/articles/article/{pk}/revisions/1/restore/").status_code == 404


# --- Any two -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("asked", [(1, 3), (3, 1)])
def test_any_two_revisions_are_compared_from_the_older_to_the_newer(asked: tuple[int, int]) -> None:
    article = make.article(body="Take 5 mg.\n")
    make.edited(article, body="Take 5 mg.\n\nOne more.\n")
    make.edited(article, body="Take 10 mg.\n\nOne more.\n", title="Another title")
    page = history(article, a=asked[0], b=asked[1])
    assert "From revision 1 to revision 3" in words(page)
    shown = soup(page)
    assert [d.get_text().removeprefix("removed: ") for d in shown.select(".hunk del")] == ["5"]
    assert "10" in [i.get_text().removeprefix("added: ") for i in shown.select(".hunk ins")]
    assert "Title" in [t.get_text().strip() for t in shown.select(".beside dt")]


def test_two_that_are_the_same_to_a_reader_are_said_to_be_so() -> None:
    article = make.article()
    assert "The two are the same in all that a reader could see." in words(history(article, a=1, b=1))


@pytest.mark.parametrize(
    "asked",
    [
        {"a": 1},
        {"a": 1, "b": 9},
        {"a": "x", "b": 1},
        {"a": -1, "b": 1},
        {"a": "9" * 40, "b": 1},
        {"a": "١", "b": 1},
    ],
)
def test_a_comparison_with_nonsense_is_not_found(asked: dict[str, Any]) -> None:
    assert history(make.article(), **asked).status_code == 404


def test_a_revision_of_another_article_is_not_compared() -> None:
    article, other = make.article(), make.article(title="Another")
    make.edited(other)
    assert history(article, a=1, b=2).status_code == 404


# --- The way back --------------------------------------------------------------------------------------------
def test_restoring_makes_the_old_text_the_newest_and_keeps_all_between() -> None:
    article = make.article(title="First", body="The first text.\n", tags=["kept"])
    make.edited(
        article, title="Second", body="The second text.\n", byline=[make.contributor(user=make.coauthor())]
    )
    page = restore(article, 1)
    assert messages(page) == [
        "Revision 3 holds the text of revision 1. Readers see it when it is reviewed and approved."
    ]
    first, second, third = Revision.objects.filter(article=article).order_by("number")
    assert (third.title, third.body, third.note) == ("First", "The first text.\n", "Restored revision 1")
    assert (third.author, second.body) == (make.writer(), "The second text.\n")
    assert [line["name"] for line in third.byline] == ["Test coauthor"]  # who wrote since then stays
    assert list(Article.objects.get().tags.names()) == ["kept"]
    assert LedgerEntry.objects.filter(article=article, verb="save").count() == 3
    assert first.number == 1


def test_restoring_is_refused_when_somebody_saved_meanwhile() -> None:
    article = make.article()
    before = make.edited(article).version
    make.edited(article, by=make.coauthor(), title="Theirs")
    page = restore(article, 1, base=before)
    assert page.status_code == 409
    assert alert(page).startswith(
        "coauthor saved revision 3 after you opened this page. Nothing was restored."
    )
    assert Article.objects.get().title == "Theirs"


@pytest.mark.parametrize("base", ["", "x", "-1", "9" * 40])
def test_a_restore_that_does_not_say_what_was_seen_is_refused(base: str) -> None:
    article = make.article()
    make.edited(article)
    assert restore(article, 1, base=base).status_code == 409
    assert Article.objects.get().revision_number == 2


def test_restoring_the_text_that_stands_already_changes_nothing() -> None:
    article = make.article(body="The first text.\n")
    make.edited(article, body="The second text.\n")
    make.edited(article, body="The first text.\n")
    page = restore(article, 1)
    assert messages(page) == ["The text is that of revision 1 already. Nothing was changed."]
    assert Article.objects.get().revision_number == 3


def test_who_may_not_write_may_not_restore() -> None:
    article = make.article()
    make.edited(article)
    page = restore(article, 1, by=make.reviewer())
    assert page.status_code == 403
    assert "may not change articles" in alert(page)
    assert restore(article, 1, by=make.stranger()).status_code == 403
    assert Article.objects.get().revision_number == 2


@pytest.mark.parametrize("number", [0, 3, 10**30])
def test_a_revision_that_the_article_never_had_is_not_restored(number: int) -> None:
    article = make.article()
    other = make.article(title="Another")
    for _ in range(3):
        make.edited(other)
    assert restore(article, number).status_code == 404
    assert Article.objects.get(pk=article.pk).revision_number == 1


def test_opening_the_address_of_a_restore_restores_nothing() -> None:
    article = make.article()
    make.edited(article)
    url = reverse("admin:articles_article_restore", args=[article.pk, 1])
    answer = at_the_desk(make.writer()).get(url)
    assert answer.status_code == 405
    assert "button" in answer.text
    assert Article.objects.get().revision_number == 2
