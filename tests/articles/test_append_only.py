"""What stops somebody from changing what is written once and kept for ever? Model, QuerySet and database, each alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, OperationalError, connection, models, transaction

from articles import append_only
from articles.append_only import AppendOnlyModel
from articles.exceptions import AppendOnlyError
from articles.models import Revision
from readers.about import versions
from readers.about.models import AboutText, Subject
from reviews import actions
from reviews.access import events
from reviews.access.models import Happened
from reviews.models import AccessEvent, Answer, ConflictWaiver, LedgerEntry, Notice, Signature, SignOff
from tests import factories as make
from tests.reviews import ledger_chain

pytestmark = pytest.mark.django_db
KEPT = [Revision, SignOff, Signature, LedgerEntry, Notice, ConflictWaiver, Answer, AboutText, AccessEvent]
every_kept_model = pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)
on_sqlite = connection.vendor == "sqlite"


@pytest.fixture(autouse=True)
def one_of_each(db: None) -> None:
    review = make.claimed()
    comment = actions.comment(review=review, by=make.reviewer(), text="Which dose?")
    actions.answer_comment(comment=comment, by=make.writer(), text="Half of it.")
    actions.waive_conflict(review=review, reviewer=make.reviewer(), by=make.editor(), reason="A small sum.")
    make.sign(review)
    actions.correct(article=review.article, by=make.editor(), reason="The dose was wrong.")
    versions.write(subject=Subject.PRIVACY, body="We keep nothing.", note="Less", base=0, by=make.editor())
    events.record(Happened.LOGGED_IN, user=make.writer(), request=None)
    connection.check_constraints()  # PostgreSQL alters no table whose foreign keys wait to be checked


def rows(model: type[models.Model]) -> list[dict[str, Any]]:
    return list(model._default_manager.order_by("pk").values())


def columns(model: type[models.Model]) -> list[str]:
    return [field.column for field in model._meta.concrete_fields]


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def refused(statement: str) -> bool:
    """Does the database itself refuse, whoever asks?"""
    with pytest.raises(IntegrityError):
        run(statement)
    return True


def test_these_are_the_tables_that_are_kept() -> None:
    assert set(append_only.append_only_models()) == set(KEPT)


@every_kept_model
@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.save(),
        lambda row: row.save(update_fields=["id"]),
        lambda row: row.delete(),
        lambda row: type(row).objects.update(id=1),
        lambda row: type(row).objects.filter(pk=row.pk).delete(),
        lambda row: type(row).objects.bulk_update([row], ["id"]),
        lambda row: type(row).objects.update_or_create(pk=row.pk, defaults={"id": 1}),
    ],
    ids=["save", "save a field", "delete", "update", "delete many", "bulk_update", "update_or_create"],
)
def test_python_refuses_in_a_sentence(model: type[AppendOnlyModel], change: Callable[[Any], Any]) -> None:
    before = rows(model)
    with pytest.raises(AppendOnlyError, match="kept"):
        change(model.objects.first())
    assert rows(model) == before


@every_kept_model
def test_the_way_around_the_manager_ends_at_the_database(model: type[AppendOnlyModel]) -> None:
    row = model.objects.first()
    column = next(
        f for f in model._meta.concrete_fields if isinstance(f, (models.CharField, models.TextField))
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        model._base_manager.filter(pk=row.pk).update(**{column.name: "forged"})
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Model.save_base(row, raw=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.bulk_create(
            [row], update_conflicts=True, update_fields=[column.name], unique_fields=["id"]
        )


@every_kept_model
def test_raw_sql_can_neither_change_nor_delete_a_row(model: type[AppendOnlyModel]) -> None:
    before, table = rows(model), model._meta.db_table
    for column in columns(model):
        assert refused(f"UPDATE {table} SET {column} = {column}")
    assert refused(f"DELETE FROM {table}")
    assert rows(model) == before


@every_kept_model
def test_a_row_cannot_be_replaced_by_another_of_the_same_key(model: type[AppendOnlyModel]) -> None:
    """INSERT OR REPLACE of SQLite, by the id or by any other unique key; ON CONFLICT DO UPDATE of both."""
    table, names = model._meta.db_table, columns(model)
    listed, copied = ", ".join(names), ", ".join("id + 1000" if name == "id" else name for name in names)
    before = rows(model)
    assert refused(
        f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {table} WHERE true ON CONFLICT (id) DO UPDATE SET id = 0"
    )
    if on_sqlite:
        assert refused(f"INSERT OR REPLACE INTO {table} ({listed}) SELECT {listed} FROM {table}")
        if model in {
            Revision,
            SignOff,
            Signature,
            LedgerEntry,
        }:  # which have another unique key than their id
            assert refused(f"INSERT OR REPLACE INTO {table} ({listed}) SELECT {copied} FROM {table}")
    assert rows(model) == before


@pytest.mark.parametrize(
    "table", [*append_only.append_only_tables(), "reviews_review", "reviews_publication"]
)
def test_no_table_can_be_emptied_at_a_stroke(table: str) -> None:
    with pytest.raises(OperationalError if on_sqlite else IntegrityError):  # SQLite does not know the word
        run(f"TRUNCATE {table} CASCADE")


def test_a_new_row_is_welcome() -> None:
    make.edited(Revision.objects.get().article)
    assert Revision.objects.count() == 2
    assert ledger_chain.faults() == []


# --- The triggers stay ---------------------------------------------------------------------------------------
@pytest.fixture
def triggers_back() -> Iterator[None]:
    yield
    append_only.install(connection)


def drop(name: str) -> None:
    table = append_only._where(connection)[name]
    run(f"DROP TRIGGER {name}" + ("" if on_sqlite else f" ON {table}"))


ALL_TRIGGERS = [name for name, _ in append_only.statements(connection.vendor)]


def test_every_trigger_is_there_after_the_migrations() -> None:
    assert append_only.missing(connection) == []
    assert len(set(ALL_TRIGGERS)) == len(ALL_TRIGGERS) > 2 * len(KEPT)


def test_a_missing_trigger_is_named_by_the_system_check_whichever_it_is(triggers_back: None) -> None:
    for name in ALL_TRIGGERS:
        with transaction.atomic():
            drop(name)
            [found] = append_only.check_triggers(None, databases=["default"])
            transaction.set_rollback(True)
        assert found.id == "articles.E001"
        assert f" {name} " in found.msg
        assert "migrate" in str(found.hint)


def test_the_check_command_fails_while_a_trigger_is_missing(triggers_back: None) -> None:
    call_command("check", databases=["default"])
    drop("articles_revision_no_update")
    with pytest.raises(SystemCheckError, match="articles_revision_no_update"):
        call_command("check", databases=["default"])


TRIGGER = "articles_revision_no_update"
SWITCHED_OFF = {
    "sqlite": [f"DROP TRIGGER {TRIGGER}"],
    "postgresql": [
        f"ALTER TABLE articles_revision {how} TRIGGER {TRIGGER}" for how in ("DISABLE", "ENABLE REPLICA")
    ],
}


@pytest.mark.parametrize("how", SWITCHED_OFF[connection.vendor])
def test_a_trigger_that_is_switched_off_counts_as_missing(how: str, triggers_back: None) -> None:
    run(how)
    assert append_only.missing(connection) == [TRIGGER]


def test_migrate_puts_back_what_is_missing_and_mends_what_is_blunt(triggers_back: None) -> None:
    """A trigger of an older version, or a weakened one, has the right name and the wrong words."""
    drop("reviews_signoff_no_delete")
    drop("review_is_kept")
    for command in blunt("review_is_kept"):
        run(command)
    assert set(append_only.missing(connection)) == {"review_is_kept", "reviews_signoff_no_delete"}
    call_command("migrate", verbosity=0)
    assert append_only.missing(connection) == []
    assert refused("DELETE FROM reviews_signoff")
    assert refused("DELETE FROM reviews_review")


def test_a_missing_trigger_does_not_stop_the_command_that_puts_it_back(triggers_back: None) -> None:
    drop("review_is_kept")
    call_command("migrate", verbosity=0, skip_checks=False)
    assert append_only.missing(connection) == []


def blunt(name: str) -> list[str]:
    if on_sqlite:
        return [f"CREATE TRIGGER {name} BEFORE DELETE ON reviews_review BEGIN SELECT 1; END"]
    return [
        "CREATE FUNCTION blunt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$",
        f"CREATE TRIGGER {name} BEFORE DELETE ON reviews_review FOR EACH ROW EXECUTE FUNCTION blunt()",
    ]
