"""What may the site's own role do in PostgreSQL, so that even a stolen connection cannot bend the record?

The owner runs migrations and nothing else. The site connects as another role, which owns no table: it can neither drop
nor disable a trigger, and it has no right to change or delete what is append-only. Whatever is not granted is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from articles import append_only

KEPT = ("reviews_review", "reviews_publication")  # changed along their rules, never deleted
READ_ONLY = ("django_migrations",)


def statements(*, owner: str, app: str) -> Iterator[str]:
    """SQL for a superuser, or for the owner where the roles are there. Running it again changes nothing."""
    name = connection.ops.quote_name
    tables = sorted(connection.introspection.table_names())
    sequences = _sequences()
    yield from (_role(role) for role in (owner, app))
    yield f"ALTER SCHEMA public OWNER TO {name(owner)}"
    yield f"GRANT USAGE ON SCHEMA public TO {name(app)}"
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {name(app)}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {name(app)}"
    for table in tables:
        yield f"ALTER TABLE {name(table)} OWNER TO {name(owner)}"
        yield f"GRANT {rights(table)} ON {name(table)} TO {name(app)}"
    for sequence in sequences:
        yield f"GRANT USAGE ON SEQUENCE {name(sequence)} TO {name(app)}"
    yield from (f"ALTER FUNCTION {function} OWNER TO {name(owner)}" for function in _functions())


def rights(table: str) -> str:
    """TRUNCATE, TRIGGER and REFERENCES are granted nowhere."""
    if table in READ_ONLY:
        return "SELECT"
    if table in append_only.append_only_tables():
        return "SELECT, INSERT"
    return "SELECT, INSERT, UPDATE" if table in KEPT else "SELECT, INSERT, UPDATE, DELETE"


def _role(role: str) -> str:
    quoted, text = connection.ops.quote_name(role), role.replace("'", "''")
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{text}') "  # noqa: S608 - quoted above
        f"THEN CREATE ROLE {quoted} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE; END IF; END $$"
    )


def _sequences() -> list[str]:
    return _names("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1")


def _functions() -> list[str]:
    """Those that the triggers call. Whoever owned one could empty it."""
    return _names(
        "SELECT DISTINCT t.tgfoid::regprocedure::text FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
        "JOIN pg_namespace n ON n.oid = p.pronamespace WHERE NOT t.tgisinternal AND n.nspname = 'public' ORDER BY 1"
    )


def _names(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]
