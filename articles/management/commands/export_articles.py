"""manage.py export_articles DIR: every working copy as a Markdown file with front matter."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.exporting import export
from articles.models import Article


class Command(BaseCommand):
    help = "Write every article as Markdown with front matter. Importing the files again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path)

    def handle(self, *args: Any, directory: Path, **options: Any) -> None:
        try:
            directory.mkdir(parents=True, exist_ok=True)
            count = 0
            for article in (
                Article.objects.select_related("category", "picture").order_by("pk").iterator(chunk_size=200)
            ):
                (directory / f"{article.slug}.md").write_bytes(export(article))
                count += 1
        except OSError as error:
            raise CommandError(
                f"Cannot write to {error.filename}: {error.strerror}. Choose another folder."
            ) from error
        self.stdout.write(f"{count} article(s) written to {directory}.")
