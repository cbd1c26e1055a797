"""How often somebody asked for something lately, for the limits on forms and on the search."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0014_access_events")]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("visitor", models.CharField(max_length=64)),
                ("act", models.CharField(max_length=20)),
                (
                    "begun",
                    models.BigIntegerField(
                        help_text="The stretch of time that is counted: its first second in the epoch."
                    ),
                ),
                ("number", models.PositiveIntegerField(default=1)),
            ],
            options={"verbose_name_plural": "tallies"},
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(
                fields=("visitor", "act", "begun"), name="one_tally_for_each_stretch"
            ),
        ),
    ]
