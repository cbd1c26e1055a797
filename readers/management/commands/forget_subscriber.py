"""manage.py forget_subscriber ADDRESS: erase an address and the words that came from it; its keyed hash stays."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from readers.correspondence import actions


class Command(BaseCommand):
    help = (
        "Erase all that is held about an address. No import brings it back; a new consent of its owner does."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        counts = actions.forget(address, now=timezone.now())
        erased = ", ".join(f"{number} {name}" for name, number in counts.items())
        self.stdout.write(f"Erased: {erased}. Nothing more is sent to this address.")
