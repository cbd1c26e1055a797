"""manage.py export_record SLUG FILE: an article's whole record in one file that can be checked without us."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from articles.models import Article
from reviews.exceptions import EditorialError
from reviews.proof import exporting


class Command(BaseCommand):
    help = "Write an article, its revisions, sources, sign-offs, ledger entries and the public keys to one sealed JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("file")

    def handle(self, *args: Any, **options: Any) -> None:
        article = Article.objects.filter(slug=options["slug"]).first()
        if article is None:
            raise CommandError(
                f"There is no article “{options['slug']}”. Its slug is the last part of its address."
            )
        try:
            with transaction.atomic():  # one moment of the database, not several
                record = exporting.record_of(article, now=timezone.now())
            Path(options["file"]).write_text(exporting.as_text(record), encoding="utf-8", newline="")
        except (EditorialError, OSError) as error:
            raise CommandError(str(error)) from error
        counts = ", ".join(
            f"{len(record[name])} {name.replace('_', '-')}" for name in ("revisions", "sign_offs")
        )
        self.stdout.write(f"{options['file']}: {counts}, {len(record['ledger'])} ledger entries.")
