"""Which languages there are, for the choice beside the list of articles."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0013_contributors_by_name")]

    operations = [
        migrations.AddIndex(
            model_name="article", index=models.Index(fields=["language"], name="article_by_language")
        ),
    ]
