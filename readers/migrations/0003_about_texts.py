"""Versions of the pages about the site that editors write; the first text is the house's own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("readers", "0002_correspondence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AboutText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("editorial-policy", "Editorial policy"),
                            ("disclaimer", "Disclaimer"),
                            ("privacy", "Privacy"),
                            ("accessibility", "Accessibility"),
                            ("contact", "Contact"),
                        ],
                        max_length=30,
                        verbose_name="page",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("body", models.TextField(verbose_name="text")),
                ("html", models.TextField(editable=False)),
                ("note", models.CharField(max_length=300, verbose_name="what changed")),
                ("author_name", models.CharField(max_length=200)),
                ("written_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "page about the site",
                "verbose_name_plural": "pages about the site",
                "ordering": ["subject", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "number"), name="about_text_number_once")
                ],
            },
        ),
    ]
