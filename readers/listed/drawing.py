"""Which rows stand in the lists, said once in SQL: the triggers draw them for one article, ``all_anew`` for all.

``{some}`` are the keys of the publications to draw. What is as it was is left alone or written as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from django.apps import AppConfig
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from articles import append_only

SHOWN = (
    "reviews_publication p JOIN articles_article x ON x.id = p.article_id "
    "LEFT JOIN reviews_policy y ON y.category_id = x.category_id LEFT JOIN reviews_review r ON r.id = p.current_review_id "
    "LEFT JOIN articles_revision v ON v.id = COALESCE(p.live_revision_id, r.revision_id)"
)
# Where these are not needed they are not joined: of more than eight tables PostgreSQL takes some in the order as written,
# and would begin with all publications.
PUBLICATION = f"{SHOWN} LEFT JOIN reviews_review a ON a.id = p.approval_id LEFT JOIN reviews_notice n ON n.id = p.notice_id"
# The rules of ``PublicationQuerySet.public`` and of ``reviews.standing``; a test holds them together.
PUBLIC = (
    "(p.live_revision_id IS NOT NULL OR (r.state IN ('submitted', 'under_review', 'changes_requested') "
    "AND r.go_live_at IS NULL AND COALESCE(y.public_before_approval, TRUE)))"
)
SIGNED = (
    "(a.state = 'approved' AND a.revision_id = p.live_revision_id AND (SELECT count(*) FROM reviews_signoff s "
    "JOIN reviews_signature g ON g.sign_off_id = s.id WHERE s.review_id = a.id AND s.revision_id = v.id "
    "AND s.digest = v.digest) >= a.required_sign_offs)"
)
RETRACTED = "(p.live_revision_id IS NOT NULL AND n.kind = 'retraction')"
STATE = (
    f"CASE WHEN {RETRACTED} THEN 'retracted' WHEN p.live_revision_id IS NOT NULL AND {SIGNED} THEN 'approved' "
    "WHEN p.live_revision_id IS NULL AND r.state IN ('submitted', 'under_review') THEN r.state ELSE 'unreviewed' END"
)
LONG_AGO = "'0001-01-01 00:00:00'"


@dataclass(frozen=True)
class Kept:
    """A table, its unique key, its other columns, and the rows that should be in it."""

    table: str
    key: str
    others: str
    rows: str

    def statements(self, *, some: str) -> Iterator[str]:
        rows = self.rows.replace("{some}", some)
        names = f"{self.key}, {self.others}"
        yield (  # the few that are too many: PostgreSQL would look each row up among all that should be there
            f"DELETE FROM {self.table} WHERE publication_id IN ({some}) AND ({self.key}) IN "  # noqa: S608 - no value in it
            f"(SELECT {self.key} FROM {self.table} WHERE publication_id IN ({some}) "
            f"EXCEPT SELECT {self.key} FROM ({rows}) AS drawn)"
        )
        moved = ", ".join(f"{name} = excluded.{name}" for name in self.others.split(", "))
        yield (
            f"INSERT INTO {self.table} ({names}) SELECT {names} FROM ({rows}) AS drawn WHERE TRUE "  # noqa: S608
            f"ON CONFLICT ({self.key}) DO UPDATE SET {moved}"
        )


LINES = Kept(
    "readers_listed",
    "publication_id",
    "category_id, state, published_at, next_review_on, signed_at, waiting_since, changed_at, moved_at",
    f"""
    SELECT q.*, CASE WHEN q.state = 'approved' THEN q.approved_at END AS signed_at,
      CASE WHEN q.state IN ('submitted', 'under_review') THEN q.submitted_at END AS waiting_since
    FROM (SELECT p.id AS publication_id, x.category_id, {STATE} AS state,
      COALESCE(p.published_at, {LONG_AGO}) AS published_at, a.next_review_on, a.approved_at, r.submitted_at,
      CASE WHEN {RETRACTED} THEN n.issued_at ELSE a.updated_at END AS changed_at,
      CASE WHEN n.issued_at > a.approved_at THEN n.issued_at ELSE a.approved_at END AS moved_at
      FROM {PUBLICATION} WHERE p.id IN ({{some}}) AND x.archived_at IS NULL AND {PUBLIC}) AS q""",  # noqa: S608
)
# The plus has SQLite begin with the line: it would ask of each tag of all articles whether it is one of all publications.
TAGS = Kept(
    "readers_listedtag",
    "publication_id, tag_id",
    "published_at",
    """
    SELECT p.id AS publication_id, t.tag_id, l.published_at FROM readers_listed l
    JOIN reviews_publication p ON p.id = +l.publication_id JOIN taggit_taggeditem t ON t.object_id = p.article_id
    JOIN django_content_type k ON k.id = t.content_type_id AND k.app_label = 'articles' AND k.model = 'article'
    WHERE l.publication_id IN ({some})""",
)
BYLINE = {
    "sqlite": "json_each(v.byline) j",
    "postgresql": "jsonb_array_elements(v.byline) j",
}
SLUG = {"sqlite": "json_extract(j.value, '$.slug')", "postgresql": "j.value ->> 'slug'"}


def people(vendor: str) -> Kept:
    published = f"COALESCE(p.published_at, {LONG_AGO}) AS published_at"
    signed = (
        "FROM readers_listed l JOIN reviews_publication p ON p.id = l.publication_id "
        "JOIN reviews_review a ON a.id = p.approval_id AND a.approved_at IS NOT NULL "
        "JOIN reviews_signoff s ON s.review_id = a.id"
    )
    return Kept(
        "readers_listedperson",
        "publication_id, slug, part",
        "published_at",
        f"""
        SELECT p.id AS publication_id, {SLUG[vendor]} AS slug,
          CASE WHEN x.archived_at IS NULL THEN 'written' ELSE 'archived' END AS part, {published}
        FROM {SHOWN} CROSS JOIN {BYLINE[vendor]} WHERE p.id IN ({{some}}) AND {PUBLIC}
        UNION SELECT p.id, s.contributor_slug, 'signed', {published} {signed}
        WHERE p.id IN ({{some}}) AND s.contributor_slug <> ''
        UNION SELECT p.id, b.contributor_slug, 'signed', {published} {signed}
        JOIN reviews_signoff b ON b.id = s.builds_on_id WHERE p.id IN ({{some}}) AND b.contributor_slug <> ''""",  # noqa: S608
    )


def statements(vendor: str, *, some: str, tags_alone: bool = False) -> Iterator[str]:
    """In this order: tags and signers stand with what is listed. The tags of an article change nothing but tags."""
    for kept in [TAGS] if tags_alone else [LINES, TAGS, people(vendor)]:
        yield from kept.statements(some=some)


# What is counted, by the rows whose coming and going changes it: the table, and the key of its tally.
COUNTED = (
    ("readers_listed", "'all'"),
    ("readers_listed", "'state ' || {row}.state"),
    ("readers_listed", "'topic ' || {row}.category_id"),
    ("readers_listedtag", "'tag ' || {row}.tag_id"),
    ("readers_listedperson", "{row}.part || ' ' || {row}.slug"),
)


def all_anew(connection: BaseDatabaseWrapper) -> None:
    """After migrations, which changed rows while no trigger stood, and on a site that has articles already."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        with _uncounted(connection):
            for statement in statements(connection.vendor, some="SELECT id FROM reviews_publication"):
                cursor.execute(statement)
        cursor.execute("DELETE FROM readers_tally")
        for table, key in COUNTED:
            of_row = key.format(row="o")
            cursor.execute(
                f"INSERT INTO readers_tally (key, number) SELECT {of_row}, count(*) FROM {table} o "  # noqa: S608
                f"WHERE {of_row} IS NOT NULL GROUP BY 1"
            )


def _uncounted(connection: BaseDatabaseWrapper) -> AbstractContextManager[None]:
    """PostgreSQL counts by the statement; SQLite would by each row, which is most of the work for what is thrown away."""
    if connection.vendor == "postgresql":
        return nullcontext()
    return append_only.without(connection, tables={table for table, _ in COUNTED})


def draw_after_migrate(sender: AppConfig, using: str, plan: Sequence[object] = (), **kwargs: object) -> None:
    if plan:
        all_anew(connections[using])
