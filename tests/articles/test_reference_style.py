"""Are references printed in the style that the site asks for, and is a style that there is not refused at the start?"""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as site
from django.core.checks import run_checks

from tests import factories as make

pytestmark = pytest.mark.django_db
PEOPLE = [{"family": f"Name{letter}", "given": letter} for letter in "ABCDEFG"]


def test_a_change_of_style_shows_in_the_next_revision_and_not_in_those_that_were_made(settings: Any) -> None:
    make.source(author=PEOPLE)
    article = make.article()
    assert site.REFERENCE_STYLE == "nlm"
    settings.REFERENCE_STYLE = "ama"
    first = article.revisions.get()
    assert "NameF F, et al. A plain source." in first.sources[0]["reference"]
    assert first.is_intact()
    second = make.edited(article).revisions.first()
    assert second is not None
    assert second.sources[0]["reference"].startswith("NameA A, NameB B, NameC C, et al. A plain source.")


def test_a_style_that_there_is_not_is_named_by_the_checks(settings: Any) -> None:
    settings.REFERENCE_STYLE = "harvard"
    [found] = [message for message in run_checks() if message.id == "articles.E002"]
    assert (found.hint, "harvard" in found.msg) == ("Set it to one of nlm, ama.", True)
