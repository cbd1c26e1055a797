"""The public may see who sits on the advisory board."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0011_found_without_reading_texts")]

    operations = [
        migrations.AddField(
            "contributor",
            "advisory_role",
            models.CharField(
                "role on the advisory board",
                max_length=120,
                blank=True,
                help_text="Such as “Chair” or “Member, for pharmacy”. Empty: not on the board. Readers see it among the people.",
            ),
        )
    ]
