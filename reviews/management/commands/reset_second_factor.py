"""manage.py reset_second_factor USERNAME --by USERNAME --reason WHY: for whom there are no two others who could do it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from reviews import actions
from reviews.exceptions import EditorialError


class Command(BaseCommand):
    help = "Remove a person's second factors and end their sessions, where no two others could have them reset at the desk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--by", required=True, help="the editor or administrator in whose name it is entered"
        )
        parser.add_argument("--reason", required=True, help="what happened; it stands in the ledger")

    def handle(self, *args: Any, **options: Any) -> None:
        person, by = _person(options["username"]), _person(options["by"])
        try:
            actions.reset_factors_alone(person=person, by=by, reason=options["reason"])
        except EditorialError as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"{person} has no second factor any more and is logged out. It stands in the ledger."
        )


def _person(username: str) -> User:
    found = User.objects.filter(username=username).first()
    if found is None:
        raise CommandError(f"There is no account called “{username}”.")
    return found
