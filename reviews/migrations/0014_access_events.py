"""What happened at the door, and from where."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0013_lost_factors"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("logged_in", "logged in"),
                            ("failed", "log-in failed"),
                            ("locked_out", "locked out for a while"),
                            ("logged_out", "logged out"),
                            ("expired", "session expired"),
                            ("ended", "session ended from elsewhere"),
                            ("proved", "second factor shown"),
                            ("unproved", "wrong second factor"),
                            ("factor_added", "second factor added"),
                            ("factor_removed", "second factor removed"),
                            ("codes_made", "recovery codes made"),
                            ("code_used", "recovery code used"),
                            ("factors_reset", "second factors reset by others"),
                            ("password_changed", "password changed"),
                            ("signing_refused", "wrong attempt to sign"),
                        ],
                        max_length=20,
                    ),
                ),
                ("details", models.CharField(blank=True, max_length=200)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="access_events",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="EventOrigin",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="origin",
                        serialize=False,
                        to="reviews.accessevent",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=45)),
                ("browser", models.CharField(blank=True, max_length=60)),
            ],
        ),
    ]
