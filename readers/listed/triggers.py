"""When are the rows of the lists drawn anew? In the statement that changes what they are drawn from, whoever runs it.

So no way of writing is left out, and who reads in the same transaction sees the list as it will be.
"""

from __future__ import annotations

from collections.abc import Iterator

from articles import append_only
from readers import once
from readers.listed import drawing

OF_ARTICLE = "SELECT id FROM reviews_publication WHERE article_id = {row}."
OF_REVIEW = "SELECT id FROM reviews_publication WHERE approval_id = {row}.id OR current_review_id = {row}.id"
PENDING_OF_TOPIC = (
    "SELECT w.id FROM reviews_publication w JOIN articles_article z ON z.id = w.article_id "
    "WHERE w.live_revision_id IS NULL AND z.category_id = {row}.category_id"
)
OF_SIGN_OFF = (
    "SELECT w.id FROM reviews_publication w JOIN reviews_signoff z ON z.review_id = w.approval_id "
    "WHERE z.id = {row}.sign_off_id"
)
# Which publications are drawn anew, by the table that changes and how. What is append-only only comes.
DRAWN = {
    "reviews_publication": (("INSERT", "UPDATE", "DELETE"), "SELECT {row}.id"),
    "articles_article": (("UPDATE",), OF_ARTICLE + "id"),
    "reviews_review": (("UPDATE",), OF_REVIEW),
    "reviews_policy": (("INSERT", "UPDATE", "DELETE"), PENDING_OF_TOPIC),
    "reviews_signature": (("INSERT",), OF_SIGN_OFF),
    "taggit_taggeditem": (("INSERT", "UPDATE", "DELETE"), OF_ARTICLE + "object_id"),
}
COMPACTED = 32  # so many rows of a tally, about, before they are summed into one


def register() -> None:
    """Have the triggers put up after every ``migrate`` and checked with all others."""
    for table, (events, some) in DRAWN.items():
        for event in events:
            name = f"{table}_lists_{event.lower()}"
            append_only.GUARDS[name] = {
                "sqlite": [_sqlite(name, table, event, _drawn("sqlite", event, table=table, some=some))],
                "postgresql": list(
                    _postgresql(name, table, event, _drawn("postgresql", event, table=table, some=some))
                ),
            }
    for table in dict.fromkeys(table for table, _ in drawing.COUNTED):
        for event in ("INSERT", "UPDATE", "DELETE"):
            name = f"{table}_counts_{event.lower()}"
            append_only.GUARDS[name] = {
                "sqlite": [_sqlite(name, table, event, list(_counted_in_place(table, event)))],
                "postgresql": list(_counted_by_statements(name, table, event)),
            }


def _drawn(vendor: str, event: str, *, table: str, some: str) -> list[str]:
    """A row that moves from one article to another is drawn for both."""
    rows = {"INSERT": ["NEW"], "DELETE": ["OLD"], "UPDATE": ["NEW", "OLD"]}[event]
    asked = " UNION ".join(some.format(row=row) for row in rows)
    drawn = drawing.statements(vendor, some=asked, tags_alone=table == "taggit_taggeditem")
    if vendor == "sqlite":
        return list(drawn)
    # Whoever else changes the same articles is waited for, and what they did is seen by the statements that follow.
    lock = f"PERFORM 1 FROM reviews_publication WHERE id IN ({asked}) ORDER BY id FOR NO KEY UPDATE"
    return [lock, *drawn]


def _changes(table: str, event: str) -> Iterator[tuple[str, str, int]]:
    """A key of the tally, the condition under which it counts, and how much."""
    for counted, key in drawing.COUNTED:
        if counted == table:
            new, old = key.format(row="NEW"), key.format(row="OLD")
            if event == "UPDATE":
                if key != new:
                    yield new, f"{new} IS NOT NULL AND COALESCE({old}, '') <> {new}", 1
                    yield old, f"{old} IS NOT NULL AND COALESCE({new}, '') <> {old}", -1
            else:
                name = new if event == "INSERT" else old
                yield name, f"{name} IS NOT NULL", 1 if event == "INSERT" else -1


def _counted_in_place(table: str, event: str) -> Iterator[str]:
    """SQLite has one writer at a time."""
    for key, condition, number in _changes(table, event):
        yield (
            f"INSERT INTO readers_tally (key, number) SELECT {key}, 0 WHERE {condition} "  # noqa: S608
            f"AND NOT EXISTS (SELECT 1 FROM readers_tally WHERE key = {key})"
        )
        yield f"UPDATE readers_tally SET number = number + {number} WHERE key = {key} AND {condition}"  # noqa: S608


def _counted_by_statements(name: str, table: str, event: str) -> Iterator[str]:
    """A row for each key that a statement changes, however many lines it draws. Now and then those that nobody else holds
    are summed into one, but once in a transaction: what it deletes itself it would walk over again each time."""
    rows = {"new_rows": ("NEW TABLE", 1), "old_rows": ("OLD TABLE", -1)}
    if event != "UPDATE":
        del rows["old_rows" if event == "INSERT" else "new_rows"]
    changes = " UNION ALL ".join(
        f"SELECT {key.format(row='r')} AS key, {number} AS number FROM {some} r"  # noqa: S608 - no value in it
        for some, (_, number) in rows.items()
        for counted, key in drawing.COUNTED
        if counted == table
    )
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE place bigint; counted text; "  # noqa: S608
        "BEGIN FOR place, counted IN INSERT INTO readers_tally (key, number) "
        f"SELECT key, sum(number) FROM ({changes}) AS c WHERE key IS NOT NULL GROUP BY key HAVING sum(number) <> 0 "
        f"RETURNING id, key LOOP IF place % {COMPACTED} = 0 AND {once.NOT_YET.format(what='summed')} THEN "
        f"PERFORM {once.DONE.format(what='summed')}; "
        "WITH gone AS (DELETE FROM readers_tally WHERE id IN "
        "(SELECT id FROM readers_tally WHERE key = counted FOR UPDATE SKIP LOCKED) RETURNING number) "
        "INSERT INTO readers_tally (key, number) SELECT counted, sum(number) FROM gone HAVING count(*) > 0; "
        "END IF; END LOOP; RETURN NULL; END $$"
    )
    seen = " ".join(f"{kind} AS {some}" for some, (kind, _) in reversed(rows.items()))
    yield (
        f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {seen} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )


def _sqlite(name: str, table: str, event: str, statements: list[str]) -> str:
    return f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {'; '.join(statements) or 'SELECT 1'}; END"


def _postgresql(name: str, table: str, event: str, statements: list[str]) -> Iterator[str]:
    body = "".join(f"{statement}; " for statement in statements)
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body}RETURN NULL; END $$"
    )
    yield f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
