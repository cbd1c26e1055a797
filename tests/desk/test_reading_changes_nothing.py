"""Does opening an address change nothing, for whoever opens it?"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from reviews import actions
from tests import factories as make
from tests.correspondence.kept import one_of_each
from tests.desk.screens import at_the_desk
from tests.readers.test_headers import closed, routes

WRITES = re.compile(
    r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.IGNORECASE
)
# Who is logged in, and when they were last seen; how often somebody searched; what a person has looked at already.
OF_READING = {"django_session", "reviews_desksession", "reviews_tally", "reviews_look"}


@pytest.mark.parametrize("person", ["writer", "reviewer", "editor", "superuser"])
def test_every_address_of_the_site_can_be_opened_without_a_change(person: str, db: None) -> None:
    article = make.approved_article(tags=["rest"])
    actions.correct(article=article, by=make.editor(), reason="A number.")
    one_of_each(article)
    review = make.claimed(article=make.edited(article))
    client: Any = at_the_desk(getattr(make, person)())
    rows = {
        "articles_article": article.pk,
        "articles_revision": review.revision_id,
        "reviews_review": review.pk,
    }
    own = [f"/admin/{t.replace('_', '/')}/{pk}/change/" for t, pk in rows.items()]
    opened = [a for a in routes(get_resolver().url_patterns) if a != "/admin/logout/"]
    with CaptureQueriesContext(connection) as captured:
        for address in [*opened, *own, f"{article.get_absolute_url()}record/", "/search/?q=sleep"]:
            assert closed(client.get(address)).status_code < 500 or address == "/readyz", address
    written = {found[1] for query in captured if (found := WRITES.match(query["sql"]))}
    assert written <= OF_READING
