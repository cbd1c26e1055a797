"""Who may say who a person is: whose account it is, and under what name they sign?"""

from __future__ import annotations

import json

from django.contrib.auth.models import User
from django.db import connection

from articles.models import Contributor, Revision
from reviews.permissions import is_editor

ANOTHER_EDITOR = "Nobody says or changes which person their own account is. Ask another editor."
EDITORS_LINK = "Only an editor says or changes whose account this is."
EDITORS_NAME = "This person signs reviews under this name and these letters, which only an editor changes."
PRINTED = (
    "A revision names this person, so the account stays: by it the site knows which texts they may not sign."
)


def kept_from(by: User, person: Contributor | None) -> dict[str, str]:
    """The fields of ``person`` that ``by`` may not change, each with the sentence that says why."""
    account = person.user if person else None
    found = {}
    if not is_editor(by):
        found["user"] = EDITORS_LINK
        if account is not None and account.credentials.exists():
            found |= {"name": EDITORS_NAME, "credentials": EDITORS_NAME}
    elif account == by:
        found["user"] = ANOTHER_EDITOR
    elif person is not None and account is not None and is_printed(person):
        found["user"] = PRINTED
    return found


def is_printed(person: Contributor) -> bool:
    """Does any revision name them, public or not, on the byline that it prints? The database asks the same."""
    if connection.features.supports_json_field_contains:
        return Revision.objects.filter(byline__contains=[{"slug": person.slug}]).exists()
    return Revision.objects.filter(byline__icontains=json.dumps({"slug": person.slug})[1:-1]).exists()
