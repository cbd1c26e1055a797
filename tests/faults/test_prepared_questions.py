"""Is a question that stays prepared asked as any other: in its transaction, with its errors, for all to see?"""

from __future__ import annotations

import pytest
from django.db import DEFAULT_DB_ALIAS, DatabaseError, DataError, connection, transaction
from django.test.utils import CaptureQueriesContext
from taggit.models import Tag

from articles.prepared import asked
from articles.words import Words
from readers.held import marks
from readers.held.asking import Questions, answers

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.usefixtures("committed")
]  # fmt: skip
TAGS = Words(
    "SELECT id, name FROM taggit_tag WHERE name LIKE '%%leep' AND id >= %s AND name <> %s ORDER BY id"
)
ON_POSTGRESQL = connection.vendor == "postgresql"


def tags(*, above: int = 0, but: str = "") -> list[str]:
    return [name for _, name in asked(TAGS, [above, but], connection=connection)]


def test_each_asking_has_its_own_values() -> None:
    first, second = (Tag.objects.create(name=name) for name in ("sleep", "no sleep"))
    assert tags() == ["sleep", "no sleep"]
    assert tags(above=second.pk) == ["no sleep"]
    assert tags(above=first.pk, but="sleep") == ["no sleep"]


def test_a_value_is_a_value_and_not_sql() -> None:
    Tag.objects.create(name="sleep")
    assert tags(but="' OR 'a' = 'a") == tags(but="%s") == tags(but="\ue000") == ["sleep"]


def test_what_is_asked_first_in_a_transaction_begins_it() -> None:
    with transaction.atomic():
        assert tags() == []
        if ON_POSTGRESQL:  # a lock that it took would be let go at once
            assert connection.connection.info.transaction_status.name == "INTRANS"
        Tag.objects.create(name="sleep")
        assert tags() == ["sleep"]
        transaction.set_rollback(True)
    assert tags() == []


def test_a_refused_question_is_an_error_of_django_and_the_next_one_is_answered() -> None:
    for _ in range(2):
        with pytest.raises(DatabaseError, match="nowhere"):
            asked(Words("SELECT 1 FROM nowhere"), [], connection=connection)
    assert tags() == []


def test_an_error_within_a_transaction_undoes_it() -> None:
    @transaction.atomic
    def act() -> None:
        Tag.objects.create(name="sleep")
        asked(Words("SELECT 1 FROM nowhere"), [], connection=connection)

    with pytest.raises(DatabaseError, match="nowhere"):
        act()
    assert tags() == []


def test_a_table_that_got_a_column_is_read_with_it() -> None:
    """PostgreSQL refuses what it prepared before, once."""
    words = Words("SELECT * FROM passing")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE passing (one integer)")
        cursor.execute("INSERT INTO passing VALUES (1)")
    try:
        assert asked(words, [], connection=connection) == [(1,)]
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE passing ADD COLUMN two integer DEFAULT 2")
        if ON_POSTGRESQL:
            with pytest.raises(DatabaseError, match="cached plan"):
                asked(words, [], connection=connection)
        assert asked(words, [], connection=connection) == [(1, 2)]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE passing")


def test_numbers_of_any_size_and_none_are_found() -> None:
    """On PostgreSQL by one and the same prepared question, which would else be planned for each width again."""
    words = Words("SELECT name FROM taggit_tag WHERE id = %s")
    for number in (1, 2**15, 2**31 - 1):
        Tag.objects.create(pk=number, name=f"tag {number}")
        assert asked(words, [number], connection=connection) == [(f"tag {number}",)]
    assert asked(words, [None], connection=connection) == []
    if ON_POSTGRESQL:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT parameter_types::text FROM pg_prepared_statements WHERE statement LIKE %s",
                ["%name FROM taggit_tag WHERE id = $1"],
            )
            assert cursor.fetchall().count(("{bigint}",)) == 1


def test_who_counts_queries_sees_it() -> None:
    with CaptureQueriesContext(connection) as seen:
        tags(above=7, but="rest")
        tags(above=8, but="rest")
    assert len(seen) == 2
    assert all("taggit_tag" in query["sql"] for query in seen.captured_queries)


def test_whatever_a_page_asked_is_planned_once_when_the_door_asks_it_again() -> None:
    Tag.objects.create(name="sleep")
    questions = Questions([("SELECT name FROM taggit_tag WHERE name = %s", ["sleep"]), (TAGS, [0, ""])])
    door = marks._connected(DEFAULT_DB_ALIAS)
    try:
        assert len({answers(questions, connection=door) for _ in range(6)}) == 1
        if ON_POSTGRESQL:
            found = door.execute("SELECT statement FROM pg_prepared_statements").fetchall()
            assert sum("taggit_tag" in statement for (statement,) in found) == 2
    finally:
        door.close()


def test_a_text_that_no_text_can_be_is_refused_or_found_nowhere() -> None:
    """PostgreSQL's texts end at NUL, and what comes after it may not be left out in silence."""
    Tag.objects.create(name="sleep")
    if ON_POSTGRESQL:
        with pytest.raises(DataError, match="NUL"):
            tags(but="sleep\0")
    else:
        assert tags(but="sleep\0") == ["sleep"]
