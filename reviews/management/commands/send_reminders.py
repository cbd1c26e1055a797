"""manage.py send_reminders: everything that comes due by itself. Run it every few minutes, by cron or a timer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from reviews.mail import rounds


class Command(BaseCommand):
    help = (
        "Write the reminders that are due, put digests together, let texts go public at their time, and pick up mail that "
        "was never sent. Run again, it finds nothing left to do."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = {what: count for what, count in rounds.go(now=timezone.now()).items() if count}
        for what, count in done.items():
            self.stdout.write(f"{what}: {count}")
        if not done:
            self.stdout.write("Nothing was due.")
