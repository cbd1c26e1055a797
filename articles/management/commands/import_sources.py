"""manage.py import_sources FILE... --by USER [--json]: BibTeX, RIS, PubMed .nbib and CSL-JSON into the library."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from articles import bibliography, library
from articles.exceptions import EditorialError
from articles.management.people import account


class Command(BaseCommand):
    help = "Import works into the bibliography. Each record is imported, updated, unchanged, or refused with line and reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--by", required=True, help="the account that answers for the import")
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        by = account(options["by"])
        answer: dict[str, Any] = {"imported": 0, "updated": 0, "unchanged": 0, "refused": []}
        for file in files:
            self._import(file, by=by, answer=answer)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self._tell(answer)
        if answer["refused"]:
            sys.exit(1)

    def _import(self, file: Path, *, by: Any, answer: dict[str, Any]) -> None:
        def refuse(line: int | None, error: str) -> None:
            answer["refused"].append({"file": str(file), "line": line, "error": error})

        try:
            records, refusals = bibliography.read(file.read_bytes(), filename=file.name)
        except OSError as error:
            refuse(None, f"The file cannot be read: {error.strerror}.")
            return
        for refusal in refusals:
            refuse(refusal.line, refusal.reason)
        for record in records:
            try:
                outcome, _ = library.keep(record, by=by)
                answer[outcome] += 1
            except EditorialError as error:
                refuse(record.line, str(error))

    def _tell(self, answer: dict[str, Any]) -> None:
        for refused in answer["refused"]:
            place = f", line {refused['line']}" if refused["line"] else ""
            self.stderr.write(f"{refused['file']}{place}: {refused['error']}")
        counts = ", ".join(f"{answer[outcome]} {outcome}" for outcome in ("imported", "updated", "unchanged"))
        self.stdout.write(f"{counts}, {len(answer['refused'])} refused.")
