"""Does an editor see how the work outside the request stands, why some of it failed, and can have it done again?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail as post_box
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from reviews import work as standing
from reviews.models import Mail
from tests import factories as make
from tests.desk.screens import at_the_desk, messages, soup, words
from tests.desk.test_queries import grows
from tests.mail.worker import work

pytestmark = pytest.mark.django_db
PAGE = "/admin/work/"
FAULT = "Traceback (most recent call last):\n  somewhere\nValueError: the reason <b>\n"


def failed(number: int = 0, *, attempts: int = 5, path: str = "readers.correspondence.tasks.send_posts") -> DBTaskResult:  # fmt: skip
    """A task that failed so often, a moment ago."""
    return DBTaskResult.objects.create(
        task_path=path, args_kwargs={"args": [[]], "kwargs": {}}, status="FAILED", backend_name="default",
        run_after=timezone.now(), started_at=timezone.now(), finished_at=timezone.now(), traceback=FAULT,
        exception_class_path="builtins.ValueError", worker_ids=["w"] * attempts,
    )  # fmt: skip


def counts(page: object) -> list[str]:
    return [" ".join(li.get_text(" ").split()) for li in soup(page).select(".mail-counts li")]


def test_the_page_counts_what_waits_runs_failed_and_was_done() -> None:
    make.editor()
    make.submitted()
    editor = at_the_desk(make.editor())
    number = DBTaskResult.objects.count()
    assert number
    failed()
    DBTaskResult.objects.create(
        task_path="reviews.tasks.let_go_live", args_kwargs={"args": [1], "kwargs": {}}, status="READY",
        backend_name="default", run_after=timezone.now() + timedelta(hours=1), traceback="",
    )  # fmt: skip

    assert counts(editor.get(PAGE)) == [
        f"{number} waiting",
        "1 planned for later",
        "0 running",
        "1 failed",
        "0 done in the last week",
    ]
    DBTaskResult.objects.ready().update(status="RUNNING", started_at=timezone.now())
    assert f"{number} running" in counts(editor.get(PAGE))
    assert "Send mails" in words(editor.get(PAGE))


def test_it_says_since_when_nobody_does_the_work() -> None:
    make.editor()
    make.submitted()
    editor = at_the_desk(make.editor())
    assert "Is a worker running" not in words(editor.get(PAGE))
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=30))
    assert "The oldest has waited for 30 minutes. Is a worker running" in words(editor.get(PAGE))
    work()
    assert "The oldest" not in words(editor.get(PAGE))


def test_what_failed_stands_with_its_reason_and_is_done_again_at_the_press_of_a_button() -> None:
    task, editor = failed(), at_the_desk(make.editor())
    shown = words(editor.get(PAGE))
    assert "Tried 5 times Send posts ValueError: the reason <b>" in shown
    said = messages(editor.post(PAGE, {"task": task.pk}, follow=True))
    assert said == ["“Send posts” will be tried again now."]
    work()
    task.refresh_from_db()
    assert (task.status, len(task.worker_ids), task.traceback) == ("SUCCESSFUL", 1, "")


@pytest.mark.parametrize("wrong", ["", "no number", "\x00", "00000000-0000-4000-8000-000000000000"])
def test_what_does_not_stand_as_failed_is_not_done_again(wrong: str) -> None:
    said = messages(at_the_desk(make.editor()).post(PAGE, {"task": wrong}, follow=True))
    assert said == ["This work does not stand as failed any more. Look at the list again."]


def test_pressed_twice_it_is_done_once() -> None:
    task, editor = failed(), at_the_desk(make.editor())
    editor.post(PAGE, {"task": task.pk})
    DBTaskResult.objects.update(status="RUNNING")
    said = messages(editor.post(PAGE, {"task": task.pk}, follow=True))
    assert "does not stand as failed any more" in said[-1]
    assert DBTaskResult.objects.get().status == "RUNNING"


def test_the_page_is_for_editors_alone() -> None:
    task = failed()
    for person in (make.writer(), make.reviewer(), make.stranger()):
        assert at_the_desk(person).get(PAGE).status_code == 403
        assert at_the_desk(person).post(PAGE, {"task": task.pk}).status_code == 403
        assert PAGE not in at_the_desk(person).get("/admin/").text
    assert DBTaskResult.objects.get().status == "FAILED"
    assert PAGE in at_the_desk(make.editor()).get("/admin/").text
    assert at_the_desk(make.editor()).put(PAGE).status_code == 405


def test_an_editor_is_told_on_the_front_page_of_what_nobody_tries_any_more() -> None:
    failed(attempts=2)
    failed(path="reviews.tasks.send_mails")
    assert "tried by nobody any more" not in words(at_the_desk(make.editor()).get("/admin/"))
    failed()
    assert "Failed, and tried by nobody any more 1" in words(at_the_desk(make.editor()).get("/admin/"))
    assert "tried by nobody any more" not in words(at_the_desk(make.writer()).get("/admin/"))


def test_more_that_failed_takes_no_more_queries() -> None:
    assert not grows(PAGE, failed, by=make.editor())


def test_what_fails_is_tried_again_after_pauses_that_grow_and_then_left_to_an_editor() -> None:
    task, now = failed(attempts=1), timezone.now()
    for attempts, pause in enumerate(standing.PAUSES, start=1):
        DBTaskResult.objects.update(status="FAILED", worker_ids=["w"] * attempts, finished_at=now)
        assert standing.try_again(now=now + pause - timedelta(seconds=1)) == 0
        assert standing.try_again(now=now + pause) == 1
        task.refresh_from_db()
        assert task.status == "READY"
    DBTaskResult.objects.update(status="FAILED", worker_ids=["w"] * 5, finished_at=now)
    assert standing.try_again(now=now + timedelta(days=1)) == 0


def test_mails_of_the_desk_are_tried_again_by_their_own_rows() -> None:
    failed(attempts=1, path="reviews.tasks.send_mails")
    assert standing.try_again(now=timezone.now() + timedelta(minutes=5)) == 0


def test_what_is_long_done_is_forgotten_and_what_failed_is_kept_longer() -> None:
    make.editor()
    make.submitted()
    work()
    failed()
    now = timezone.now()
    assert standing.forget(now=now + timedelta(days=6)) == 0
    assert standing.forget(now=now + timedelta(days=8)) > 0
    assert DBTaskResult.objects.get().status == "FAILED"
    assert standing.forget(now=now + timedelta(days=91)) == 1
    assert not DBTaskResult.objects.exists()


def test_the_round_of_reminders_says_what_it_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    failed(attempts=1)
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(minutes=2))
    call_command("send_reminders")
    assert "Failed tasks tried again: 1" in capsys.readouterr().out
    assert not post_box.outbox
    assert not Mail.objects.exists()
