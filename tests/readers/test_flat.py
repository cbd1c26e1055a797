"""Does a page do more work on a large site than on a small one? It must not, whatever the planner thinks of.

Counted is what the database does, not the time that it takes: on SQLite the steps of its machine, on PostgreSQL the rows
that each part of its plan reads. The copies of ``tests.bench`` make a large site in a few seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from articles.models import Article
from readers.listed import drawing
from readers.listed.triggers import OF_ARTICLE
from readers.search import indexing
from tests import factories as make
from tests.bench.site import SEEN, Site
from tests.desk.screens import at_the_desk

FEW, MANY = 400, 1_600
PUBLIC = [
    "/", "/articles/", "/articles/?page=3", "/articles/?status=approved", "/articles/?status=retracted", "/articles/?topic=topic-1",
    "/articles/?tag=all&topic=topic-1", "/topics/topic-1/", "/tags/all/", "/people/", "/people/author-1/", "/people/test-reviewer/",
    "/people/test-reviewer/?signed=3", "/notices/", "/feeds/articles.atom", "/feeds/topics/topic-1.json", "/search/?q=sleep",
    "/articles/seen/", "/articles/seen/record/",
]  # fmt: skip
DESK = [
    "/admin/reviews/review/?state=all", "/admin/reviews/review/?state=all&p=3", "/admin/articles/revision/",
    "/admin/articles/revision/?p=2", "/admin/reviews/publication/?again=all", "/admin/reviews/publication/?again=marked",
    "/admin/reviews/signoff/", "/admin/reviews/signoff/?scope=whole",
]  # fmt: skip


class Work:
    """What the database does for one visit."""

    def __init__(self) -> None:
        self.done = 0
        self.put: list[tuple[str, Any]] = []

    def note(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.put.append((sql, params))
        return execute(sql, params, many, context)

    def step(self) -> int:
        self.done += 1
        return 0


def work(do: Callable[[], object]) -> int:
    do()  # what is kept for the process is kept now
    counted = Work()
    if connection.vendor == "sqlite":
        connection.connection.set_progress_handler(counted.step, 10)
    try:
        with connection.execute_wrapper(counted.note):
            do()
    finally:
        if connection.vendor == "sqlite":
            connection.connection.set_progress_handler(None, 0)
    return counted.done if connection.vendor == "sqlite" else sum(map(rows_read, counted.put))


def visit(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200, address


def draw(article: Article) -> None:
    """As the triggers do when it changes."""
    some = f"{OF_ARTICLE}id".replace("{row}.id", str(article.pk))
    with connection.cursor() as cursor:
        for statement in drawing.statements(connection.vendor, some=some):
            cursor.execute(statement)


def rows_read(query: tuple[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {query[0]}", query[1])
        [[[told]]] = cursor.fetchall()
    return _rows(told["Plan"])


def _rows(node: dict[str, Any]) -> int:
    here = node["Actual Rows"] + sum(
        node.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck")
    )
    return round(here * node["Actual Loops"]) + sum(map(_rows, node.get("Plans", [])))


@pytest.fixture
def site(db: None, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr("tests.bench.site.TAGS", 10)
    found = Site(FEW)
    found.seen()
    return found


def grown(site: Site, numbers: range, *, client: Client) -> dict[str, int]:
    """The work for each page of the site with these articles more."""
    site.grow(numbers)
    indexing.rebuild(tell=lambda number: None)
    if connection.vendor == "postgresql":  # which does so by itself in time; SQLite never does
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    seen = Article.objects.get(slug=SEEN)
    desk = at_the_desk(make.editor())
    pages = {address: work(partial(visit, client, address)) for address in PUBLIC}
    pages |= {address: work(partial(visit, desk, address)) for address in DESK}
    return pages | {"a change of one article": work(partial(draw, seen))}


def test_the_database_does_no_more_for_a_page_of_a_large_site(
    site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readers.listed.walks.MOST_COUNTED", 15)
    monkeypatch.setattr("readers.search.engine.MOST", 40)
    monkeypatch.setattr("articles.long_lists.MOST", 200)
    few = grown(site, range(FEW), client=client)
    many = grown(site, range(FEW, MANY), client=client)
    # Of so few rows PostgreSQL rightly reads a table from end to end, now and then; but not once for each of them.
    whole = 4 * MANY if connection.vendor == "postgresql" else 20
    grown_pages = {page: (few[page], many[page]) for page in few if many[page] > 1.3 * few[page] + whole}
    assert grown_pages == {}
