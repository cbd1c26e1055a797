from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_notices_of_retracted_sources")]

    operations = [
        migrations.AddField(
            "source",
            "isbn",
            models.CharField("ISBN", max_length=13, editable=False, blank=True, db_index=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "source",
            "plain_title",
            models.CharField(max_length=200, editable=False, blank=True, db_index=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "source",
            "url",
            models.TextField("URL", editable=False, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "source",
            "publisher",
            models.TextField(editable=False, blank=True, default=""),
            preserve_default=False,
        ),
    ]
