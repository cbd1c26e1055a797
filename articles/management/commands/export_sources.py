"""manage.py export_sources FILE [--article SLUG] [--key KEY ...]: sources as BibTeX, RIS, .nbib or CSL-JSON."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles import library
from articles.bibliography.writing import FORMS
from articles.models import Article, Source


class Command(BaseCommand):
    help = "Write sources to a file whose ending names the format: .bib, .ris, .nbib or .json. Importing it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--article", help="only what the latest revision of this article cites (its slug)"
        )
        parser.add_argument("--key", action="append", default=[], help="only this source; may be given again")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        form = file.suffix.removeprefix(".").lower()
        if form not in FORMS:
            endings = ", ".join(f".{name}" for name in FORMS)
            raise CommandError(
                f"{file.name} does not say which format is meant. Let it end in one of {endings}."
            )
        works = self._cited(options["article"]) if options["article"] else self._held(options["key"])
        try:
            with file.open("w", encoding="utf-8", newline="") as out:
                for piece in FORMS[form].pieces(works):
                    out.write(piece)
        except OSError as error:
            raise CommandError(f"Cannot write {file}: {error.strerror}. Choose another place.") from error
        self.stdout.write(f"Written to {file}.")

    def _cited(self, slug: str) -> Iterable[dict[str, Any]]:
        article = Article.objects.filter(slug=slug).first()
        if article is None:
            raise CommandError(f"There is no article “{slug}”.")
        return library.works_cited(article.revisions.get(number=article.revision_number))

    def _held(self, keys: list[str]) -> Iterable[dict[str, Any]]:
        sources = Source.objects.current().order_by("key")
        if keys:
            sources = sources.filter(key__in=keys)
            if missing := sorted(set(keys) - set(sources.values_list("key", flat=True))):
                raise CommandError(f"There is no source {', '.join(missing)}.")
        return library.works_of(sources.iterator(chunk_size=500))
