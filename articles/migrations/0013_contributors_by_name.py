"""A person is found by their name without reading all there are: every file that is imported asks for its authors."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0012_advisory_role"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="contributor",
            index=models.Index(fields=["name"], name="contributor_by_name"),
        ),
    ]
