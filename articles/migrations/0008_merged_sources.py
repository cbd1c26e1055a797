from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_source_identifiers")]

    operations = [
        migrations.AddField(
            "source",
            "merged_into",
            models.ForeignKey(
                "articles.source",
                models.PROTECT,
                null=True,
                blank=True,
                editable=False,
                related_name="merged",
            ),
        ),
    ]
