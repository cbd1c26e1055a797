"""The groups with their permissions, and the first wording of the checklist."""

from django.apps.registry import Apps
from django.apps.registry import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

WRITE = ["articles.add_article", "articles.change_article", "articles.view_article", "articles.add_contributor",
         "articles.change_contributor", "articles.view_contributor", "articles.add_source", "articles.change_source",
         "articles.view_source", "articles.add_picture", "articles.change_picture", "articles.view_picture",
         "articles.view_revision", "articles.view_category", "taggit.add_tag", "taggit.view_tag", "reviews.view_review"]  # fmt: skip
REVIEW = ["articles.view_article", "articles.view_revision", "articles.view_source", "articles.view_contributor",
          "articles.view_picture", "articles.view_category", "reviews.view_review", "reviews.sign_review"]  # fmt: skip
EDIT = [*WRITE, "reviews.manage_desk", "articles.add_category", "articles.change_category", "taggit.change_tag",
        "reviews.add_policy", "reviews.change_policy", "reviews.view_policy", "reviews.add_checklistquestion",
        "reviews.change_checklistquestion", "reviews.view_checklistquestion", "reviews.add_credential",
        "reviews.change_credential", "reviews.view_credential", "reviews.view_ledgerentry", "reviews.view_notice",
        "reviews.view_signoff", "auth.view_user"]  # fmt: skip
GROUPS = {"Writers": WRITE, "Medical reviewers": REVIEW, "Editors": EDIT}
QUESTIONS = [
    "I checked the statements of fact against the cited sources today.",
    "Doses, units and other numbers are right.",
    "Benefits, harms and what is uncertain are given with equal care.",
    "I know of no newer evidence that would change what the text says.",
    "Where danger to life is mentioned, the text says where to get help now.",
]


def add_groups(apps: Apps, schema_editor: object) -> None:
    for label in ("articles", "reviews", "taggit", "auth"):
        create_permissions(installed.get_app_config(label), verbosity=0, using=schema_editor.connection.alias)
    permissions_of = apps.get_model("auth", "Permission").objects
    for name, permissions in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        for label, codename in (permission.split(".") for permission in permissions):
            group.permissions.add(permissions_of.get(content_type__app_label=label, codename=codename))


def remove_groups(apps: Apps, schema_editor: object) -> None:
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


def add_questions(apps: Apps, schema_editor: object) -> None:
    asked = apps.get_model("reviews", "ChecklistQuestion").objects
    for position, text in enumerate(QUESTIONS, start=1):
        asked.get_or_create(text=text, category=None, defaults={"position": position})


def remove_questions(apps: Apps, schema_editor: object) -> None:
    apps.get_model("reviews", "ChecklistQuestion").objects.filter(text__in=QUESTIONS, category=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0001_reviews"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        migrations.RunPython(add_groups, remove_groups),
        migrations.RunPython(add_questions, remove_questions),
    ]
