"""Open letters by age, which the front page of the desk asks for."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("readers", "0004_edition")]

    operations = [
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=Q(answered_at=None, closed_at=None), fields=["received_at"], name="letter_open"
            ),
        )
    ]
