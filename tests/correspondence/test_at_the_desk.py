"""Can editors settle the letters of readers at the desk, and see how the newsletter fares?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from readers.correspondence import actions, posting
from readers.correspondence.models import Kind, Letter, Post
from reviews.models import LedgerEntry, Publication
from tests import factories as make
from tests.correspondence.kept import a_letter
from tests.correspondence.newsletter import ask, deliver, subscribed
from tests.desk.screens import alert, at_the_desk, messages, soup, typed, words

LIST = "/admin/readers/letter/"


def page_of(letter: Letter) -> str:
    return reverse("admin:readers_letter_change", args=[letter.pk])


def test_an_editor_answers_from_the_desk(article: Article) -> None:
    letter, client = a_letter(article), at_the_desk(make.editor())
    assert "Why?" in words(client.get(page_of(letter)))
    done = client.post(page_of(letter), {"verb": "answer", "text": "Because."}, follow=True)
    assert messages(done) == ["The answer was sent on its way."]
    assert "Waits to be sent" in words(done)
    assert deliver()[0].body.startswith("Because.")
    assert "Sent " in words(client.get(page_of(letter)))


def test_an_editor_turns_a_report_into_a_re_review(article: Article) -> None:
    letter, client = a_letter(article, kind=Kind.PROBLEM), at_the_desk(make.editor())
    client.post(page_of(letter), {"verb": "hand_to_review", "text": "The dose may be wrong."})
    assert Publication.objects.get().re_review_reason == "The dose may be wrong."


def test_an_editor_hands_a_question_to_the_writers(article: Article) -> None:
    letter, client = a_letter(article), at_the_desk(make.editor())
    answer = client.post(
        page_of(letter), {"verb": "hand_to_writers", "text": "Say what the dose is."}, follow=True
    )
    assert "The writers are told, and the letter is closed." in answer.text
    assert LedgerEntry.objects.filter(verb="ask_for_draft", article=article).count() == 1


def test_what_was_typed_stays_when_the_act_is_refused(article: Article) -> None:
    letter, client = a_letter(article), at_the_desk(make.editor())
    client.post(page_of(letter), {"verb": "close", "text": "Nothing to do."})
    again = client.post(page_of(letter), {"verb": "close", "text": "Twice."})
    assert again.status_code == 409
    assert "settled a moment ago" in alert(again)
    assert "Twice." in typed(again, "text") or "Twice." in again.text


@pytest.mark.parametrize(
    "sent",
    [{}, {"verb": "burn", "text": "x"}, {"verb": "answer", "text": ""}, {"verb": "answer", "text": "a\0"}],
)
def test_nonsense_is_refused_by_a_sentence(sent: dict[str, str], article: Article) -> None:
    answer = at_the_desk(make.editor()).post(page_of(a_letter(article)), sent)
    assert answer.status_code == 422
    assert "Nothing was changed." in alert(answer)
    assert not mail.outbox


def test_nobody_but_editors_settles_a_letter(article: Article) -> None:
    letter = a_letter(article)
    for person in (make.writer(), make.reviewer()):
        answer = at_the_desk(person).post(page_of(letter), {"verb": "close", "text": "x"})
        assert answer.status_code == 403
    letter.refresh_from_db()
    assert letter.is_open


def test_the_queue_can_be_narrowed_and_shows_the_age(article: Article) -> None:
    a_letter(article, now=timezone.now() - timedelta(days=3))
    client = at_the_desk(make.editor())
    assert "3 days" in words(client.get(f"{LIST}?standing=open"))
    for empty in ("answered", "closed"):
        assert "0 letters" in words(client.get(f"{LIST}?standing={empty}"))
    assert client.get(f"{LIST}?standing=nonsense").status_code == 200


def test_open_letters_stand_first_and_the_oldest_on_top(article: Article) -> None:
    now, editor = timezone.now(), make.editor()
    for days, settle in ((5, actions.close), (1, None), (3, None)):
        letter = a_letter(article, now=now - timedelta(days=days))
        if settle is not None:
            settle(letter=letter, by=editor, note="Done.", now=now)
    ages = [cell.get_text() for cell in soup(at_the_desk(editor).get(LIST)).select(".field-age")]
    assert ages == ["3 days", "1 day", "–"]


@pytest.mark.parametrize("register", ["letter", "post", "issue"])
def test_a_register_asks_as_often_with_many_rows_as_with_few(register: str, article: Article) -> None:
    client, counts = at_the_desk(make.editor()), []
    for number in (2, 5):
        for n in range(number):
            a_letter(article)
            ask(address=f"r{n}.{number}@example.net")
        client.get(f"/admin/readers/{register}/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/admin/readers/{register}/").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_register_of_issues_counts_subscribers_and_names_none() -> None:
    subscribed(address="secret@example.net")
    ask(address="waiting@example.net")
    page = at_the_desk(make.editor()).get("/admin/readers/issue/")
    assert "1 subscriber. 1 asked and has not confirmed yet." in words(page)
    assert "@example.net" not in words(page)


def test_a_failed_mail_is_tried_again_from_the_desk_and_a_sent_one_is_not(article: Article) -> None:
    ask(address="failed@example.net")
    deliver()
    ask(address="other@example.net")
    Post.objects.owed().update(attempts=5, fault="The server is down.")
    client = at_the_desk(make.editor())
    assert "The server is down." in words(client.get("/admin/readers/post/?outcome=failed"))
    chosen = list(Post.objects.values_list("pk", flat=True))
    sent = client.post(
        "/admin/readers/post/", {"action": "send_again", "_selected_action": chosen}, follow=True
    )
    assert "1 mails are tried again" in " ".join(messages(sent))
    before = len(mail.outbox)
    posting.send_all(chosen)
    assert [message.to for message in mail.outbox[before:]] == [["other@example.net"]]


def test_words_of_readers_are_text_at_the_desk(article: Article) -> None:
    letter = a_letter(article, message="<script>alert(1)</script>")
    page = at_the_desk(make.editor()).get(page_of(letter))
    assert "<script>alert(1)" not in page.text
    assert "<script>alert(1)</script>" in soup(page).get_text()


def waiting(user: User) -> dict[str, list[str]]:
    """The titles under each heading of the front page."""
    page = soup(at_the_desk(user).get("/admin/"))
    return {
        section.select("h2")[0].get_text(): [h.get_text().strip() for h in section.select("h3")]
        for section in page.select("section.rows")
    }


def test_what_readers_wrote_waits_on_the_front_page_of_editors_until_it_is_settled(article: Article) -> None:
    now = timezone.now()
    newer = a_letter(article, message="Is it safe? " * 30, now=now - timedelta(days=1))
    a_letter(article, kind=Kind.PROBLEM, now=now - timedelta(days=3))
    page = at_the_desk(make.editor()).get("/admin/")
    assert waiting(make.editor()) == {"Readers wrote": [article.title, article.title]}
    assert "2 things wait for you." in words(page)
    rows = soup(page).select("section.rows li")
    assert [row.select(".detail")[0].get_text().split(":")[0] for row in rows] == [
        "Problem with a page",
        "Question",
    ]
    assert rows[1].select("a.act")[0]["href"] == page_of(newer)
    for person in (make.reviewer(), make.writer(), make.stranger()):
        assert "Readers wrote" not in waiting(person)
    for letter in Letter.objects.all():
        actions.close(letter=letter, by=make.editor(), note="Nothing to do.", now=now)
    assert "Readers wrote" not in waiting(make.editor())


def test_more_letters_take_no_more_queries_on_the_front_page(article: Article) -> None:
    client = at_the_desk(make.editor())

    def queries() -> int:
        for _ in range(10):
            a_letter(article)
        with CaptureQueriesContext(connection) as captured:
            client.get("/admin/")
        return len(captured)

    client.get("/admin/")
    assert queries() == queries()
