"""Who wrote what, and how many articles a category has in use, found without reading the texts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_draw_source_columns"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("archived_at", None)), fields=["category", "id"], name="article_in_use"
            ),
        ),
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(fields=["author", "article", "number"], name="revision_by_author"),
        ),
    ]
