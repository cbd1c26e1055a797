"""A large site in little time: ``python -m tests.bench.site N`` fills the empty database of ``DATABASE_URL``.

A few articles are brought to their states by the real actions; the others are copies of them, written by the database
while no trigger stands: each has a text, a digest, a review and signatures of its own, which verify as any do. Their acts
are not in the ledger. People and sources grow with the site as they do in life; one tag is on every article.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from itertools import islice
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from taggit.models import Tag

from articles import append_only
from articles.models import Article
from readers.listed import drawing
from reviews import actions
from reviews.models import Review
from tests import factories as make
from tests.bench.copies import COPIED, Copies, Surroundings
from tests.bench.files import BODY

TOPICS, TAGS, PER_AUTHOR, PER_SOURCE, AT_ONCE = 4, 200, 100, 50, 1_000
SEEN = "seen"  # the slug of the article that is measured, made by the real actions to the end


def fill(number: int) -> None:
    _in_haste()
    site = Site(number)
    site.grow(range(number))
    site.seen()
    call_command("rebuild_search", verbosity=0, stdout=sys.stderr)
    if connection.vendor == "postgresql":  # which does so by itself in time
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


class Site:
    """Whom and what a site of so many articles has, and the three articles that all others are copies of."""

    def __init__(self, number: int) -> None:
        self.around = Surroundings(
            topics=[make.category(name=f"Topic {n}") for n in range(TOPICS)],
            tags=[Tag.objects.create(name=f"tag {n}") for n in range(TAGS)] + [Tag.objects.create(name="all")],
            people=[make.contributor(name=f"Author {n}") for n in range(max(4, number // PER_AUTHOR))],
            sources=[make.source(key=f"key{n}", title=f"Work {n}") for n in range(max(4, number // PER_SOURCE))],
        )  # fmt: skip
        fallen = make.approved(**self._about("Fallen"))
        actions.retract(article=fallen.article, by=make.editor(), reason="Its figures were wrong.")
        signed, waiting = make.approved(**self._about("Signed")), make.submitted(**self._about("Waiting"))
        fallen = Review.objects.get(pk=fallen.pk)
        self.models = [Copies(review, self.around) for review in (signed, waiting, fallen)]

    def _about(self, title: str) -> dict[str, Any]:
        body = f"{Copies.LEAD} [@{self.around.sources[0].key}].\n\n## What helps\n\n{Copies.TEXT}\n"
        facts = {"category": self.around.topics[0], "byline": [self.around.people[0]], "body": body}
        return {"title": title, "now": timezone.now() - timedelta(days=300)} | facts

    def grow(self, numbers: range) -> None:
        """By copies of these numbers. A small site has as many that wait or were retracted as a page shows."""
        some, few = (max(1, min(share, len(numbers) // 20)) for share in (50, 500))
        kinds = {n: 1 if n % some == 0 else 2 if n % few == 1 else 0 for n in numbers}
        connection.check_constraints()  # and what waits for the end of the transaction, if there is one
        append_only.remove(connection)
        try:
            for kind, of in enumerate(self.models):
                rest = iter(n for n in numbers if kinds[n] == kind)
                while batch := list(islice(rest, AT_ONCE)):
                    with transaction.atomic():
                        of.write(batch, now=timezone.now())
            _number_on()
        finally:
            connection.check_constraints()
            append_only.install(connection)
        drawing.all_anew(connection)

    def seen(self) -> None:
        """As long as real ones are, with a table, lists, tags in common with many and an old notice."""
        article = make.approved_article(
            title="The article that is measured", slug=SEEN, category=self.around.topics[0],
            body="Rest is restored by regular hours [@plain2020].\n" + BODY.format(number=1),
            tags=["all", *(tag.name for tag in self.around.tags[:4])],
        )  # fmt: skip
        actions.correct(article=article, by=make.editor(), reason="A year was wrong.")


def _in_haste() -> None:
    """Nobody would miss this site after a loss of power."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET synchronous_commit = off")
        else:
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -400000")


def _number_on() -> None:
    """The copies bring their keys; on PostgreSQL the next ones are told to come after them."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), COPIED):
            cursor.execute(statement)


def session_of_an_editor() -> str:
    """The cookie of somebody at the desk."""
    client = Client()
    client.force_login(make.editor(), backend="django.contrib.auth.backends.ModelBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


if __name__ == "__main__":
    if not Article.objects.exists():  # else it was kept from an earlier run
        fill(int(sys.argv[1]))
    print(session_of_an_editor())
