"""How do tests run the task queue? By the real worker, in this process or in one of its own, and without waiting."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

PROJECT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "manage.py", "db_worker", "--batch", "--no-startup-delay", "--verbosity", "0"]


def work() -> None:
    """Do everything that is ready, as the worker does it, but on the connection and in the transaction of the test."""
    worker = Worker(
        queue_names=["default"], interval=0, batch=True, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id="test", excluded_queue_names=[],
    )  # fmt: skip
    while (ready := DBTaskResult.objects.ready().first()) is not None:
        ready.claim(worker.worker_id)
        worker.run_task(ready)


def hours_pass() -> None:
    """What is planned for later is ready now."""
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=timezone.now())


def start_worker(*, smtp: int) -> subprocess.Popen[bytes]:
    """The real worker in a process of its own, on the database of this test; mail goes to that port."""
    return subprocess.Popen(COMMAND, cwd=PROJECT, env=surroundings(smtp=smtp))


def run_worker(*, smtp: int) -> None:
    """The same, until it finds nothing more that is ready."""
    subprocess.run(COMMAND, cwd=PROJECT, env=surroundings(smtp=smtp), check=True, timeout=120)


def surroundings(*, smtp: int) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": database_url(), "DEBUG": "off", "SECRET_KEY": settings.SECRET_KEY,
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp}", "SITE_URL": settings.SITE_URL,
        "XDG_STATE_HOME": str(settings.STATE_HOME), "SIGNING_KEY_FILE": str(settings.SIGNING_KEY_FILE),
    }  # fmt: skip


def database_url() -> str:
    """The database that this test sees, as ``DATABASE_URL`` would name it."""
    now = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{now['NAME']}"
    secret = f":{now['PASSWORD']}" if now["PASSWORD"] else ""
    port = f":{now['PORT']}" if now["PORT"] else ""
    folder = "/" if now["HOST"].startswith("/") else ""  # that of a Unix socket stands in place of a host
    return f"postgresql://{now['USER']}{secret}@{folder}{now['HOST']}{port}/{now['NAME']}"
