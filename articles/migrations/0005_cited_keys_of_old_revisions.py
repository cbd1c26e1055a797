from typing import Any

from django.db import migrations

AT_ONCE = 200


def fill(apps: Any, schema_editor: Any) -> None:
    revisions, cited_keys = apps.get_model("articles", "Revision"), apps.get_model("articles", "CitedKey")
    rows = []
    for pk, sources in revisions.objects.order_by("pk").values_list("pk", "sources").iterator(AT_ONCE):
        rows += [cited_keys(revision_id=pk, key=source["key"]) for source in sources]
        if len(rows) >= AT_ONCE:
            cited_keys.objects.bulk_create(rows)
            rows = []
    cited_keys.objects.bulk_create(rows)


class Migration(migrations.Migration):
    """Back: the table goes, and its rows with it."""

    dependencies = [("articles", "0004_source_notice")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
