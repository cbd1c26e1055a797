"""manage.py rebuild_search: make everything that the search knows anew, from what is public now."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from readers.search import indexing
from reviews.models import Publication


class Command(BaseCommand):
    help = (
        "Make the search index anew. Readers search the former one until it is done; acts at the desk wait."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        number = Publication.objects.listed().count()
        with tqdm(total=number, unit=" articles", disable=not sys.stderr.isatty()) as bar:
            indexing.rebuild(tell=bar.update)
        self.stdout.write(f"{number} articles can be found.")
