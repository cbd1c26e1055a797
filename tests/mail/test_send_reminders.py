"""Does ``manage.py send_reminders`` see to everything that time, or a killed worker, left to be done?"""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

from django.core import mail as post_box
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from reviews import actions
from reviews.clock import clock_user
from reviews.mail import rounds
from reviews.models import LedgerEntry, Mail, Publication, Review
from reviews.models.mail import ATTEMPTS
from reviews.workflow import State
from tests import factories as make
from tests.mail.worker import work

AGO = timezone.now() - timedelta(days=40)


def send_reminders() -> str:
    out = StringIO()
    call_command("send_reminders", stdout=out)
    return out.getvalue().strip()


def scheduled_for(at: timedelta) -> Review:
    """Completely signed, and waiting for its day."""
    review = make.claimed(now=AGO)
    actions.schedule(review=review, by=make.editor(), go_live_at=timezone.now() + at, now=AGO)
    make.sign(review, now=AGO)
    return review


def test_it_says_what_it_did_and_a_second_run_finds_nothing_to_do() -> None:
    make.editor()
    make.claimed(now=AGO)
    make.claimed(now=AGO, title="Another one", slug="another")
    work()
    post_box.outbox.clear()
    said = send_reminders().splitlines()
    assert said == ["Reminders written: 6", "Mails put together from several: 2"]
    work()
    assert len(post_box.outbox) == 4
    assert send_reminders() == "Nothing was due."
    work()
    assert len(post_box.outbox) == 4


def test_with_an_empty_database_it_has_nothing_to_do() -> None:
    assert send_reminders() == "Nothing was due."


def test_a_text_whose_time_has_come_goes_public_and_the_ledger_says_that_the_clock_did_it() -> None:
    review = scheduled_for(timedelta(seconds=-1))
    DBTaskResult.objects.all().delete()  # the worker never ran
    assert Review.objects.get().state == State.UNDER_REVIEW
    assert "Texts whose time had come: 1" in send_reminders()
    assert Publication.objects.get().live_revision == review.revision
    assert LedgerEntry.objects.get(verb="approve").actor_name == "The clock"
    assert send_reminders() == "Nothing was due."


def test_a_text_whose_time_lies_ahead_is_left_to_wait() -> None:
    scheduled_for(timedelta(hours=1))
    send_reminders()
    work()
    assert Review.objects.get().state == State.UNDER_REVIEW


def test_setting_a_time_plans_the_act_for_that_minute() -> None:
    review = scheduled_for(timedelta(hours=1))
    planned = DBTaskResult.objects.get(task_path="reviews.tasks.let_go_live")
    assert planned.run_after == Review.objects.get(pk=review.pk).go_live_at
    DBTaskResult.objects.update(run_after=timezone.now())
    work()  # too early by the review's own word: nothing happens, and the next task will do it
    assert Review.objects.get().state == State.UNDER_REVIEW


def test_taking_a_time_back_makes_the_planned_task_do_nothing() -> None:
    review = make.claimed(now=AGO)
    actions.schedule(review=review, by=make.editor(), go_live_at=timezone.now() + timedelta(hours=1))
    actions.schedule(review=review, by=make.editor(), go_live_at=None)
    DBTaskResult.objects.update(run_after=timezone.now())
    work()
    assert not DBTaskResult.objects.failed().exists()
    assert Review.objects.get().state == State.UNDER_REVIEW


def test_a_mail_whose_task_was_lost_is_sent_after_all() -> None:
    make.submitted()
    DBTaskResult.objects.all().delete()
    assert "Unsent mails picked up again: 1" in send_reminders()
    work()
    assert len(post_box.outbox) == 1
    assert send_reminders() == "Nothing was due."


def test_a_mail_that_a_task_will_try_later_is_left_to_it() -> None:
    make.submitted()
    DBTaskResult.objects.update(run_after=timezone.now() + timedelta(hours=1))
    assert send_reminders() == "Nothing was due."


def test_a_mail_that_failed_for_good_is_left_to_an_editor() -> None:
    make.submitted()
    DBTaskResult.objects.all().delete()
    Mail.objects.update(attempts=ATTEMPTS)
    assert send_reminders() == "Nothing was due."


def test_a_task_that_says_for_ever_that_it_runs_is_given_up_and_one_that_began_just_now_is_not() -> None:
    make.submitted()
    stuck = DBTaskResult.objects.get()
    stuck.claim("a worker that was killed")
    assert send_reminders() == "Nothing was due."
    DBTaskResult.objects.update(started_at=timezone.now() - rounds.STUCK_AFTER - timedelta(seconds=1))
    assert send_reminders().splitlines() == [
        "Tasks of lost workers given up: 1", "Unsent mails picked up again: 1",
    ]  # fmt: skip
    stuck.refresh_from_db()
    assert stuck.status == "FAILED"
    assert "killed" in stuck.traceback
    assert stuck.task_result.errors[0].exception_class is rounds.WorkerLost


def test_nobody_can_sit_down_at_the_desk_as_the_clock() -> None:
    clock = clock_user()
    assert not clock.is_staff
    assert not clock.has_usable_password()
    assert not clock.get_all_permissions()
    assert clock_user() == clock
