"""What if a migration rebuilds a table that triggers keep? SQLite copies, drops and renames; the triggers must be back."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models
from django.db.models.signals import post_migrate, pre_migrate
from django.dispatch import Signal

from articles import append_only
from articles.models import Revision
from reviews.models import LedgerEntry, Publication, Review, Signature, SignOff
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
TABLES = pytest.mark.parametrize(
    "model",
    [Revision, SignOff, Signature, LedgerEntry, Review, Publication],
    ids=lambda model: model.__name__,
)


@TABLES
def test_a_migration_that_rebuilds_a_table_runs_and_the_triggers_are_there_afterwards(
    model: type[models.Model], committed: None
) -> None:
    make.approved()
    before = list(model._default_manager.values())
    emit(pre_migrate, plan=["a migration"])
    rebuild(model)
    emit(post_migrate)
    assert append_only.missing(connection) == []
    assert list(model._default_manager.values()) == before
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")


def test_where_nothing_is_to_migrate_the_triggers_are_not_touched(committed: None) -> None:
    """No moment without a guard each time that a server starts and asks for migrations."""
    emit(pre_migrate, plan=[])
    assert append_only.missing(connection) == []


def rebuild(model: type[models.Model]) -> None:
    field = models.TextField(default="")
    field.set_attributes_from_name("added_by_a_migration")
    with connection.schema_editor() as editor:
        editor.add_field(model, field)
    with connection.schema_editor() as editor:
        editor.remove_field(model, field)


def emit(signal: Signal, **arguments: Any) -> None:
    """As ``migrate`` does, to the one app that listens for the sake of triggers."""
    articles = apps.get_app_config("articles")
    signal.send(
        sender=articles,
        app_config=articles,
        using="default",
        verbosity=0,
        interactive=False,
        apps=apps,
        **arguments,
    )
