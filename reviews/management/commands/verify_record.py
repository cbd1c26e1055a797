"""manage.py verify_record [--json]: is the record still what was signed?"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from reviews import record


class Command(BaseCommand):
    help = (
        "Recompute every digest and ledger link and check the triggers. Exit 0, or 1 with each row at fault."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        found, checked = [], 0
        for fault in tqdm(
            record.faults(), total=record.rows(), unit=" rows", disable=not sys.stderr.isatty()
        ):
            checked += 1
            if fault is not None:
                found.append(fault)
        if options["json"]:
            faults = [{"row": fault.row, "error": fault.sentence} for fault in found]
            self.stdout.write(json.dumps({"ok": not found, "checked": checked, "faults": faults}))
        else:
            for fault in found:
                self.stderr.write(f"{fault.row}: {fault.sentence}")
            self.stdout.write(f"{checked} row(s) checked, {len(found)} at fault.")
        if found:
            sys.exit(1)
