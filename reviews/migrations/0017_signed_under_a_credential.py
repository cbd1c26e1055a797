"""Sign-offs by person and credential: under which of their credentials somebody signed, without reading all that they signed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0016_found_by_person_and_day")]

    operations = [
        migrations.AddIndex(
            model_name="signoff",
            index=models.Index(fields=["contributor_slug", "credential"], name="sign_off_under_credential"),
        ),
    ]
