"""How does a test come in by the door, as everybody does, and what was written down about it?"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from reviews.access.models import AccessEvent
from tests import factories as make
from tests.reviews.access.keys import app_of, code_of

LOGIN, PROVE = "/admin/login/", "/admin/prove/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def logged_in(user: User, **client: Any) -> Client:
    """By the form, with the password alone."""
    browser = Client(**client)
    answer = browser.post(LOGIN, {"username": user.username, "password": make.PASSWORD})
    assert answer.status_code == 302
    return browser


def let_in(user: User, **client: Any) -> Client:
    """With both."""
    app_of(user)
    browser = logged_in(user, **client)
    assert browser.post(PROVE, {"one_time_code": code_of(user)}).status_code == 302
    return browser


def events(user: User | None = None) -> list[str]:
    found = AccessEvent.objects.order_by("pk")
    return list((found.filter(user=user) if user else found).values_list("what", flat=True))
