"""Do all processes count together, and can readers search where nothing can be written?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from reviews import limits
from reviews.models import Tally
from tests import factories as make
from tests.faults.conftest import Moment

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_of_many_at_the_same_moment_as_many_pass_as_may(at_once: Moment) -> None:
    limit, now = limits.Limit("test", most=3, span=timedelta(days=1)), timezone.now()
    passed = at_once(*[lambda: limits.count(limit, visitor="v", now=now)] * 6)
    assert sum(outcome is None for outcome in passed) == 3
    assert sum(isinstance(outcome, limits.TooMuch) for outcome in passed) == 3
    assert Tally.objects.get().number == 6


def test_a_database_that_can_only_be_read_is_searched_all_the_same(committed: None) -> None:
    make.approved_article()
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = 1" if is_sqlite else "SET default_transaction_read_only = on")
    try:
        assert 'href="/articles/how-to-sleep-better/"' in Client().get("/search/?q=sleep").text
        assert not Tally.objects.exists()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "PRAGMA query_only = 0" if is_sqlite else "SET default_transaction_read_only = off"
            )
