"""manage.py countersign --by USER: sign what was signed before this site kept keys, and say that it was later."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles.management.people import account
from reviews import actions
from reviews.exceptions import EditorialError
from reviews.models import SignOff


class Command(BaseCommand):
    help = "Countersign each sign-off from before keys were kept. Run verify_record first. Exit 1 if one was refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", required=True, metavar="USER", help="the editor who answers for it")

    def handle(self, *args: Any, **options: Any) -> None:
        by, refused, done = account(options["by"]), 0, 0
        for sign_off in (
            SignOff.objects.filter(signature=None).select_related("review__article").order_by("pk")
        ):
            try:
                actions.countersign(sign_off=sign_off, by=by)
                done += 1
            except EditorialError as error:
                refused += 1
                self.stderr.write(f"sign-off {sign_off.pk}: {error}")
        self.stdout.write(f"{done} countersigned, {refused} refused.")
        if refused:
            raise SystemExit(1)
