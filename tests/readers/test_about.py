"""Can editors say what the site is, does every version stay, and do the facts stay true whatever they write?"""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import Client

from readers.about import versions
from readers.about.models import AboutText, Subject
from reviews.exceptions import EditorialError, NotPermitted
from reviews.models import LedgerEntry
from tests import factories as make
from tests.readers.conftest import Read

pytestmark = pytest.mark.django_db
WRITE = "/admin/readers/abouttext/add/?page=privacy"


def write(
    body: str = "We know nothing of you.", *, base: int = 0, by: User | None = None, **other: Any
) -> AboutText:
    said = {"subject": Subject.PRIVACY, "note": "Shorter", **other}
    return versions.write(body=body, base=base, by=by or make.editor(), **said)


def post(
    body: str = "We know nothing of you.", *, by: User | None = None, **typed: str
) -> tuple[int, BeautifulSoup]:
    client = Client()
    client.force_login(by or make.editor())
    answer = client.post(WRITE, {"body": body, "note": "Shorter", "base": "0", **typed})
    return answer.status_code, BeautifulSoup(answer.text, "html5lib")


@pytest.mark.parametrize("subject", Subject.values)
def test_the_house_has_a_text_for_every_page_until_an_editor_writes_one(subject: str, read: Read) -> None:
    assert len(read(f"/about/{subject}/").find("main").get_text()) > 200
    assert "began with" in read(f"/about/{subject}/history/").get_text()


def test_what_an_editor_saves_is_what_readers_see_and_the_history_says_what_changed(read: Read) -> None:
    house = versions.house_text(Subject.PRIVACY).body
    status, _ = post(house.replace("their own business", "nobody else’s business"))
    assert status == 302
    assert "nobody else’s business" in read("/about/privacy/").get_text()
    history = read("/about/privacy/history/")
    assert "Shorter. Written by editor" in history.get_text()
    assert [" ".join(d.get_text().split()) for d in history.find_all("del")] != []
    assert LedgerEntry.objects.filter(verb="register", details__register="readers.abouttext").count() == 1


def test_what_the_software_answers_for_cannot_be_written_away(read: Read) -> None:
    write("Nothing.")
    write("Nothing.", subject=Subject.EDITORIAL_POLICY)
    assert "erase them after 180 days" in read("/about/privacy/").get_text()
    policy = read("/about/editorial-policy/")
    assert policy.find(id="print")
    assert "no advertising" in policy.get_text()


def test_two_editors_on_one_page_lose_nothing() -> None:
    write("Theirs.", by=make.editor(username="first"))
    status, page = post("Mine.")
    assert status == 409
    assert "while you were editing" in page.find(role="alert").get_text()
    assert page.find("textarea", {"name": "body"}).get_text().strip() == "Mine."
    assert "Theirs." in page.find(id="h-theirs").parent.get_text()
    assert page.find("input", {"name": "base"})["value"] == "1"
    assert AboutText.objects.count() == 1


def test_an_unchanged_text_makes_no_version() -> None:
    assert write(versions.house_text(Subject.PRIVACY).body).number == 0
    assert write("One.").number == 1
    assert write("One.", base=1, note="Nothing").number == 1
    assert AboutText.objects.count() == 1


def test_only_editors_write_them_and_nobody_deletes_them() -> None:
    with pytest.raises(NotPermitted, match="Only an editor"):
        write(by=make.reviewer())
    assert post(by=make.writer())[0] == 403
    text, client = write(), Client()
    client.force_login(make.superuser())
    assert client.post(f"/admin/readers/abouttext/{text.pk}/delete/", {"post": "yes"}).status_code == 403
    assert AboutText.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"body": "  "}, "The text"),
        ({"note": ""}, "What did you change?"),
        ({"base": "x"}, "Nothing was changed"),
        ({"body": "a\x01b"}, "not text"),
        ({"body": "x" * 50_001}, "at most 50,000"),
    ],
)
def test_what_cannot_stand_is_refused_with_a_sentence_and_stays_in_the_box(
    typed: dict[str, str], sentence: str
) -> None:
    status, page = post(**typed)
    assert status == 422
    assert sentence in page.find(role="alert").get_text()
    assert len(page.find("textarea", {"name": "body"}).get_text().strip()) == len(
        typed.get("body", "We know nothing of you.").strip()
    )
    assert AboutText.objects.count() == 0


def test_a_preview_saves_nothing_and_renders_no_html() -> None:
    status, page = post("**Bold** <script>alert(1)</script>", preview="1")
    assert status == 200
    shown = page.find(id="h-preview").parent
    assert shown.find("strong").get_text() == "Bold"
    assert shown.find("script") is None
    assert AboutText.objects.count() == 0


def test_too_long_a_note_is_refused_by_the_action_too() -> None:
    with pytest.raises(EditorialError, match="at most 300"):
        write(note="x" * 301)


def test_the_history_asks_as_often_for_many_versions_as_for_few(
    client: Client, django_assert_num_queries: Any
) -> None:
    for number in range(4):
        write(f"Text {number}.", base=number)
        with django_assert_num_queries(1):
            client.get("/about/privacy/history/")


@pytest.mark.parametrize("address", ["/about/nothing/", "/about/nothing/history/"])
def test_another_page_is_not_there(address: str, read: Read) -> None:
    read(address, status=404)
