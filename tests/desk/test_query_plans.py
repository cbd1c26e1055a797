"""Does the front page find what it shows by an index, however many reviews there were over the years?

Asked of the database's own plan, which does not depend on how busy the machine is.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from reviews.workflow import State
from tests import factories as make
from tests.desk.screens import at_the_desk

LARGE = (
    "reviews_review",
    "reviews_publication",
    "reviews_signoff",
    "reviews_comment",
    "articles_revision",
    "articles_article",
)
OF_OPEN_ONES = ("review_open_by_age", "review_in_hand")  # partial: as short as the queue is
IN_USE = "article_in_use"  # one short entry for each article, counted by category
PEOPLE = ("editor", "reviewer", "writer", "superuser")


def whole_tables(sql: str, params: Any) -> list[str]:
    """The lines of the plan that read a large table from end to end."""
    names = {name for table in LARGE for name in re.findall(rf'"{table}" (?:"?([TUVW]\d+)"?)?', sql)} | set(
        LARGE
    )
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            scans = [row[3] for row in cursor.fetchall() if re.match(r"SCAN (\w+)", row[3])]
            short = (*OF_OPEN_ONES, *((IN_USE,) if "GROUP BY" in sql else ()))
            return [line for line in scans if line.split()[1] in names and not line.endswith(short)]
        cursor.execute("SET LOCAL enable_seqscan = off")  # a test has too few rows for an index to pay
        cursor.execute(f"EXPLAIN {sql}", params)
        lines = [row[0].strip() for row in cursor.fetchall()]
        return [line for line in lines if re.search(rf"Seq Scan on ({'|'.join(LARGE)})\b", line)]


def asked(user: User, address: str) -> list[tuple[str, Any]]:
    """The queries of one visit."""
    found: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append((sql, params))
        return execute(sql, params, many, context)

    client = at_the_desk(user)
    with connection.execute_wrapper(note):
        assert client.get(address).status_code == 200
    return [(sql, params) for sql, params in found if sql.startswith("SELECT")]


@pytest.mark.parametrize("person", PEOPLE)
def test_no_query_of_the_front_page_reads_all_reviews_publications_or_texts(person: str) -> None:
    for state in (State.SUBMITTED, State.UNDER_REVIEW, State.CHANGES_REQUESTED, State.APPROVED):
        make.review_at(state, slug=f"{state}", title=f"{state}")
    make.approved_article(slug="old", title="Old", now=timezone.now() - timedelta(days=900))
    for address in ("/admin/", "/admin/?with=me&due=overdue", "/admin/?with=nobody&state=submitted"):
        for sql, params in asked(getattr(make, person)(), address):
            assert whole_tables(sql, params) == [], sql
