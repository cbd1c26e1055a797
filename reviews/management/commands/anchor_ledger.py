"""manage.py anchor_ledger [FILE] [--mail ADDRESS]: keep the ledger's head where the database cannot reach it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reviews.exceptions import EditorialError
from reviews.proof import anchors

LETTER = """This line names the last entry of the ledger of {site} and is signed with the site's key.
Keep it where nobody who runs the site can change it. Saved in a file, it shows with

    manage.py verify_record --anchor FILE

whether everything up to that entry is still there.

{line}
"""


class Command(BaseCommand):
    help = "Sign the ledger's last entry, and add that line to a file, or send it by mail, or both."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="where to add the line; best on another machine's disk")
        parser.add_argument(
            "--mail", metavar="ADDRESS", action="append", default=[], help="whom to send it to"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"] and not options["mail"]:
            raise CommandError("Say where it is to be kept: a FILE, --mail ADDRESS, or both.")
        try:
            line = anchors.head(now=timezone.now(), site=settings.SITE_URL)
        except EditorialError as error:
            raise CommandError(str(error)) from error
        if options["file"]:
            _add(Path(options["file"]), line)
        if options["mail"]:
            _send(line, to=options["mail"])
        self.stdout.write(line)


def _add(file: Path, line: str) -> None:
    try:
        with file.open("a", encoding="utf-8") as opened:
            opened.write(f"{line}\n")
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error}") from error


def _send(line: str, *, to: list[str]) -> None:
    letter = LETTER.format(site=settings.SITE_URL, line=line)
    try:
        EmailMessage(f"Ledger of {settings.SITE_NAME}", letter, to=to).send()
    except OSError as error:  # SMTP's own errors are of this kind
        raise CommandError(f"The mail could not be sent: {error}. The line is:\n{line}") from error
