"""manage.py delete_old_correspondence: erase what was kept long enough. To be run every day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from readers.correspondence import actions


class Command(BaseCommand):
    help = "Erase old letters, ended subscriptions, and requests for the newsletter that nobody confirmed."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = actions.delete_old(now=timezone.now())
        self.stdout.write("Erased: " + ", ".join(f"{number} {name}" for name, number in counts.items()) + ".")
