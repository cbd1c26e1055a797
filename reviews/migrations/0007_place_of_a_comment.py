"""A comment keeps the block and the wording in which the words that it quotes stood."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0006_signatures")]

    operations = [
        migrations.AddField(
            model_name="comment", name="audience", field=models.CharField(blank=True, max_length=20)
        ),
        migrations.AddField(
            model_name="comment",
            name="block",
            field=models.PositiveIntegerField(
                default=0, help_text="Of the text under review; 0: not in a block."
            ),
        ),
    ]
