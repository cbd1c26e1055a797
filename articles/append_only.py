"""Which rows are written once and kept for ever, and what stops a change?

Three fences, each enough alone for its own kind of caller: the model refuses ``save`` and ``delete``, its QuerySet
refuses bulk changes, and a trigger in the database refuses raw SQL. SQLite cannot rebuild a table that a trigger of
another table mentions, and drops the table's own triggers without a word; so they are taken down before migrations
run there, put back after every ``migrate``, and a system check says when one is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.exceptions import AppendOnlyError

# Further triggers that apps ask for: {trigger name: {vendor: [statements that create it]}}, for the vendors
# that need it.
GUARDS: dict[str, dict[str, list[str]]] = {}


class AppendOnlyQuerySet(models.QuerySet):
    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(
            f"{self.model._meta.verbose_name_plural} are kept as they were written.".capitalize()
        )

    update = delete = bulk_update = _refuse
    _raw_delete = _update = _refuse


class AppendOnlyModel(models.Model):
    """Rows of this model can be added, never changed or deleted."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{self} is kept as it was written.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{self} is kept for ever.")


def append_only_models() -> list[type[AppendOnlyModel]]:
    found = [model for model in apps.get_models() if issubclass(model, AppendOnlyModel)]
    return sorted(found, key=lambda model: model._meta.db_table)


def append_only_tables() -> list[str]:
    return [model._meta.db_table for model in append_only_models()]


def statements(vendor: str) -> Iterator[tuple[str, list[str]]]:
    """Each trigger's name with the statements that create it, for ``vendor`` ('sqlite' or 'postgresql')."""
    make = _sqlite_triggers if vendor == "sqlite" else _postgresql_triggers
    for model in append_only_models():
        yield from make(model)
    for name, by_vendor in GUARDS.items():
        if vendor in by_vendor:
            yield name, by_vendor[vendor]


def _sqlite_triggers(model: type[AppendOnlyModel]) -> Iterator[tuple[str, list[str]]]:
    table = model._meta.db_table
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    yield f"{table}_no_update", [f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}"]
    yield f"{table}_no_delete", [f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"]
    # INSERT OR REPLACE deletes whatever stands in its way, by any unique key, without firing the delete trigger.
    same = " OR ".join(" AND ".join(f"{c} = NEW.{c}" for c in columns) for columns in _unique_keys(model))
    when = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"
    yield (
        f"{table}_no_replace",
        [f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} {when} {refuse}"],
    )


def _unique_keys(model: type[AppendOnlyModel]) -> Iterator[list[str]]:
    """The columns of each unique key, the primary one first."""
    columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
    yield from ([columns[field.name]] for field in model._meta.concrete_fields if field.unique)
    for constraint in model._meta.total_unique_constraints:
        yield [columns[name] for name in constraint.fields]


def _postgresql_triggers(model: type[AppendOnlyModel]) -> Iterator[tuple[str, list[str]]]:
    table = model._meta.db_table
    function = (
        "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
    )
    for verb, level in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        name = f"{table}_no_{verb.lower()}"
        yield (
            name,
            [
                function,
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH {level} EXECUTE FUNCTION append_only()",
            ],
        )


def present(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of our triggers that the database has, switched on, word for word as this version makes them."""
    have = _worded(connection)
    return {name for name, commands in statements(connection.vendor) if have.get(name) == _wording(commands)}


def _wording(commands: list[str]) -> list[str]:
    """What a database keeps of the statements: the trigger's own, and the body of the function that it calls."""
    return [commands[-1], *(command.split("$$")[1] for command in commands[:-1])]


def _worded(connection: BaseDatabaseWrapper) -> dict[str, list[str]]:
    """A trigger of the right name that does nothing is none."""
    sql = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT t.tgname, pg_get_triggerdef(t.oid, true), p.prosrc FROM pg_trigger t "
        "JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {name: list(words) for name, *words in cursor.fetchall()}


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    have = present(connection)
    return [name for name, _ in statements(connection.vendor) if name not in have]


def install(connection: BaseDatabaseWrapper) -> None:
    """Create every trigger anew, so that each is there as this version words it; doing it again changes nothing."""
    with transaction.atomic(using=connection.alias):
        remove(connection)
        with connection.cursor() as cursor:
            for _, commands in statements(connection.vendor):
                for command in commands:
                    cursor.execute(command)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take down every trigger of ours that is there. Only for what puts them back: a migration, a flushed test."""
    ours = {name for name, _ in statements(connection.vendor)}
    with connection.cursor() as cursor:
        for name, table in sorted(_where(connection).items()):
            if name in ours:
                cursor.execute(
                    f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else "")
                )


@contextmanager
def without(connection: BaseDatabaseWrapper, *, tables: set[str]) -> Iterator[None]:
    """Our triggers on these tables are down meanwhile, and up again at the end. For what makes up for them itself."""
    down = {name for name, table in _where(connection).items() if table in tables}
    again = {name: commands for name, commands in statements(connection.vendor) if name in down}
    with connection.cursor() as cursor:
        for name in sorted(again):
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for commands in again.values():
            for command in commands:
                cursor.execute(command)


def _where(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Each trigger of the database with its table, switched on or not."""
    sql = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return dict(cursor.fetchall())


def _tables_exist(connection: BaseDatabaseWrapper) -> bool:
    """All of them: a trigger may mention any."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return tables <= set(connection.introspection.table_names())


def remove_before_migrate(sender: AppConfig, using: str, plan: list[Any], **kwargs: Any) -> None:
    """SQLite alone: PostgreSQL changes a table in place and keeps its triggers."""
    if plan and connections[using].vendor == "sqlite":
        remove(connections[using])


def install_after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    if _tables_exist(connections[using]):
        install(connections[using])


def check_triggers(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """System check: with ``check --database default``, every trigger must be there."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if not _tables_exist(connection):
            continue
        found += [
            Error(
                f"The trigger {name} is missing from the database “{alias}”, or is not as it was made.",
                hint="Run manage.py migrate: it puts triggers back.",
                id="articles.E001",
            )
            for name in missing(connection)
        ]
    return found
