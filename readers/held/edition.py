"""Which edition of the public site is this? One mark that every change a reader could see replaces, at its commit.

The mark is random, not counted: a restored backup or another database never has one that was used before. Triggers
replace it, so that no way of writing is left out, raw SQL included. On PostgreSQL they wait for the commit: the row
is locked last and briefly, whatever an act locked before. On SQLite there is one writer at a time anyway.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps

from articles import append_only
from readers import once

TABLE = "readers_edition"
APPS = ("articles", "reviews", "readers", "taggit")
# Tables of these apps that no public page reads; a table that is not named here is watched.
UNSEEN = {
    "articles_article_listed_sources",  # pages show the sources that a revision kept
    "readers_consent", "readers_consent_topics", "readers_issue", "readers_letter", "readers_post",
    "readers_subscription", "readers_subscription_topics", "readers_suppression",  # letters of readers
    "readers_edition",
    "reviews_answer", "reviews_comment", "reviews_look", "reviews_mail", "reviews_pool", "reviews_pool_members",
    "reviews_preferences", "reviews_sharelink",  # what the desk keeps to itself
    "reviews_accessevent", "reviews_desksession", "reviews_eventorigin", "reviews_factorreset", "reviews_recoverycode",
    "reviews_tally", "reviews_wrongproof",  # who comes to the desk
}  # fmt: skip
EVENTS = ("INSERT", "UPDATE", "DELETE")
_MARK = {
    "sqlite": "random()",
    "postgresql": "('x' || left(md5(gen_random_uuid()::text), 16))::bit(64)::bigint",
}
_ROW = (
    f"INSERT INTO {TABLE} (id, mark) VALUES (1, {{mark}}) ON CONFLICT (id) DO UPDATE SET mark = excluded.mark"
)
READ = f"SELECT mark FROM {TABLE} WHERE id = 1"


def watched() -> list[str]:
    """The tables whose rows a public page may show, in order."""
    models = (
        model for label in APPS for model in apps.get_app_config(label).get_models(include_auto_created=True)
    )
    return sorted({model._meta.db_table for model in models} - UNSEEN)


def register() -> None:
    """Have the triggers put up after every ``migrate`` and checked with all others."""
    for table in watched():
        for event in EVENTS:
            name = f"{table}_shows_{event.lower()}"
            append_only.GUARDS[name] = {
                "sqlite": [_sqlite(name, table, event)],
                "postgresql": list(_postgresql(name, table, event)),
            }
        name = f"{table}_shows_truncate"
        append_only.GUARDS[name] = {"postgresql": list(_postgresql(name, table, "TRUNCATE"))}


def _sqlite(name: str, table: str, event: str) -> str:
    return f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {_ROW.format(mark=_MARK['sqlite'])}; END"


def _postgresql(name: str, table: str, event: str) -> Iterator[str]:
    """A truncation cannot wait for the commit, and no act of the site truncates.

    Others see one mark of a transaction, so it makes one: thousands of rows would each walk over the marks before theirs.
    """
    row = _ROW.format(mark=_MARK["postgresql"])
    yield (
        "CREATE OR REPLACE FUNCTION readers_new_edition() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {once.NOT_YET.format(what='edition')} THEN {row}; PERFORM {once.DONE.format(what='edition')}; "
        "END IF; RETURN NULL; END $$"
    )
    if event == "TRUNCATE":
        yield f"CREATE TRIGGER {name} AFTER TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION readers_new_edition()"
    else:
        yield (
            f"CREATE CONSTRAINT TRIGGER {name} AFTER {event} ON {table} DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION readers_new_edition()"
        )
