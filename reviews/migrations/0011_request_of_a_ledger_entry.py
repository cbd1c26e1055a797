"""Which line of the server's log belongs to an act? Beside the chained content, so that no digest changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0010_reading_grade_within_bounds")]

    operations = [
        migrations.AddField(
            model_name="ledgerentry",
            name="request",
            field=models.CharField(
                max_length=64,
                null=True,
                help_text="The id in the server's log; not part of the digest, and None for a job.",
            ),
        ),
    ]
