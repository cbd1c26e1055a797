"""What the front page asks for, found without reading every review, for years of them and for many that are open."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0011_found_without_reading_texts"),
        ("reviews", "0007_place_of_a_comment"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=[
                    "reviewer",
                    "state",
                    "submitted_at",
                    "due_on",
                    "specialty",
                    "further_specialty",
                    "article",
                ],
                name="review_in_hand",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["state", "submitted_by", "submitted_at"], name="review_sent_back_to"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["revision", "state"], name="review_of_a_revision"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["state", "article", "next_review_on"], name="review_due_by_article"),
        ),
    ]
