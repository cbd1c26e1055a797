"""Several real workers at once, and some of them killed: is everything done, and each thing once?"""

from __future__ import annotations

import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from readers.correspondence import actions
from readers.correspondence.models import Post
from readers.correspondence.models.post import LEASE
from reviews import work
from reviews.mail import rounds
from tests.faults.conftest import committed
from tests.mail.sink import mail_server
from tests.mail.worker import hours_pass, run_worker, start_worker

__all__ = ["committed"]

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.usefixtures("committed")]  # fmt: skip


@pytest.fixture(autouse=True)
def postal_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTAL_ADDRESS", "1 Test Street, Testtown")


def ask(number: int) -> str:
    """A reader asks for the newsletter; the mail that confirms it is work outside the request."""
    address = f"reader-{number}@example.org"
    actions.ask(
        nonce=f"n{number}", address=address, topics=[], wording="Yes", source_page="/newsletter/",
        visitor=f"visitor {number}", now=timezone.now(),
    )  # fmt: skip
    return address


def test_two_workers_at_once_do_everything_and_each_thing_once() -> None:
    addresses = [ask(number) for number in range(12)]
    with mail_server() as sink:
        workers = [start_worker(smtp=sink.port) for _ in range(2)]
        assert [worker.wait(timeout=120) for worker in workers] == [0, 0]
        assert sorted(m["To"] for m in sink.messages) == sorted(addresses)
    done = DBTaskResult.objects.values_list("status", "worker_ids")
    assert {(status, len(ids)) for status, ids in done} == {("SUCCESSFUL", 1)}
    assert len(done) == 12


def test_what_a_killed_worker_had_in_its_hands_is_known_at_once_on_its_machine_and_done_by_another(
    tmp_path: Path,
) -> None:
    ask(1)
    with mail_server() as sink:
        sink.is_slow = True
        worker = start_worker(smtp=sink.port)
        assert sink.has_message.wait(timeout=60)
        assert given_up() == 0
        worker.send_signal(signal.SIGKILL)
        assert worker.wait(timeout=60) == -signal.SIGKILL
        sink.is_slow = False
        assert DBTaskResult.objects.get().status == "RUNNING"
        with override_settings(STATE_HOME=tmp_path):  # as another machine sees it
            assert given_up() == 0
        assert given_up() == 1
        assert "WorkerLost" in DBTaskResult.objects.get().exception_class_path
        _time_passes(work.PAUSES[0])
        assert rounds.go(now=timezone.now())["Failed tasks tried again"] == 1
        run_worker(smtp=sink.port)
        assert len(sink.messages) == 1, "the mail may be in the hands of one that lives"
        _time_passes(LEASE)
        hours_pass()
        run_worker(smtp=sink.port)
        first, second = sink.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert not Post.objects.filter(sent_at=None).exists()
    done = DBTaskResult.objects.order_by("enqueued_at").values_list("status", "worker_ids")
    assert [(status, len(ids)) for status, ids in done] == [("SUCCESSFUL", 2), ("SUCCESSFUL", 1)]


def given_up() -> int:
    return rounds.go(now=timezone.now())["Tasks of lost workers given up"]


def _time_passes(time: timedelta) -> None:
    """Everything that happened lies further back."""
    for task in DBTaskResult.objects.all():
        for name in ("started_at", "finished_at"):
            if (moment := getattr(task, name)) is not None:
                setattr(task, name, moment - time)
        task.save()
    for post in Post.objects.exclude(taken_at=None):
        Post.objects.filter(pk=post.pk).update(taken_at=post.taken_at - time)
