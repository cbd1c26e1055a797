"""manage.py make_signing_key [--rotate]: the key that sign-offs are signed with."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reviews.exceptions import EditorialError
from reviews.proof import keys


class Command(BaseCommand):
    help = "Make the signing key in SIGNING_KEY_FILE; with --rotate, a new one, while signatures of the former still count."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--rotate", action="store_true", help="replace the key and go on trusting the former one"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["rotate"]:
                self.stdout.write(
                    f"From now on the site signs with {keys.rotate()}. Keep a copy of {keys.key_file()}."
                )
                return
            if settings.SIGNING_KEY:
                self.stdout.write(f"The site signs with {keys.current_name()}, from SIGNING_KEY.")
                return
            file = keys.make()
            self.stdout.write(
                f"The site signs with {keys.current_name()}. Keep a copy of {file} in a safe place."
            )
        except EditorialError as error:
            raise CommandError(str(error)) from error
