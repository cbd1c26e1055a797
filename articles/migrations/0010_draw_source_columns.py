"""The new columns and words of the sources that are there already, drawn from their records."""

from django.apps.registry import Apps
from django.db import migrations

from articles.bibliography import identifiers, references
from articles.bibliography.names import plain
from articles.bibliography.picking import plain_title, words_of


def draw(apps: Apps, schema_editor: object) -> None:
    sources, words = apps.get_model("articles", "Source"), apps.get_model("articles", "SourceWord")
    for source in sources.objects.iterator(chunk_size=500):
        source.isbn = identifiers.isbn(source.csl)
        source.plain_title = plain_title(source.csl)
        source.url = references.web_address(source.csl.get("URL")) or ""
        source.publisher = plain(source.csl.get("publisher"))
        source.save(update_fields=["isbn", "plain_title", "url", "publisher"])
        found = sorted(words_of(source.key, source.csl))
        words.objects.bulk_create(words(source=source, word=word) for word in found)


def forget(apps: Apps, schema_editor: object) -> None:
    apps.get_model("articles", "SourceWord").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_source_words")]

    operations = [migrations.RunPython(draw, forget)]
