"""manage.py backup FILE: the whole database in one file, while the site goes on."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reviews import backup
from reviews.proof import keys


class Command(BaseCommand):
    help = "Copy the database to a new file (SQLite's online backup, or pg_dump). Pictures and signing key are not in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")

    def handle(self, *args: Any, **options: Any) -> None:
        file = Path(options["file"])
        try:
            backup.save(file)
        except backup.BackupFailed as error:
            raise CommandError(str(error)) from error
        key = "the value of SIGNING_KEY" if settings.SIGNING_KEY else str(keys.key_file())
        self.stdout.write(
            f"{file}: {file.stat().st_size:,} bytes. Keep with it, elsewhere: {settings.MEDIA_ROOT} and {key}."
        )
