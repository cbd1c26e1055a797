"""manage.py import_articles PATH... --by USER [--submit] [--dry-run] [--json]

It stands at the desk, and not with the articles, because ``--submit`` brings them before reviewers.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.db import transaction
from tqdm import tqdm

from articles.importing import Importer, Report, files_in, import_file
from articles.management.people import account
from articles.models import Article
from reviews import actions


class Command(BaseCommand):
    help = "Import Markdown files with YAML or TOML front matter. A refused file never stops the rest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files, or folders of files")
        parser.add_argument("--by", required=True, help="the account that answers for the import")
        parser.add_argument(
            "--submit", action="store_true", help="submit each article that was not a draft for review"
        )
        parser.add_argument(
            "--create-categories", action="store_true", help="make categories that do not exist yet"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        by = account(options["by"])
        importer = Importer(by=by, create_categories=options["create_categories"])
        submit = partial(self._submit, by=by) if options["submit"] else None
        report = Report()
        with transaction.atomic() if options["dry_run"] else nullcontext():
            for file in tqdm(files_in(paths), unit=" files", disable=not sys.stderr.isatty()):
                import_file(importer, file, report, then=submit)
            if options["dry_run"]:
                transaction.set_rollback(True)
        self._tell(report, as_json=options["json"], dry_run=options["dry_run"])
        if report.refused:
            sys.exit(1)

    def _submit(self, article: Article, *, by: User) -> None:
        """What is open or approved as it stands needs no submission; a draft is none."""
        is_draft = bool(article.front_matter.get("rest", {}).get("draft"))
        is_known = article.reviews.filter(revision__number=article.revision_number).exists()
        if not (is_draft or is_known):
            actions.submit(article=article, by=by)

    def _tell(self, report: Report, *, as_json: bool, dry_run: bool) -> None:
        imported, updated = report.imported, report.updated
        if as_json:
            rows = [{"file": r.file, "line": r.line, "error": r.error} for r in report.refused]
            answer = {
                "imported": imported,
                "updated": updated,
                "unchanged": report.unchanged,
                "refused": rows,
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        for refused in report.refused:
            place = f", line {refused.line}" if refused.line else ""
            self.stderr.write(f"{refused.file}{place}: {refused.error}")
        would = "Nothing was written. It would be: " if dry_run else ""
        self.stdout.write(
            f"{would}{imported} imported, {updated} updated, {report.unchanged} unchanged, {len(report.refused)} refused."
        )
