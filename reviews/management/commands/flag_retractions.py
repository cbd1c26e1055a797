"""manage.py flag_retractions CSV [--by USER] [--json]: which cited works were retracted, corrected, put in doubt?"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from articles.exceptions import EditorialError
from articles.management.people import account
from reviews import retraction_list
from reviews.actions.evidence import Recorded
from reviews.clock import clock_user


class Command(BaseCommand):
    help = (
        "Take in the public list of Retraction Watch: notices about works of the library are recorded once, and every article "
        "whose live text cites one is marked for re-review. Exit 1 if a row was refused; the others are taken in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("csv", type=Path)
        parser.add_argument("--by", help="the editor who answers for it; left out, the clock does")
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *args: Any, csv: Path, **options: Any) -> None:
        by = account(options["by"]) if options["by"] else clock_user()
        answer = {
            "file": str(csv),
            "recorded": 0,
            "known": 0,
            "not_in_library": 0,
            "articles": 0,
            "refused": [],
        }
        try:
            self._take_in(csv, by=by, answer=answer)
        except OSError as error:
            self._refuse(answer, 0, "", f"The file cannot be read: {error.strerror}.")
        except EditorialError as refused:
            self._refuse(answer, 0, "", str(refused))
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self._tell(answer)
        if answer["refused"]:
            sys.exit(1)

    def _take_in(self, path: Path, *, by: User, answer: dict[str, Any]) -> None:
        marked: set[int] = set()
        bar = tqdm(total=path.stat().st_size, unit="B", unit_scale=True, disable=not sys.stderr.isatty())
        with path.open("rb") as file, bar:
            for part in retraction_list.take_in(file, by=by, now=timezone.now()):
                self._add(part, answer=answer)
                marked |= part.marked
                answer["articles"] = len(marked)
                bar.update(file.tell() - bar.n)

    def _add(self, part: Recorded, *, answer: dict[str, Any]) -> None:
        for name in ("recorded", "known", "not_in_library"):
            answer[name] += getattr(part, name)
        for refusal in part.refused:
            self._refuse(answer, refusal.line, refusal.record, refusal.reason)

    def _refuse(self, answer: dict[str, Any], line: int, record: str, error: str) -> None:
        answer["refused"].append({"line": line or None, "record": record, "error": error})

    def _tell(self, answer: dict[str, Any]) -> None:
        for refused in answer["refused"]:
            line = f", line {refused['line']}" if refused["line"] else ""
            record = f" (record {refused['record']})" if refused["record"] else ""
            self.stderr.write(f"{answer['file']}{line}{record}: {refused['error']}")
        self.stdout.write(
            f"{answer['recorded']} recorded, {answer['known']} known already, {answer['not_in_library']} not in the library, "
            f"{len(answer['refused'])} refused. {answer['articles']} article(s) marked for re-review."
        )
