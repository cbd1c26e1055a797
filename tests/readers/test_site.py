"""Do the pages around the articles stand, and does nothing that a visitor sends break them?"""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.test import Client, override_settings
from django.urls import reverse

from articles.actions import save_article
from articles.exceptions import StorageUnreachable
from readers.listing import PER_PAGE
from reviews import actions
from tests import factories
from tests.readers.conftest import Read

ABOUT = ["editorial-policy", "verification", "disclaimer", "privacy", "accessibility", "contact"]
EVERY = [
    "/",
    "/articles/",
    "/people/",
    "/notices/",
    "/feeds/articles.atom",
    "/feeds/articles.json",
    "/sitemap.xml",
    "/robots.txt",
    "/about/privacy/",
    "/about/verification/",
    "/.well-known/signing-keys.json",
]


@pytest.mark.parametrize("page", ABOUT)
def test_the_site_says_what_it_is(page: str, db: None, read: Read) -> None:
    found = read(f"/about/{page}/")
    assert len(found.find_all("h1")) == 1
    assert len(found.find("main").get_text()) > 200


def test_every_page_leads_to_privacy_contact_and_disclaimer(db: None, read: Read) -> None:
    article = factories.approved_article()
    for address in (
        "/",
        "/articles/",
        article.get_absolute_url(),
        f"{article.get_absolute_url()}record/",
        "/people/",
    ):
        hrefs = [a["href"] for a in read(address).find("footer").find_all("a")]
        assert {
            "/about/privacy/",
            "/about/contact/",
            "/about/disclaimer/",
            "/about/editorial-policy/",
        } <= set(hrefs)


@pytest.mark.parametrize(
    "address",
    [
        *EVERY,
        "/healthz",
        "/readyz",
        "/media/x.png",
        "/articles/any/",
        "/articles/any/record.json",
        "/articles/any/signed.json",
    ],
)
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_a_page_can_only_be_read(address: str, method: str, db: None) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(address)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert "This page can only be read" in response.text


def test_what_is_sent_to_an_address_there_is_not_finds_no_page(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/nothing/")
    assert response.status_code == 404
    assert "There is no page at this address" in response.text


def test_a_form_that_nothing_shows_to_be_ours_is_refused_in_the_look_of_the_house(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "editor", "password": "x"})
    assert response.status_code == 403
    page = BeautifulSoup(response.content, "html5lib")
    assert page.find("h1").get_text() == "The form was not taken in"
    assert page.find("link", rel="stylesheet")
    assert not page.find_all(style=True) + page.find_all("style")


@pytest.mark.parametrize(
    "address",
    [
        "/nothing",
        "/about/nothing/",
        "/people/nobody/",
        "/people/%00/",
        "/notices/999/",
        "/notices/" + "9" * 40 + "/",
    ],
)
def test_a_page_there_is_not_says_what_to_do_next(address: str, db: None, read: Read) -> None:
    page = read(address, status=404)
    assert page.find("h1").get_text() == "There is no page at this address"
    assert page.find("main").find("a", href=reverse("articles"))


@pytest.mark.parametrize("name", ["400.html", "500.html", "503.html", "503_silent.html"])
def test_the_last_resort_needs_nothing_but_itself(name: str) -> None:
    text = (Path(settings.BASE_DIR) / "pages" / name).read_text()
    assert "{%" not in text
    assert "{{" not in text


