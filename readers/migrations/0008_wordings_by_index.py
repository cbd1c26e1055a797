"""Texts with a wording for patients or for clinicians, which the sitemap names."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0013_contributors_by_name"),
        ("readers", "0007_listed"),
        ("reviews", "0016_found_by_person_and_day"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="searchdocument",
            index=models.Index(
                condition=models.Q(("is_for_patients", True)),
                fields=["publication", "state"],
                name="worded_for_patients",
            ),
        ),
        migrations.AddIndex(
            model_name="searchdocument",
            index=models.Index(
                condition=models.Q(("is_for_clinicians", True)),
                fields=["publication", "state"],
                name="worded_for_clinicians",
            ),
        ),
    ]
