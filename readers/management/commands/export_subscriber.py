"""manage.py export_subscriber ADDRESS: all that is held about an address, as JSON, for whoever asks for their data."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from readers.correspondence import actions


class Command(BaseCommand):
    help = "Print all that is held about an address, as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        self.stdout.write(json.dumps(actions.export(address), ensure_ascii=False, indent=2))
