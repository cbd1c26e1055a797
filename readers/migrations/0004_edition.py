"""The row whose mark says which edition of the site is read. Triggers are put up after ``migrate``."""

import secrets

from django.db import migrations, models


def begin(apps, schema_editor):
    apps.get_model("readers", "Edition").objects.create(pk=1, mark=secrets.randbits(62))


class Migration(migrations.Migration):
    dependencies = [("readers", "0003_about_texts")]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mark", models.BigIntegerField()),
            ],
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
