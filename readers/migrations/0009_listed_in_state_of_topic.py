"""The lines of a topic that are in some state, in the order of the list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("readers", "0008_wordings_by_index")]

    operations = [
        migrations.AddIndex(
            model_name="listed",
            index=models.Index(
                fields=["category", "state", "-published_at", "-publication", "next_review_on"],
                name="listed_in_state_of_topic",
            ),
        ),
    ]
