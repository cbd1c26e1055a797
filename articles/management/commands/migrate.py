"""manage.py migrate: Django's own, which a missing trigger does not stop: it is what puts triggers back."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate


class Command(migrate.Command):
    def check(self, *args: Any, **options: Any) -> None:
        """Without asking the database: that it has not yet what this run brings is no fault."""
        super().check(*args, **{**options, "databases": None})
