from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_merged_sources")]

    operations = [
        migrations.CreateModel(
            name="SourceWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=60)),
                ("source", models.ForeignKey("articles.source", models.CASCADE, related_name="words")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["source", "word"], name="source_word_once")],
                "indexes": [
                    models.Index(
                        fields=["word", "source"],
                        name="source_word_prefix",
                        opclasses=["varchar_pattern_ops", "int8_ops"],
                    )
                ],
            },
        ),
    ]
