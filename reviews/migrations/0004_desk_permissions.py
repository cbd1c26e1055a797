"""Editors keep the pools and see the mail that the desk sends."""

from django.apps import apps as installed
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

PERMISSIONS = ["add_pool", "change_pool", "view_pool", "view_mail", "view_sharelink"]


def add_permissions(apps: Apps, schema_editor: object) -> None:
    create_permissions(installed.get_app_config("reviews"), verbosity=0, using=schema_editor.connection.alias)
    wanted = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="reviews", codename__in=PERMISSIONS
    )
    apps.get_model("auth", "Group").objects.get(name="Editors").permissions.add(*wanted)


def remove_permissions(apps: Apps, schema_editor: object) -> None:
    group = apps.get_model("auth", "Group").objects.filter(name="Editors").first()
    if group is not None:
        group.permissions.remove(
            *group.permissions.filter(content_type__app_label="reviews", codename__in=PERMISSIONS)
        )


class Migration(migrations.Migration):
    dependencies = [("reviews", "0003_desk")]
    operations = [migrations.RunPython(add_permissions, remove_permissions)]
