"""What does ``send_reminders`` see to, every time it runs? All that time, or a killed worker, left to be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from reviews import tasks, work, workers
from reviews.actions.schedule import go_live
from reviews.clock import clock_user
from reviews.exceptions import EditorialError
from reviews.mail import digest, reminders
from reviews.mail.outbox import BATCH, parts
from reviews.models import Mail, Review

STUCK_AFTER = timedelta(minutes=30)  # far longer than any task takes, for workers of other machines
AT_A_TIME = 1000


class WorkerLost(RuntimeError):
    """The worker that ran a task was killed, and will not finish it."""


def go(*, now: datetime) -> dict[str, int]:
    """Do the round; what was done, and how often. A second round at the same time finds nothing to do."""
    return {
        "Texts whose time had come": let_go_live(now=now),
        "Reminders written": reminders.remind(now=now),
        "Mails put together from several": digest.make(now=now),
        "Tasks of lost workers given up": give_up_stuck_tasks(now=now),
        "Unsent mails picked up again": pick_up_unsent(),
        "Failed tasks tried again": work.try_again(now=now),
        "Finished tasks forgotten": work.forget(now=now),
    }


def let_go_live(*, now: datetime) -> int:
    """Each in a transaction of its own, so that one that cannot go does not hold the others."""
    due = list(Review.objects.due_to_go_live(now).order_by("go_live_at")[:AT_A_TIME])
    return sum(_goes_live(review, now=now) for review in due)


def _goes_live(review: Review, *, now: datetime) -> bool:
    try:
        go_live(review=review, by=clock_user(), now=now)
    except EditorialError:
        return False  # the article moved on in the same moment; the next round looks again
    return True


def give_up_stuck_tasks(*, now: datetime) -> int:
    """A task whose worker was killed says for ever that it runs. What it left undone is found by the other rounds."""
    stuck = [task for task in DBTaskResult.objects.running() if _is_stuck(task, now=now)]
    return sum(_give_up(task, now=now) for task in stuck)


def _is_stuck(task: DBTaskResult, *, now: datetime) -> bool:
    is_late = task.started_at is not None and task.started_at < now - STUCK_AFTER
    return is_late or (bool(task.worker_ids) and workers.is_lost(task.worker_ids[-1]))


def _give_up(task: DBTaskResult, *, now: datetime) -> int:
    """Unless somebody else did, and it was taken again meanwhile."""
    same = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
    return same.update(
        status=TaskResultStatus.FAILED, finished_at=now, traceback=str(WorkerLost.__doc__),
        exception_class_path=f"{WorkerLost.__module__}.{WorkerLost.__qualname__}",
    )  # fmt: skip


def pick_up_unsent() -> int:
    """Ask for another attempt at every mail to be sent that no task in the queue will try."""
    planned = set(_planned())
    rows = Mail.objects.to_send().order_by("attempts", "pk").values_list("attempts", "pk")
    lost = [row for row in rows.iterator() if row[1] not in planned][:AT_A_TIME]
    for attempts, tried in groupby(lost, key=lambda row: row[0]):
        for part in parts([pk for _, pk in tried], BATCH):
            tasks.send_mails.enqueue(part, attempts)
    return len(lost)


def _planned() -> Iterator[int]:
    """The mails that a task is trying, or will try."""
    unfinished = DBTaskResult.objects.filter(
        task_path=tasks.send_mails.module_path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    )
    for arguments in unfinished.values_list("args_kwargs", flat=True):
        yield from arguments["args"][0]
