from datetime import UTC, datetime, time
from typing import Any

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:
    """What was recorded as retracted has its notice. It was known on the day; who signed later knew it."""
    notices = apps.get_model("articles", "SourceNotice")
    retracted = apps.get_model("articles", "Source").objects.filter(retracted_on__isnull=False)
    for source in retracted.order_by("pk").iterator():
        day = source.retracted_on
        notices.objects.get_or_create(
            source=source, kind="retraction", published_on=day, doi="", pmid="",
            defaults={"recorded_at": datetime.combine(day, time(), tzinfo=UTC)},
        )  # fmt: skip


class Migration(migrations.Migration):
    """Back: the table goes, and its rows with it; the days stand with the sources."""

    dependencies = [("articles", "0005_cited_keys_of_old_revisions")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
