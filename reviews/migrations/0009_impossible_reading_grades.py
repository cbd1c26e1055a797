"""Reading grades for patients that no text could have are brought between 1 and 18."""

from typing import Any

from django.db import migrations


def bring_inside(apps: Any, schema_editor: Any) -> None:
    policies = apps.get_model("reviews", "Policy").objects
    policies.filter(patient_reading_grade__lt=1).update(patient_reading_grade=1)
    policies.filter(patient_reading_grade__gt=18).update(patient_reading_grade=18)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0008_front_page_indexes")]

    operations = [migrations.RunPython(bring_inside, migrations.RunPython.noop)]
