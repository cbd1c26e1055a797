"""The documents and words of the search, and what each database needs to look through them."""

import django.db.models.deletion
from django.db import migrations, models

SQLITE = """
CREATE VIRTUAL TABLE readers_searchindex USING fts5(
  title, excerpt, body, byline, sources, tags,
  content='readers_searchdocument', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
)
"""
# English stems without stop words: "vitamin A" is not "vitamin". The words come folded, so no extension is needed.
POSTGRESQL = """
CREATE TEXT SEARCH DICTIONARY readers_stem (TEMPLATE = pg_catalog.snowball, Language = english);
CREATE TEXT SEARCH CONFIGURATION readers_search (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION readers_search ALTER MAPPING REPLACE pg_catalog.english_stem WITH readers_stem;
ALTER TABLE readers_searchdocument
  ADD COLUMN words tsvector NOT NULL GENERATED ALWAYS AS (
    setweight(to_tsvector('readers_search', title), 'A')
    || setweight(to_tsvector('readers_search', excerpt), 'B')
    || setweight(to_tsvector('readers_search', tags), 'B')
    || setweight(to_tsvector('readers_search', byline), 'C')
    || setweight(to_tsvector('readers_search', body), 'D')
    || setweight(to_tsvector('readers_search', sources), 'D')
  ) STORED,
  ADD COLUMN title_words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('readers_search', title)) STORED;
CREATE INDEX search_document_words ON readers_searchdocument USING gin (words);
CREATE INDEX search_document_title_words ON readers_searchdocument USING gin (title_words);
"""
POSTGRESQL_BACK = """
ALTER TABLE readers_searchdocument DROP COLUMN words, DROP COLUMN title_words;
DROP TEXT SEARCH CONFIGURATION readers_search;
DROP TEXT SEARCH DICTIONARY readers_stem;
"""
STATES = [
    ("submitted", "Submitted"),
    ("under_review", "Under review"),
    ("approved", "Approved"),
    ("overdue", "Review overdue"),
    ("retracted", "Retracted"),
    ("unreviewed", "Not reviewed"),
]


def add_index(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute(SQLITE if is_sqlite else POSTGRESQL, params=None)


def remove_index(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute("DROP TABLE readers_searchindex" if is_sqlite else POSTGRESQL_BACK, params=None)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("articles", "0002_source_retracted_on"),
        ("reviews", "0004_desk_permissions"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=64, unique=True)),
                ("documents", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=STATES,
                        help_text="As on the day of the review: only the clock knows what is overdue.",
                        max_length=20,
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(help_text="Of the last review.", null=True)),
                ("next_review_on", models.DateField(null=True)),
                (
                    "dated",
                    models.BigIntegerField(
                        help_text="When it was last reviewed, else when it became public: in seconds of the epoch, to be compared fast."
                    ),
                ),
                ("is_for_patients", models.BooleanField(default=False)),
                ("is_for_clinicians", models.BooleanField(default=False)),
                (
                    "category",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.category",
                    ),
                ),
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_document",
                        to="reviews.publication",
                    ),
                ),
                ("title", models.TextField()),
                ("excerpt", models.TextField()),
                ("body", models.TextField()),
                ("byline", models.TextField()),
                ("sources", models.TextField()),
                ("tags", models.TextField()),
                ("text", models.TextField()),
            ],
            options={"indexes": [models.Index(fields=["-dated", "-id"], name="search_document_by_date")]},
        ),
        migrations.RunPython(add_index, remove_index),
    ]
