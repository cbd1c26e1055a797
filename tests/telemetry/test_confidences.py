"""Does nothing that somebody told us in confidence stand in the log?"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from readers.correspondence import tokens
from reviews import actions
from reviews.guests import sharing
from tests import factories as make
from tests.desk.screens import at_the_desk

pytestmark = pytest.mark.django_db
SENTINEL = "hunter2-sentinel"


def test_a_refusal_logs_neither_what_was_typed_nor_an_address_that_is_a_key(
    written: list[str], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    article = make.approved_article()
    link = actions.share(
        review=make.claimed(article=make.edited(article)),
        by=make.editor(),
        name="Ada",
        email="ada@example.net",
    )
    shared, leave = sharing.path_of(link), f"/newsletter/unsubscribe/{tokens.to_leave(SENTINEL)}/"
    for client in (Client(enforce_csrf_checks=True), Client()):
        client.post("/admin/login/", {"username": SENTINEL, "password": SENTINEL})
        client.post(shared, {"say": "prove", "code": SENTINEL})
        client.post("/about/contact/", {"message": SENTINEL, "address": SENTINEL, "ticket": SENTINEL})
        client.put(leave)
        client.get(f"/shared/{SENTINEL}/")
        client.get(f"/newsletter/confirm/{SENTINEL}/")
    editor = at_the_desk(make.editor())
    editor.raise_request_exception = False
    monkeypatch.setattr("articles.editor.sheet_of", lambda *_, **__: 1 / 0)
    failed = editor.post(
        "/admin/editor/preview/", {"content": SENTINEL}, headers={"Cookie": f"sessionid={SENTINEL}"}
    )
    said = "\n".join(written)
    assert "Internal Server Error" in said or failed.status_code != 500
    assert SENTINEL not in said
    assert shared.split("/")[2] not in said
    assert "shared/<str:token>/" in said
    assert settings.SECRET_KEY not in said
