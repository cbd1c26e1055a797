"""Does the real worker, in a process of its own, send what the acts of others owe, and what is left when it is killed?

On SQLite as on PostgreSQL, with transactions that are committed.
"""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from reviews import actions
from reviews.mail import rounds, sending
from reviews.mail.outbox import Letter, write
from reviews.mail.people import Recipient
from reviews.mail.sending import CUT_OFF
from reviews.models import Mail, Review
from reviews.workflow import State
from tests import factories as make
from tests.faults.conftest import committed  # noqa: F401 - a fixture
from tests.mail.sink import mail_server
from tests.mail.worker import run_worker, start_worker


@pytest.fixture(autouse=True)
def post(committed: None) -> None:  # noqa: F811 - the fixture
    """In place of that of the folder: these tests commit."""


def test_the_worker_sends_what_an_act_owes_after_its_commit() -> None:
    make.editor()
    review = make.submitted()
    with mail_server() as sink:
        run_worker(smtp=sink.port)
        assert {m["Subject"] for m in sink.messages} == {f"Waits for a reviewer: {review.revision.title}"}
        assert {m["To"] for m in sink.messages} == {"editor@example.org", "verifier@example.org"}
        run_worker(smtp=sink.port)
        assert len(sink.taken) == 2
    assert not Mail.objects.waiting().exists()


def test_a_worker_killed_while_the_server_has_the_mail_leaves_it_to_be_sent_again_under_the_same_name() -> (
    None
):
    """Whether it was taken nobody knows; a second copy carries the same Message-ID, so mail programs show one."""
    review = make.submitted()
    Mail.objects.all().delete()
    actions.assign(review=review, reviewer=make.reviewer(), by=make.editor())
    with mail_server() as sink:
        sink.is_slow = True
        worker = start_worker(smtp=sink.port)
        assert sink.has_message.wait(timeout=60)
        worker.send_signal(signal.SIGKILL)
        assert worker.wait(timeout=60) == -signal.SIGKILL
        mail = Mail.objects.get()
        assert (mail.status, mail.attempts, mail.fault) == ("waiting", 1, CUT_OFF)
        sink.is_slow = False
        assert rounds.pick_up_unsent() == 0  # the task says that it runs
        DBTaskResult.objects.ready().delete()  # those of the mails that this test took away
        run_worker(smtp=sink.port)  # which knows at its start that the other one of this machine is no more
        first, second = sink.messages
    assert first["Message-ID"] == second["Message-ID"]
    mail.refresh_from_db()
    assert (mail.status, mail.attempts) == ("sent", 2)


def test_a_text_goes_public_by_the_worker_at_the_time_that_was_set() -> None:
    review = make.claimed()
    actions.schedule(review=review, by=make.editor(), go_live_at=timezone.now() + timedelta(hours=1))
    make.sign(review)
    with mail_server() as sink:
        run_worker(smtp=sink.port)
        assert Review.objects.get().state == State.UNDER_REVIEW
        the_hour_passes()
        run_worker(smtp=sink.port)
        done = DBTaskResult.objects.values_list("status", "traceback")
        assert Review.objects.get().state == State.APPROVED, list(done)
        assert f"Approved: {review.revision.title}" in {m["Subject"] for m in sink.messages}


def the_hour_passes() -> None:
    """The time that was set, and that of the task that was planned for it, is now."""
    Review.objects.update(go_live_at=timezone.now())
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())


def test_several_workers_with_the_same_mails_in_their_hands_send_each_once(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    people = [Recipient(address=f"guest-{number}@example.net", name="A guest") for number in range(10)]
    context = {"title": "Sleep", "actor": "An editor"}
    write(
        [Letter(kind="re_review", event="x", to=to, link="/", context=context) for to in people], now=make.NOW
    )
    mails, gate = list(Mail.objects.values_list("pk", flat=True)), Barrier(4)

    def send(_: int) -> list[int]:
        try:
            gate.wait(timeout=20)
            return sending.send(mails, attempt=0)
        finally:
            connections.close_all()

    with mail_server() as sink, ThreadPoolExecutor(4) as pool:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        assert list(pool.map(send, range(4))) == [[]] * 4
        assert sorted(m["To"] for m in sink.messages) == sorted(to.address for to in people)


def test_two_rounds_at_once_write_every_reminder_once() -> None:
    due_long_ago = timezone.now() + timedelta(days=60)
    make.claimed()
    make.claimed(title="Another one", slug="another")
    make.editor()
    before = Mail.objects.count()

    def go(_: int) -> dict[str, int]:
        try:
            return rounds.go(now=due_long_ago)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(go, range(4)))
    new = Mail.objects.order_by("pk")[before:]
    assert sum(one["Reminders written"] for one in done) >= 6
    assert sorted(mail.kind for mail in new) == sorted(["due"] * 2 + ["overdue"] * 4 + ["digest"] * 2)
