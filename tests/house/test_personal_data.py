"""Is every field that may say something of a person in the map of personal data, and does the map name nothing else?"""

from __future__ import annotations

import re

from django.apps import apps

from tests.house.project import ROOT

MAY_BE_OF_A_PERSON = re.compile(
    r"mail|address|(?:^|_)name|licence|biograph|affiliat|orcid|visitor|fingerprint|disclos|interest|message|answer"
    r"|^note$|^text$|session|details|byline|password|credit|args"
)
NOT_OF_A_PERSON = {
    "articles.Category": "a topic",
    "auth.Group": "a role",
    "auth.Permission": "a right",
    "taggit.Tag": "a word",
    "reviews.Pool": "the name of a group of reviewers",
    "reviews.ChecklistQuestion": "a question",
    "readers.CallToAction": "what an editor placed beside the articles",
    "django_tasks_database.DBTaskResult.backend_name": "of the queue",
    "django_tasks_database.DBTaskResult.queue_name": "of the queue",
    "auth.Permission.codename": "a right",
    "readers.Letter.answered_at": "a time",
}  # fmt: skip
MAP = (ROOT / "docs" / "personal-data.md").read_text(encoding="utf-8")


def mapped() -> set[str]:
    """``app.Model.field`` of every line; a field without a model belongs to the one before it."""
    found, model = set(), ""
    for line in re.findall(r"^\| (`.*?) \|", MAP, re.MULTILINE):
        for name in re.findall(r"`([\w.]+)`", line):
            model = name.rpartition(".")[0] or model
            found.add(f"{model}.{name.rpartition('.')[2]}")
    return found


def test_every_field_that_may_say_something_of_a_person_is_in_the_map() -> None:
    fields = {
        f"{model._meta.label}.{field.name}": model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if MAY_BE_OF_A_PERSON.search(field.name)
    }
    unknown = {
        field
        for field, model in fields.items()
        if field not in mapped() and {field, model}.isdisjoint(NOT_OF_A_PERSON)
    }
    assert len(fields) > 40
    assert unknown == set(), "say in docs/personal-data.md why it is kept, how long, and how it goes"


def test_the_map_names_no_field_that_is_gone() -> None:
    for name in mapped():
        model, field = name.rsplit(".", 1)
        assert apps.get_model(model)._meta.get_field(field), name
