"""How does the work outside the request stand: what waits, runs, failed? And who tries again what failed?

The queue itself tries everything once. A task may be run again at any time, because each one looks first at what is
left to do. So what failed, its worker's death included, is tried again after a pause that grows; when the last pause is
over it stays failed, until an editor asks for one more try.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Count, Min, Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from reviews import permissions, tasks
from reviews.exceptions import EditorialError

PAUSES = [timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6)]
LONGEST = sum(PAUSES, timedelta(days=1))  # what failed before that is tried by nobody any more
KEPT = {TaskResultStatus.SUCCESSFUL: timedelta(days=7), TaskResultStatus.FAILED: timedelta(days=90)}
SLOW = timedelta(minutes=10)  # whoever waits longer than that waits for a worker that does not run
SHOWN = 50
# Their rows count their own attempts, and send_reminders picks up what no task will try.
TRIED_BY_THEIR_ROWS = [tasks.send_mails.module_path]


@dataclass(frozen=True)
class Standing:
    """How many tasks there are of each kind; ``oldest`` is since when the one has waited that waits longest."""

    waiting: int
    planned: int
    running: int
    failed: int
    done: int
    oldest: datetime | None

    def is_stuck(self, now: datetime) -> bool:
        return self.oldest is not None and now - self.oldest > SLOW


@dataclass(frozen=True)
class Job:
    """One task as people read of it."""

    task: DBTaskResult

    @property
    def name(self) -> str:
        return self.task.task_path.rsplit(".", 1)[-1].replace("_", " ").capitalize()

    @property
    def attempts(self) -> int:
        return len(self.task.worker_ids)

    @property
    def reason(self) -> str:
        """The last line of what went wrong, which names it."""
        lines = [line for line in self.task.traceback.splitlines() if line.strip()]
        return lines[-1].strip()[:300] if lines else self.task.exception_class_path.rsplit(".", 1)[-1]


def standing(*, now: datetime) -> Standing:
    """One query, however much there is."""
    ready, due = Q(status=TaskResultStatus.READY), Q(run_after__lte=now) | Q(run_after=get_date_max())
    found = DBTaskResult.objects.order_by().aggregate(
        waiting=Count("pk", filter=ready & due),
        planned=Count("pk", filter=ready & ~due),
        running=Count("pk", filter=Q(status=TaskResultStatus.RUNNING)),
        failed=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
        done=Count("pk", filter=Q(status=TaskResultStatus.SUCCESSFUL)),
        at_once=Min("enqueued_at", filter=ready & Q(run_after=get_date_max())),
        at_a_time=Min("run_after", filter=ready & Q(run_after__lte=now)),
    )
    since = [moment for moment in (found.pop("at_once"), found.pop("at_a_time")) if moment]
    return Standing(**found, oldest=min(since, default=None))


def running() -> list[Job]:
    return [Job(task) for task in DBTaskResult.objects.running().order_by("started_at")[:SHOWN]]


def failed() -> list[Job]:
    """Those that failed last, first."""
    return [Job(task) for task in DBTaskResult.objects.failed().order_by("-finished_at")[:SHOWN]]


def given_up() -> list[Job]:
    """Those of them that nobody tries any more."""
    tried = [job for job in failed() if job.task.task_path not in TRIED_BY_THEIR_ROWS]
    return [job for job in tried if job.attempts > len(PAUSES)]


def do_again(*, task: str, by: User, now: datetime) -> Job:
    """One more try of what failed, at once, and its pauses begin anew."""
    permissions.require_editor(by, act="have work done again")
    try:
        found = DBTaskResult.objects.filter(pk=task)
        again = found.failed().update(status=TaskResultStatus.READY, run_after=now, worker_ids=[])
    except ValidationError:
        again = 0
    if not again:
        raise EditorialError("This work does not stand as failed any more. Look at the list again.")
    return Job(found.get())


def try_again(*, now: datetime) -> int:
    """Plan another try of everything whose pause is over; how many those are."""
    lately = DBTaskResult.objects.failed().filter(finished_at__gt=now - LONGEST)
    tried = lately.exclude(task_path__in=TRIED_BY_THEIR_ROWS).only("worker_ids", "finished_at")
    due = [task.pk for task in tried if _is_due(task, now)]
    return (
        DBTaskResult.objects.failed().filter(pk__in=due).update(status=TaskResultStatus.READY, run_after=now)
    )


def _is_due(task: DBTaskResult, now: datetime) -> bool:
    attempts = max(1, len(task.worker_ids))
    return (
        task.finished_at is not None
        and attempts <= len(PAUSES)
        and task.finished_at + PAUSES[attempts - 1] <= now
    )


def forget(*, now: datetime) -> int:
    """Delete what is finished and long past."""
    old = Q()
    for status, time in KEPT.items():
        old |= Q(status=status, finished_at__lt=now - time)
    return DBTaskResult.objects.filter(old).delete()[0]
