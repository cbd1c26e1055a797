"""The narrow rows that lists walk. Triggers keep them; ``readers.listed.drawing`` draws them after ``migrate``."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0013_contributors_by_name"),
        ("readers", "0006_no_attempts"),
        ("reviews", "0016_found_by_person_and_day"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

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
                ("key", models.CharField(max_length=150)),
                ("number", models.IntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["key", "number"], name="tally_by_key")],
            },
        ),
        migrations.CreateModel(
            name="Listed",
            fields=[
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="reviews.publication",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "Submitted"),
                            ("under_review", "Under review"),
                            ("approved", "Approved"),
                            ("overdue", "Review overdue"),
                            ("retracted", "Retracted"),
                            ("unreviewed", "Not reviewed"),
                        ],
                        help_text="As on the day of the review: only the clock knows what is overdue.",
                        max_length=20,
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        help_text="Long ago while it was not public yet: such texts come last."
                    ),
                ),
                ("next_review_on", models.DateField(null=True)),
                ("signed_at", models.DateTimeField(help_text="When what is shown was approved.", null=True)),
                (
                    "waiting_since",
                    models.DateTimeField(
                        help_text="When a text that nobody signed was handed in.", null=True
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(
                        help_text="When what was approved last changed for readers.", null=True
                    ),
                ),
                (
                    "moved_at",
                    models.DateTimeField(
                        help_text="When it was approved, or had its notice since.", null=True
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.category",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-published_at", "-publication"], name="listed_newest"),
                    models.Index(
                        fields=["category", "-published_at", "-publication"], name="listed_of_topic"
                    ),
                    models.Index(
                        fields=["state", "-published_at", "-publication", "next_review_on"],
                        name="listed_in_state",
                    ),
                    models.Index(fields=["-signed_at", "-publication"], name="listed_signed"),
                    models.Index(fields=["-waiting_since", "-publication"], name="listed_waiting"),
                    models.Index(fields=["-changed_at", "-publication"], name="listed_changed"),
                    models.Index(
                        fields=["category", "-changed_at", "-publication"], name="listed_changed_of_topic"
                    ),
                    models.Index(fields=["category", "-moved_at"], name="listed_moved_of_topic"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListedPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.CharField(max_length=120)),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("written", "Written"),
                            ("signed", "Signed"),
                            ("archived", "Written, and archived since"),
                        ],
                        max_length=8,
                    ),
                ),
                ("published_at", models.DateTimeField()),
                (
                    "publication",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reviews.publication",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["slug", "part", "-published_at", "-publication"], name="listed_of_person"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("publication", "slug", "part"), name="listed_once_with_a_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ListedTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("published_at", models.DateTimeField()),
                (
                    "publication",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reviews.publication",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="taggit.tag",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tag", "-published_at", "-publication"], name="listed_under_tag")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("publication", "tag"), name="listed_once_under_a_tag")
                ],
            },
        ),
    ]
