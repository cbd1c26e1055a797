"""Are readers' letters answered, turned into work and forgotten as the site promises?"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from articles.models import Article
from readers.correspondence import actions
from readers.correspondence.models import Kind, Letter, Post
from reviews.exceptions import EditorialError, NotPermitted, ReasonMissing
from reviews.models import LedgerEntry, Mail, Publication
from tests import factories as make
from tests.correspondence.a_letter import ADDRESS, QUESTION, letter
from tests.correspondence.newsletter import deliver


# --- At the desk -----------------------------------------------------------------------------------------
def test_an_answer_goes_to_the_address_alone_and_closes_the_question(article: Article) -> None:
    found = letter(article)
    actions.answer(letter=found, by=make.editor(), text="Yes, see the <third> section.", now=timezone.now())
    [message] = deliver()
    assert message.to == [ADDRESS]
    assert message.body.startswith("Yes, see the <third> section.")
    assert "Does it help older people?" in message.body
    assert "&lt;third&gt;" in message.alternatives[0][0]
    assert message.subject == "Your question about “How to sleep better”"
    found.refresh_from_db()
    assert found.standing == "Answered"
    with pytest.raises(EditorialError, match="answered already"):
        actions.answer(letter=found, by=make.editor(), text="Again", now=timezone.now())
    assert deliver() == []


def test_a_title_with_a_line_end_splits_no_header(article: Article) -> None:
    found = letter(article)
    assert found.revision is not None
    found.revision.title = "A\nBcc: all@example.net"
    from readers.correspondence import mails

    post = Post(pk=1, letter=found)
    message = mails.Desk(now=timezone.now()).message(post)
    assert message is not None
    sent = message.message()
    assert sent["Bcc"] is None
    assert sent["Subject"].endswith("Bcc: all@example.net”") or "=?utf-8?" in sent["Subject"]


def test_only_editors_settle_letters(article: Article) -> None:
    found, now = letter(article), timezone.now()
    for person in (make.writer(), make.reviewer()):
        with pytest.raises(NotPermitted):
            actions.answer(letter=found, by=person, text="x", now=now)
        with pytest.raises(NotPermitted):
            actions.close(letter=found, by=person, note="x", now=now)
        with pytest.raises(NotPermitted):
            actions.hand_to_review(letter=found, by=person, reason="x", now=now)
        with pytest.raises(NotPermitted):
            actions.hand_to_writers(letter=found, by=person, reason="x", now=now)


def test_a_report_becomes_a_re_review_once(article: Article) -> None:
    found = letter(article, page="report", address="")
    with pytest.raises(EditorialError, match="no address"):
        actions.answer(letter=found, by=make.editor(), text="x", now=timezone.now())
    actions.hand_to_review(
        letter=found, by=make.editor(), reason="The dose may be wrong.", now=timezone.now()
    )
    assert Publication.objects.get().re_review_reason == "The dose may be wrong."
    found.refresh_from_db()
    assert found.standing == "Closed"
    with pytest.raises(EditorialError, match="settled"):
        actions.close(letter=found, by=make.editor(), note="x", now=timezone.now())


def test_a_question_becomes_a_new_draft_that_the_writers_are_told_of(article: Article) -> None:
    found = letter(article)
    actions.hand_to_writers(
        letter=found, by=make.editor(), reason="Say what the dose is.", now=timezone.now()
    )
    told = Mail.objects.get(kind="draft_asked_for")
    assert (told.recipient, told.subject) == (make.writer(), f"A new draft is wanted: {article.title}")
    assert "Say what the dose is." in told.text
    assert told.link.endswith(f"/admin/articles/article/{article.pk}/change/")
    entry = LedgerEntry.objects.get(verb="ask_for_draft")
    assert (entry.article, entry.details) == (article, {"reason": "Say what the dose is."})
    found.refresh_from_db()
    assert found.note == "A new draft was asked for: Say what the dose is."
    with pytest.raises(EditorialError, match="settled"):
        actions.hand_to_writers(letter=found, by=make.editor(), reason="x", now=timezone.now())


def test_a_letter_stays_open_when_its_article_cannot_be_marked() -> None:
    pending = make.submitted().article
    found = letter(pending, page="report")
    with pytest.raises(EditorialError, match="Only an approved article"):
        actions.hand_to_review(letter=found, by=make.editor(), reason="x", now=timezone.now())
    found.refresh_from_db()
    assert found.is_open


def test_a_letter_is_not_closed_without_a_note(article: Article) -> None:
    found = letter(article)
    with pytest.raises(ReasonMissing):
        actions.close(letter=found, by=make.editor(), note=" ", now=timezone.now())


# --- Forgetting ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("days", "is_erased"), [(179, False), (181, True)])
def test_name_address_and_words_are_erased_after_180_days(
    days: int, is_erased: bool, article: Article
) -> None:
    found = letter(article, page="contact", name="Ann Other")
    actions.answer(letter=found, by=make.editor(), text="An answer", now=timezone.now())
    actions.delete_old(now=timezone.now() + timedelta(days=days))
    found.refresh_from_db()
    kept = json.dumps([found.name, found.address, found.message, found.answer, found.fingerprint])
    assert (kept == json.dumps([""] * 5)) is is_erased
    assert found.kind == Kind.ENQUIRY
    assert found.answered_at is not None


def test_the_command_says_what_it_erased(article: Article, capsys: pytest.CaptureFixture[str]) -> None:
    letter(article)
    Letter.objects.update(received_at=timezone.now() - timedelta(days=200))
    call_command("delete_old_correspondence")
    assert "1 letters" in capsys.readouterr().out
    assert Letter.objects.get().standing == "Closed"


def test_whoever_asks_gets_all_that_is_held_and_can_have_it_erased(
    article: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.correspondence.newsletter import subscribed

    subscribed(address=ADDRESS)
    letter(article)
    letter(article, address="another@example.net", message="Not theirs")
    call_command("export_subscriber", ADDRESS.upper())
    held = json.loads(capsys.readouterr().out)
    assert held["subscription"]["address"] == ADDRESS
    assert [line["message"] for line in held["letters"]] == [QUESTION["message"]]
    assert len(held["consents"]) == 1
    call_command("forget_subscriber", ADDRESS)
    capsys.readouterr()
    call_command("export_subscriber", ADDRESS)
    held = json.loads(capsys.readouterr().out)
    assert (held["subscription"], held["letters"], held["consents"]) == (None, [], [])
    assert held["is_suppressed"]
    assert Letter.objects.filter(message="Not theirs").exists()
    assert not mail.outbox or ADDRESS not in str(Letter.objects.values_list("address", flat=True))