def test_a_failure_answers_with_the_page_of_the_house(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("readers.views.lists.entries", lambda *_, **__: 1 / 0)
    response = client.get("/articles/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()


@pytest.mark.parametrize("gone", [OperationalError("gone"), InterfaceError("closed"), StorageUnreachable()])
def test_what_does_not_answer_now_is_no_failure_of_the_site(
    gone: Exception, db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raises(*_: object, **__: object) -> None:
        raise gone

    client.raise_request_exception = False
    monkeypatch.setattr("readers.views.lists.entries", raises)
    response = client.get("/articles/")
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (
        503,
        "30",
        "no-store",
    )
    assert "Nothing was changed" in response.content.decode()


@pytest.mark.parametrize("debug", [True, False])
def test_a_demonstration_says_that_it_is_one(debug: bool, db: None, read: Read) -> None:
    with override_settings(DEBUG=debug):
        assert ("its people and articles are examples" in read("/").get_text()) is debug


def test_the_page_asks_no_other_site_for_anything_and_runs_nothing_inline(db: None, read: Read) -> None:
    article = factories.approved_article()
    for address in ("/", article.get_absolute_url(), f"{article.get_absolute_url()}record/"):
        page = read(address)
        loads = [
            tag.get("src") or tag.get("href")
            for tag in page.select(
                "img, script[src], link[rel=stylesheet], link[rel=preload], link[rel=icon]"
            )
        ]
        assert loads
        assert all(str(load).startswith("/") for load in loads)
        assert not page.find_all(style=True) + page.find_all("style")
        assert all(
            script.get("src") or script["type"] == "application/ld+json" for script in page.find_all("script")
        )


CANONICAL = ["/", "/articles/", "/topics/sleep/", "/tags/many/", "/people/", "/people/test-reviewer/", "/notices/",
             "/about/privacy/", "/about/contact/", "/about/verification/", "/newsletter/", "/search/"]  # fmt: skip


@pytest.mark.parametrize("address", CANONICAL)
def test_a_page_names_its_one_address_whatever_else_was_asked(address: str, db: None, read: Read) -> None:
    factories.approved_article(tags=["many"])
    [link] = read(f"{address}?utm_source=x").find_all("link", rel="canonical")
    assert link["href"] == f"http://127.0.0.1:8000{address}"


def test_further_pages_of_a_list_have_an_address_of_their_own(db: None, read: Read) -> None:
    for number in range(PER_PAGE + 1):
        factories.approved_article(title=f"Article {number}")
    [link] = read("/articles/?page=2&x=y").find_all("link", rel="canonical")
    assert link["href"] == "http://127.0.0.1:8000/articles/?page=2"


# --- People and notices ----------------------------------------------------------------------------------
def test_people_who_wrote_or_signed_public_texts_have_a_page(db: None, read: Read) -> None:
    article = factories.approved_article()
    page = read("/people/")
    assert "Test reviewer, MD" in page.find(id="reviewers").parent.get_text()
    assert "Test writer" in page.find(id="authors").parent.get_text()
    assert article.title in read("/people/test-writer/").find(id="written").parent.get_text()
    assert article.title in read("/people/test-reviewer/").find(id="signed").parent.get_text()


def test_people_behind_drafts_and_hidden_texts_alone_are_not_known(db: None, read: Read) -> None:
    factories.article(byline=[factories.contributor(name="Draft author")])
    secret = factories.category(name="Hidden", public_before_approval=False)
    factories.submitted(category=secret, byline=[factories.contributor(name="Hidden author")])
    for name in ("draft-author", "hidden-author", "test-reviewer"):
        read(f"/people/{name}/", status=404)
    assert "author" not in read("/people/").find(id="authors").parent.get_text().replace("an author", "")


def test_the_public_byline_counts_not_the_one_being_drafted(db: None, read: Read) -> None:
    first, second = factories.contributor(name="Ödön first"), factories.contributor(name="Second 50%_")
    article = factories.approved_article(byline=[first])
    save_article(by=factories.writer(), article=article, byline=[second])
    assert article.title in read(first.get_absolute_url()).get_text()
    read(second.get_absolute_url(), status=404)
    assert "Second" not in read("/people/").get_text()
    assert "Ödön first" in read("/people/").get_text()


def test_an_author_whose_name_is_part_of_anothers_is_somebody_else(db: None, read: Read) -> None:
    longer, shorter = factories.contributor(name="Ann Other"), factories.contributor(name="Ann")
    factories.approved_article(byline=[longer])
    read(longer.get_absolute_url())
    read(shorter.get_absolute_url(), status=404)


def test_every_notice_has_an_address_and_leads_to_its_article(db: None, read: Read) -> None:
    article = factories.approved_article(title="A claim")
    concern = actions.express_concern(
        article=article, by=factories.editor(), reason="First line.\n\nSecond <b>line</b>."
    )
    retraction = actions.retract(article=article, by=factories.editor(), reason="Wrong.")
    page = read(f"/notices/{concern.pk}/")
    assert page.find("h1").get_text() == "Expression of concern: A claim"
    assert "Second <b>line</b>." in page.get_text()
    assert page.find("a", href=article.get_absolute_url())
    assert page.find("a", href=f"/notices/{retraction.pk}/").get_text() == "Retraction: A claim"
    assert [h.get_text() for h in read("/notices/").select(".entries h3")] == [
        "Retraction: A claim",
        "Expression of concern: A claim",
    ]
    assert (
        read(article.get_absolute_url()).find(class_="banner").find("a")["href"]
        == f"/notices/{retraction.pk}/"
    )


# --- Media -----------------------------------------------------------------------------------------------
def test_a_picture_is_served_inert(db: None, client: Client) -> None:
    folder = Path(settings.MEDIA_ROOT) / "pictures"
    folder.mkdir(parents=True)
    (folder / "a.png").write_bytes(b"\x89PNG")
    response = client.get("/media/pictures/a.png")
    assert b"".join(response.streaming_content) == b"\x89PNG"  # type: ignore[attr-defined]
    response.close()
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert response["Content-Security-Policy"].endswith("; sandbox")
    assert response["Content-Disposition"] == "inline"


def test_whatever_else_lies_among_the_pictures_is_saved_and_never_shown(db: None, client: Client) -> None:
    for name in ("a.svg", "a.html", "a.PNG", "a.png.js", "a"):
        (Path(settings.MEDIA_ROOT) / name).write_bytes(b"<script>alert(1)</script>")
        response = client.get(f"/media/{name}")
        assert b"".join(response.streaming_content)  # type: ignore[attr-defined]
        assert response["Content-Type"] == "application/octet-stream", name
        assert response["Content-Disposition"] == "attachment", name


@pytest.mark.parametrize(
    "path", ["pictures/none.png", "pictures/", "", "../manage.py", "%2e%2e/manage.py", "a%00b", "x" * 5000]
)
def test_what_is_no_picture_is_not_found(path: str, db: None, client: Client) -> None:
    (Path(settings.MEDIA_ROOT) / "pictures").mkdir(parents=True)
    assert client.get(f"/media/{path}").status_code == 404


@pytest.mark.parametrize("contact", ["", "mailto:security@example.org"])
def test_the_contact_page_leads_to_the_file_for_researchers_where_there_is_one(
    contact: str, db: None, read: Read
) -> None:
    with override_settings(SECURITY_CONTACT=contact):
        links = [a["href"] for a in read("/about/contact/").find_all("a")]
    assert ("/.well-known/security.txt" in links) == bool(contact)
