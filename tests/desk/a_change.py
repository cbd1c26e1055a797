"""An approved text whose dose was changed, and what the screen of its review says."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User

from reviews.models import Review
from tests import factories as make
from tests.desk.screens import at_the_desk, review_page, soup

DOSE = "Take 1.25 mg at night [@plain2020].\n\nIt is known.\n\n::: patients\nAsk first.\n:::\n\nThe end.\n"


def page(review: Review, *, by: User | None = None, **query: Any) -> Any:
    return at_the_desk(by or make.reviewer()).get(review_page(review), query)


def changed(*, body: str = DOSE.replace("1.25", "2.5"), **fields: Any) -> Review:
    """The review of a change of an approved text, in the hands of the reviewer."""
    article = make.approved(body=DOSE, now=make.NOW).article
    return make.claimed(article=make.edited(article, body=body, **fields))


def section(response: Any, name: str) -> str:
    found = soup(response).select_one(f"#{name}")
    return " ".join(found.get_text(" ").split()) if found else ""
