"""manage.py verify_record [--anchor FILE] [--json]: is the record still what was signed?"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from reviews import record
from reviews.proof import anchors, keys


class Command(BaseCommand):
    help = (
        "Recompute every digest and ledger link, verify every signature, check the triggers. "
        "Exit 0, or 1 with each row at fault."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anchor", metavar="FILE", help="what anchor_ledger wrote: catches a tail that was cut off"
        )
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        found, checked = [], 0
        walk = record.faults(anchors=_anchors_in(options["anchor"]) if options["anchor"] else ())
        for fault in tqdm(walk, total=record.rows(), unit=" rows", disable=not sys.stderr.isatty()):
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


def _anchors_in(name: str) -> list[anchors.Anchor]:
    try:
        return anchors.read(Path(name).read_text(encoding="utf-8"), trusted=keys.trusted())
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{name} cannot be read: {error}") from error
    except anchors.NotAnAnchor as error:
        raise CommandError(f"{name}, {error}") from error
