"""What reaches the mail server, and what happens when it does not? Asked of a real one, in real bytes."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from reviews.mail.outbox import Letter, send_again, write
from reviews.mail.people import Recipient
from reviews.mail.sending import CUT_OFF, INACTIVE, NOT_KEPT, message_id
from reviews.mail.wording import quoted
from reviews.models import Mail
from reviews.models.mail import ATTEMPTS
from tests import factories as make
from tests.mail.sink import Sink, mail_server, part, plain
from tests.mail.worker import hours_pass, work


@pytest.fixture
def server(settings: Any) -> Iterator[Sink]:
    with mail_server() as sink:
        through_smtp(settings, port=sink.port)
        yield sink


def through_smtp(settings: Any, *, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


def owed(*, title: str = "How to sleep better", event: str = "test") -> Mail:
    """A mail to the reviewer about a text, with everything that such a text can hold."""
    reviewer = make.reviewer()
    to = Recipient(address=reviewer.email, name="Test reviewer", user=reviewer, why="of a test")
    context = {"title": title, "actor": "Test editor", "reason": quoted("A reason")}
    write([Letter(kind="re_review", event=event, to=to, link="/admin/x/", context=context)], now=make.NOW)
    return Mail.objects.get(key__startswith=f"{event}:")


def test_the_bytes_that_arrive_are_a_mail_in_plain_text_first_and_the_same_words_in_html(
    server: Sink,
) -> None:
    mail = owed(title="Ketamin – „Größe“ 睡眠 🛌🏽")
    work()
    [arrived] = server.messages
    assert arrived["Subject"].strip() == "To be reviewed again: Ketamin – „Größe“ 睡眠 🛌🏽"
    assert arrived["To"] == "reviewer@example.org"
    assert arrived["From"] == "editors@localhost"
    assert arrived["Message-ID"] == message_id(mail.key)
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert [p.get_content_type() for p in arrived.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert "Ketamin – „Größe“ 睡眠 🛌🏽" in plain(arrived)
    assert "http://127.0.0.1:8000/admin/x/" in plain(arrived)
    assert "Ketamin – „Größe“ 睡眠 🛌🏽" in part(arrived, "text/html")
    assert '<a href="http://127.0.0.1:8000/admin/x/">' in part(arrived, "text/html")
    mail.refresh_from_db()
    assert (mail.status, mail.attempts, mail.fault) == ("sent", 1, "")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028"])
def test_a_title_with_line_breaks_adds_no_header(server: Sink, end: str) -> None:
    owed(title=f"Sleep{end}Bcc: everybody@example.org{end}{end}<p>Another body")
    work()
    [arrived] = server.messages
    assert arrived["Bcc"] is None
    assert arrived["Subject"].strip().startswith("To be reviewed again: Sleep Bcc: everybody@example.org")
    assert b"\nBcc" not in server.taken[0]


def test_a_code_is_sent_to_its_reader_and_not_kept_for_others_to_read(server: Sink) -> None:
    to = Recipient(address="ada@example.net", name="Ada Outside")
    letter = Letter(
        kind="share_code", event="test", to=to, link="/x/", context={"code": "123456", "host": "E"}
    )
    write([letter], now=make.NOW)
    work()
    [arrived] = server.messages
    assert "123456" in plain(arrived)
    assert Mail.objects.get().text == NOT_KEPT


def test_a_sent_mail_is_not_sent_again(server: Sink) -> None:
    mail = owed()
    work()
    DBTaskResult.objects.update(status="READY")  # as if the queue ran its task a second time
    work()
    owed()
    work()
    assert len(server.taken) == 1
    assert Mail.objects.get(pk=mail.pk).attempts == 1


def test_a_server_that_says_later_is_asked_later_and_then_takes_it_once(server: Sink) -> None:
    server.refusals = ["451 greylisted, come back", "452 too full"]
    mail = owed()
    work()
    mail.refresh_from_db()
    assert (mail.status, mail.attempts) == ("waiting", 1)
    assert "greylisted" in mail.fault
    work()  # not before its pause has passed
    assert server.taken == []
    assert Mail.objects.get().attempts == 1
    hours_pass()
    work()
    assert "too full" in Mail.objects.get().fault
    hours_pass()
    work()
    mail.refresh_from_db()
    assert (mail.status, mail.attempts, mail.fault) == ("sent", 3, "")
    assert len(server.taken) == 1


def test_the_pauses_between_attempts_grow(server: Sink) -> None:
    server.refusals = ["451 later"] * ATTEMPTS
    owed()
    pauses = []
    for _ in range(ATTEMPTS):
        work()
        planned = DBTaskResult.objects.filter(status="READY").first()
        pauses += [planned.run_after - planned.enqueued_at] if planned else []
        hours_pass()
    assert len(pauses) == ATTEMPTS - 1
    assert pauses == sorted(pauses)
    assert pauses[-1] > 10 * pauses[0]


def test_a_mail_that_nobody_takes_has_failed_and_says_why_until_an_editor_asks_again(server: Sink) -> None:
    server.refusals = ["550 no such person"] * ATTEMPTS
    mail = owed()
    for _ in range(ATTEMPTS + 3):
        work()
        hours_pass()
    mail.refresh_from_db()
    assert (mail.status, mail.attempts) == ("failed", ATTEMPTS)
    assert "no such person" in mail.fault
    reviewer = make.reviewer()
    reviewer.email = "moved@example.org"
    reviewer.save()
    assert send_again(mails=Mail.objects.all(), by=make.editor()) == 1
    work()
    [arrived] = server.messages
    assert arrived["To"] == "moved@example.org"
    assert arrived["Message-ID"] == message_id(mail.key)


def test_a_server_that_is_down_loses_nothing(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    through_smtp(settings, port=port)  # nobody listens there any more
    mail = owed()
    work()
    mail.refresh_from_db()
    assert (mail.status, mail.attempts) == ("waiting", 1)
    assert "refused" in mail.fault
    with mail_server() as sink:
        through_smtp(settings, port=sink.port)
        hours_pass()
        work()
        assert len(sink.taken) == 1
    assert Mail.objects.get().status == "sent"


def test_one_mail_that_cannot_be_sent_does_not_hold_the_others(server: Sink) -> None:
    server.refusals = ["550 no such person"]
    people = [Recipient(address=f"{name}@example.org", name=name) for name in ("first", "second", "third")]
    context = {"title": "Sleep", "actor": "Somebody"}
    letters = [Letter(kind="re_review", event="test", to=to, link="/", context=context) for to in people]
    write(letters, now=make.NOW)
    work()
    assert [m["To"] for m in server.messages] == ["second@example.org", "third@example.org"]
    assert Mail.objects.waiting().get().address == "first@example.org"


def test_an_address_that_no_header_can_hold_fails_with_a_sentence(server: Sink) -> None:
    mail = owed()
    Mail.objects.filter(pk=mail.pk).update(address="a@example.org\nBcc: b@example.org")
    work()
    assert "Invalid address" in Mail.objects.get().fault
    assert server.taken == []


def test_whoever_was_deactivated_meanwhile_gets_nothing(server: Sink) -> None:
    mail = owed()
    reviewer = make.reviewer()
    reviewer.is_active = False
    reviewer.save()
    work()
    mail.refresh_from_db()
    assert (mail.status, mail.fault) == ("failed", INACTIVE)
    assert server.taken == []


def test_an_attempt_that_was_cut_off_says_so(server: Sink) -> None:
    mail = owed()
    DBTaskResult.objects.all().delete()
    Mail.objects.filter(pk=mail.pk).update(attempts=1, fault=CUT_OFF)  # a worker began, and was killed
    work()
    assert server.taken == []
    assert Mail.objects.get().status == "waiting"
