"""manage.py restore FILE --replace: a backup takes the place of the database, and is verified."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from reviews import backup
from reviews.models import LedgerEntry


class Command(BaseCommand):
    help = "Put a backup in the place of everything in the database, migrate it and verify its record. Stop the site first."
    requires_system_checks = ()  # what is there now may be what is to be replaced

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument(
            "--replace", action="store_true", help="needed where the database already has a record"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        is_there = LedgerEntry._meta.db_table in connection.introspection.table_names()
        if is_there and LedgerEntry.objects.exists() and not options["replace"]:
            raise CommandError(
                f"This database has a record of its own, of {LedgerEntry.objects.count()} entries. Restoring would replace it. "
                "Make a backup of it, then say --replace."
            )
        try:
            backup.load(Path(options["file"]))
        except backup.BackupFailed as error:
            raise CommandError(str(error)) from error
        call_command("migrate", verbosity=0)
        self.stdout.write("Restored. Verifying the record ...")
        call_command("verify_record", stdout=self.stdout, stderr=self.stderr)
