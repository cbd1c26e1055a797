"""manage.py db_worker: the library's worker, which here shows that it lives, and sees to what a killed one left behind."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from reviews import workers
from reviews.mail import rounds


class Command(db_worker.Command):
    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(worker_id=workers.new_name())

    def handle(self, *, worker_id: str, **options: Any) -> None:
        if rounds.give_up_stuck_tasks(now=timezone.now()):
            rounds.pick_up_unsent()
        with workers.alive(worker_id):
            super().handle(worker_id=worker_id, **options)
