"""Where does the demonstration refuse to load?"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from articles.models import Article
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_it_does_not_load_without_debug() -> None:
    with pytest.raises(CommandError, match="loads only with DEBUG=on"):
        call_command("load_demo")
    assert not User.objects.exists()
    assert not Article.objects.exists()


def test_it_does_not_load_over_content_of_somebody_s_own(settings: Any) -> None:
    settings.DEBUG = True
    make.article(by=make.writer(username="somebody"))
    with pytest.raises(CommandError, match="has content of its own"):
        call_command("load_demo")
    assert Article.objects.count() == 1
