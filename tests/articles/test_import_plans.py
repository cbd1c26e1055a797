"""Is the ten thousandth file imported as quickly as the first? Asked of the database's own plan, not of a clock."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from articles.models import Article, Contributor
from articles.slugs import free_slug
from tests import factories as make
from tests.articles.importer import article_file, import_articles

GROWING = (
    "articles_article",
    "articles_contributor",
    "articles_formerslug",
    "articles_revision",
    "articles_byline",
    "taggit_tag",
    "taggit_taggeditem",
)


def selects_of(act: Any, *arguments: Any) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        assert act(*arguments).counts == (1, 0, 0, 0)
    return [(sql, params) for sql, params in found if sql.startswith("SELECT")]


def whole_tables(sql: str, params: Any) -> list[str]:
    """The lines of the plan that read a growing table from end to end."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            lines = [row[3] for row in cursor.fetchall()]
            return [line for line in lines if re.match(rf"SCAN ({'|'.join(GROWING)})\b", line)]
        cursor.execute("SET LOCAL enable_seqscan = off")  # a test has too few rows for an index to pay
        cursor.execute(f"EXPLAIN {sql}", params)
        lines = [row[0].strip() for row in cursor.fetchall()]
        return [line for line in lines if re.search(rf"Seq Scan on ({'|'.join(GROWING)})\b", line)]


@pytest.mark.django_db
def test_no_query_of_an_import_reads_all_articles_people_or_tags_that_there_are(tmp_path: Path) -> None:
    make.writer()
    make.category()
    tags = "tags: [Sleep, Light]"
    import_articles(article_file(tmp_path, "First", front=tags))
    file = article_file(tmp_path, "Second", front=tags)
    file.write_text(file.read_text().replace("author: Test writer", "author: Somebody new"))
    for sql, params in selects_of(import_articles, file):
        assert whole_tables(sql, params) == [], sql
    assert Contributor.objects.filter(name="Somebody new").exists()
    assert Article.objects.count() == 2


def test_a_name_that_ten_thousand_have_gets_a_free_address_after_few_questions() -> None:
    taken = {"sleep", *(f"sleep-{number}" for number in range(2, 10_001))}
    asked: list[str] = []

    def is_taken(slug: str) -> bool:
        asked.append(slug)
        return slug in taken

    assert free_slug("Sleep", is_taken=is_taken) == "sleep-10001"
    assert len(asked) < 40
    assert [free_slug("Sleep", is_taken=some.__contains__) for some in (set(), {"sleep"}, {"sleep", "sleep-2"})] == [
        "sleep", "sleep-2", "sleep-3",
    ]  # fmt: skip
    assert len(free_slug("w" * 300, is_taken={"w" * 120}.__contains__)) <= 120
