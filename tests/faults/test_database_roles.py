"""Can the site's own database role do its work, and can it bend the record?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import CommandError
from django.db import ProgrammingError, connection, transaction

from articles import append_only
from readers.models import SearchDocument
from reviews import actions
from reviews.models import Review
from reviews.workflow import State
from tests import factories as make
from tests.articles.importer import command

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
OWNER, APP = "imprimatur_test_owner", "imprimatur_test_app"
TABLE = "reviews_signoff"
BENDING = {
    "disables a trigger": f"ALTER TABLE {TABLE} DISABLE TRIGGER {TABLE}_no_update",
    "disables all triggers": f"ALTER TABLE {TABLE} DISABLE TRIGGER ALL",
    "drops a trigger": f"DROP TRIGGER {TABLE}_no_update ON {TABLE}",
    "empties the function of a trigger": "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql "
    "AS $$ BEGIN RETURN NEW; END $$",
    "drops the function of a trigger": "DROP FUNCTION append_only() CASCADE",
    "switches triggers off for the session": "SET session_replication_role = replica",
    "adds a trigger of its own": f"CREATE TRIGGER mine BEFORE INSERT ON {TABLE} FOR EACH ROW EXECUTE FUNCTION append_only()",
    "makes itself the owner": f"ALTER TABLE {TABLE} OWNER TO {APP}",
    "becomes the owner": f"SET ROLE {OWNER}",
    "grants itself the right": f"GRANT UPDATE ON {TABLE} TO {APP}; UPDATE {TABLE} SET printed_name = printed_name",
    "drops the table": f"DROP TABLE {TABLE} CASCADE",
    "makes a table in its place": "CREATE TABLE public.reviews_signoff_2 (id int)",
    "inherits from the table": f"CREATE TEMP TABLE t () INHERITS ({TABLE})",
    "deletes a review": "DELETE FROM reviews_review",
    "empties the publications": "TRUNCATE reviews_publication CASCADE",
    "forgets a migration": "DELETE FROM django_migrations",
    **{
        f"{verb.split()[0].lower()}s {table}": verb.format(table=table)
        for table in append_only.append_only_tables()
        for verb in ("UPDATE {table} SET id = id", "DELETE FROM {table}", "TRUNCATE {table} CASCADE")
    },
}


@contextmanager
def connected_as(role: str) -> Iterator[None]:
    """The one connection of this thread, made anew as another role, as a site would that was configured so."""
    before = connection.settings_dict["USER"]
    _reconnect(role)
    try:
        yield
    finally:
        _reconnect(before)


def _reconnect(role: str) -> None:
    connection.close()
    connection.close_pool()
    connection.settings_dict["USER"] = role


@contextmanager
def roles() -> Iterator[None]:
    """Run what the command prints; afterwards all belongs to the one who ran it again."""
    printed = command("database_roles", "--owner", OWNER, "--app", APP).said
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        [me] = cursor.fetchone()
        cursor.execute(printed)
        cursor.execute(printed)  # a second time, it changes nothing
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                f"REASSIGN OWNED BY {OWNER} TO {me}; DROP OWNED BY {OWNER}, {APP}; DROP ROLE {OWNER}, {APP}"
            )


def of_postgresql() -> None:
    review = make.submitted()
    with roles():
        with connected_as(APP):
            signed_by_the_site(review)
            bent = [name for name, sql in BENDING.items() if not is_refused(sql)]
            assert bent == []
        with connected_as(OWNER):
            assert append_only.missing(connection) == []
            command("migrate", verbosity=0)
    assert command("verify_record").code == 0


def is_refused(sql: str) -> bool:
    """Is it the right that is missing? A trigger would say something else."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except ProgrammingError as error:
        return "permission denied" in str(error) or "must be owner" in str(error)
    return False


def signed_by_the_site(review: Review) -> None:
    """The walk from draft to mark, and what comes after, as the role that a site connects as."""
    actions.claim(review=review, by=make.reviewer())
    make.sign(review)
    assert Review.objects.get(pk=review.pk).state == State.APPROVED
    actions.submit(article=make.edited(review.article), by=make.writer())
    actions.correct(article=review.article, by=make.editor(), reason="A number.")
    command("rebuild_search")
    assert SearchDocument.objects.exists()
    assert command("verify_record").code == 0


def of_sqlite() -> None:
    with pytest.raises(CommandError, match="SQLite has no roles"):
        command("database_roles")


def test_the_role_of_the_site_can_do_its_work_and_cannot_bend_the_record(committed: None) -> None:
    {"postgresql": of_postgresql, "sqlite": of_sqlite}[connection.vendor]()


@pytest.mark.parametrize(
    "names", [("a-b", "app"), ("owner", "app; DROP"), ("same", "same"), ("Owner", "app"), ("", "app")]
)
def test_a_role_s_name_is_a_plain_word_and_owner_and_site_are_two(
    names: tuple[str, str], committed: None
) -> None:
    with pytest.raises(CommandError):
        command("database_roles", "--owner", names[0], "--app", names[1])
