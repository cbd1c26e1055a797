"""Do all the places where machines read agree, and are they not sent the same thing twice?"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.core.checks import CheckMessage
from django.test import Client, override_settings
from django.utils import timezone

from articles.models import Article
from readers.checks import security_contact
from reviews import actions
from tests import factories as make
from tests.readers.conftest import Read, structured

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITE = "http://127.0.0.1:8000"
NOW = datetime(2026, 3, 2, 9, 30, 15, 654321, tzinfo=UTC)
Dates = dict[str, str | None]  # published, updated, reviewed; None for what is not said

pytestmark = pytest.mark.django_db


# --- Three dates, one answer -----------------------------------------------------------------------------
def approved() -> Article:
    return make.approved_article(now=NOW)


def renewed() -> Article:
    """The same text, signed again."""
    article = approved()
    make.approved(article=article, now=NOW + timedelta(days=5, seconds=7))
    return article


def respelt() -> Article:
    """A small change, signed as a change."""
    article = approved()
    make.approved(
        article=make.edited(article, significance="minor", now=NOW),
        scope="changes",
        now=NOW + timedelta(days=5),
    )
    return article


def rewritten() -> Article:
    article = approved()
    make.approved(article=make.edited(article, now=NOW), now=NOW + timedelta(days=6, seconds=1))
    return article


def corrected() -> Article:
    article = rewritten()
    actions.correct(article=article, by=make.editor(), reason="Nine.", now=NOW + timedelta(days=7))
    return article


def overdue() -> Article:
    return make.approved_article(now=NOW - timedelta(days=800))


def retracted() -> Article:
    article = approved()
    actions.retract(
        article=article, by=make.editor(), reason="Wrong.", now=NOW + timedelta(days=8, seconds=3)
    )
    return article


def rolled_back() -> Article:
    first, second = make.approved_twice(now=NOW)
    actions.roll_back(review=first, by=make.editor(), reason="A wrong text.", now=NOW + timedelta(days=9))
    return second.article


def imported() -> Article:
    return make.approved_article(original_published_at=datetime(2019, 5, 4, 3, 2, 1, tzinfo=UTC), now=NOW)


def pending() -> Article:
    return make.submitted(now=NOW).article


def on_page(page: BeautifulSoup) -> Dates:
    times = {
        tag["data-date"]: tag.find("time")["datetime"] for tag in page.find_all(attrs={"data-date": True})
    }
    return {name: times.get(name) for name in ("published", "updated", "reviewed")}


def in_structured_data(page: BeautifulSoup) -> Dates:
    data = structured(page)
    return {
        "published": data["mainEntity"].get("datePublished"),
        "updated": data["mainEntity"].get("dateModified"),
        "reviewed": data.get("lastReviewed"),
    }


def in_open_graph(page: BeautifulSoup) -> Dates:
    said = {tag["property"]: tag["content"] for tag in page.find_all("meta", property=True)}
    return {"published": said.get("article:published_time"), "updated": said.get("article:modified_time")}


def in_record(article: Article, client: Client) -> Dates:
    record = client.get(f"{article.get_absolute_url()}record.json").json()
    return {name: record[name] for name in ("published", "updated", "reviewed")}


def reviewed_in(html: str) -> str | None:
    time = BeautifulSoup(html, "html5lib").find("time")
    return str(time["datetime"]) if time else None


def in_atom(url: str, client: Client) -> Dates | None:
    for entry in ElementTree.fromstring(client.get("/feeds/articles.atom").content).iterfind(f"{ATOM}entry"):
        if entry.find(f"{ATOM}link").get("href") == url:  # type: ignore[union-attr]
            dates: Dates = {name: entry.findtext(f"{ATOM}{name}") for name in ("published", "updated")}
            return dates | {"reviewed": reviewed_in(str(entry.findtext(f"{ATOM}content")))}
    return None


def in_rss(url: str, client: Client) -> Dates | None:
    for item in ElementTree.fromstring(client.get("/feeds/articles.rss").content).iterfind("channel/item"):
        if item.findtext("link") == url:
            published = parsedate_to_datetime(str(item.findtext("pubDate"))).isoformat()
            return {"published": published, "updated": item.findtext(f"{ATOM}updated")}
    return None


def in_json_feed(url: str, client: Client) -> Dates | None:
    for item in json.loads(client.get("/feeds/articles.json").content)["items"]:
        if item["url"] == url:
            return {"published": item["date_published"], "updated": item["date_modified"]}
    return None


def in_sitemap(url: str, client: Client) -> Dates | None:
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    found = {entry.findtext(f"{SITEMAP}loc"): entry.findtext(f"{SITEMAP}lastmod") for entry in root}
    return {"updated": found[url]} if url in found else None


@pytest.mark.parametrize(
    "make_article",
    [approved, renewed, respelt, rewritten, corrected, overdue, retracted, rolled_back, imported, pending],
)
def test_all_places_say_the_same_three_dates_to_the_second(
    make_article: Callable[[], Article], client: Client, read: Read
) -> None:
    article = make_article()
    url, page = f"{SITE}{article.get_absolute_url()}", read(article.get_absolute_url())
    shown = on_page(page)
    assert in_record(article, client) == shown
    assert on_page(read(f"{article.get_absolute_url()}record/")) == shown
    assert in_open_graph(page).items() <= shown.items()
    day = {"reviewed": str(shown["reviewed"])[:10] if shown["reviewed"] else None}
    assert in_structured_data(page) == shown | day
    followed = [in_atom(url, client), in_rss(url, client), in_json_feed(url, client), in_sitemap(url, client)]
    if make_article is pending:
        assert followed == [None] * 4
        return
    assert all(dates is not None and dates.items() <= shown.items() for dates in followed), followed


@pytest.mark.parametrize(
    ("make_article", "updated", "reviewed"),
    [
        (approved, 0, 0),
        (renewed, 0, 5 * 86400 + 7),
        (respelt, 0, 0),
        (rewritten, 6 * 86400 + 1, 6 * 86400 + 1),
        (retracted, 8 * 86400 + 3, None),
        (rolled_back, 0, 0),
        (pending, None, None),
    ],
)
def test_each_date_moves_for_its_own_reason_alone(
    make_article: Callable[[], Article], updated: int | None, reviewed: int | None, read: Read
) -> None:
    def moment(seconds: int | None) -> str | None:
        return None if seconds is None else (NOW + timedelta(seconds=seconds)).isoformat(timespec="seconds")

    shown = on_page(read(make_article().get_absolute_url()))
    assert (shown["updated"], shown["reviewed"]) == (moment(updated), moment(reviewed))


# --- Nothing is sent twice -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address",
    [
        "/feeds/articles.atom",
        "/feeds/articles.rss",
        "/feeds/articles.json",
        "/feeds/topics/sleep.atom",
        "/sitemap.xml",
        "/articles/",
        "article",
    ],
)
def test_what_did_not_change_is_not_sent_twice(address: str, client: Client) -> None:
    article = make.approved_article(now=timezone.now())
    url = article.get_absolute_url() if address == "article" else address
    first = client.get(url)
    assert "no-cache" in first["Cache-Control"]
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
    actions.retract(article=article, by=make.editor(), reason="Wrong.")
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 200


# --- Open Graph, canonical addresses ---------------------------------------------------------------------
def open_graph(page: BeautifulSoup) -> dict[str, str]:
    return {str(tag["property"]): str(tag["content"]) for tag in page.find_all("meta", property=True)}


def test_an_article_shared_elsewhere_is_shown_for_what_it_is(read: Read) -> None:
    article = make.approved_article(title='Sleep "well" & <b>', excerpt="What helps.", tags=["rest"], now=NOW)
    page = read(article.get_absolute_url())
    told = open_graph(page)
    assert told["og:title"] == 'Sleep "well" & <b>'
    assert told["og:type"] == "article"
    assert (
        told["og:url"] == page.find("link", rel="canonical")["href"] == f"{SITE}{article.get_absolute_url()}"
    )
    assert told["og:site_name"] == "Imprimatur"
    assert told["og:description"] == "What helps."
    assert (told["article:section"], told["article:tag"]) == ("Sleep", "rest")


def test_a_pending_or_retracted_article_is_never_shared_as_if_it_were_sound(read: Read) -> None:
    page = read(pending().get_absolute_url())
    assert open_graph(page)["og:description"].startswith("Submitted. ")
    assert page.find("meta", attrs={"name": "robots", "content": "noindex"})
    told = open_graph(read(retracted().get_absolute_url()))
    assert told["og:title"].startswith("Retracted: ")
    assert told["og:description"].startswith("Retracted. ")


def test_every_page_has_a_title_a_type_and_its_address_for_those_who_share_it(read: Read) -> None:
    article = approved()
    notice = actions.correct(article=article, by=make.editor(), reason="Nine.")
    for address in (
        "/",
        "/articles/",
        "/topics/sleep/",
        f"/notices/{notice.pk}/",
        "/people/test-writer/",
        "/about/privacy/",
    ):
        told = open_graph(read(address))
        assert told["og:url"] == f"{SITE}{address}"
        assert told["og:title"]
        assert told["og:type"] == "website"


def test_each_wording_names_the_others(read: Read) -> None:
    body = "All [@plain2020].\n\n::: patients\nFor you.\n:::\n\n::: clinicians\nFor colleagues.\n:::\n"
    address = f"{SITE}{make.approved_article(body=body).get_absolute_url()}"
    every = {address, f"{address}for/patients/", f"{address}for/clinicians/"}
    for own in every:
        page = read(own.removeprefix(SITE))
        others = {link["href"] for link in page.find_all("link", rel="alternate", type="text/html")}
        assert page.find("link", rel="canonical")["href"] == own
        assert others == every - {own}


# --- security.txt ----------------------------------------------------------------------------------------
def test_who_found_a_hole_is_told_whom_to_write_to(client: Client, read: Read) -> None:
    with override_settings(SECURITY_CONTACT="mailto:security@example.org"):
        response = client.get("/.well-known/security.txt")
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    lines = [line.split(": ", 1) for line in response.content.decode().splitlines()]
    told = dict(lines)
    assert len(told) == len(lines)
    assert told["Contact"] == "mailto:security@example.org"
    assert told["Canonical"] == f"{SITE}/.well-known/security.txt"
    assert timedelta(0) < datetime.fromisoformat(told["Expires"]) - timezone.now() < timedelta(days=365)
    path, anchor = told["Policy"].removeprefix(SITE).split("#")
    assert read(path).find(id=anchor)


@pytest.mark.parametrize(
    "now", [datetime(2026, m, d, 23, 59, tzinfo=UTC) for m in range(1, 13) for d in (1, 28)]
)
def test_the_file_never_expires_soon_nor_after_a_year(
    now: datetime, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)
    with override_settings(SECURITY_CONTACT="mailto:security@example.org"):
        text = client.get("/.well-known/security.txt").content.decode()
    expires = next(line for line in text.splitlines() if line.startswith("Expires: ")).removeprefix(
        "Expires: "
    )
    assert timedelta(days=140) < datetime.fromisoformat(expires) - now < timedelta(days=186)


@override_settings(SECURITY_CONTACT="")
def test_without_a_contact_there_is_no_file_but_a_sentence(client: Client) -> None:
    response = client.get("/.well-known/security.txt")
    assert response.status_code == 404
    assert "Write to the editors: http://127.0.0.1:8000/about/contact/" in response.content.decode()


def found(contact: str, *, debug: bool = False) -> list[CheckMessage]:
    with override_settings(SECURITY_CONTACT=contact, DEBUG=debug):
        return security_contact()


@pytest.mark.parametrize(
    "contact", ["mailto:a@example.org", "https://example.org/security", "tel:+44-20-7946-0000"]
)
def test_a_contact_that_can_be_used_passes_the_check(contact: str) -> None:
    assert found(contact) == []


@pytest.mark.parametrize(
    "contact",
    ["a@example.org", "http://example.org", "mailto:", "mailto:a@b\nExpires: never", "javascript:x"],
)
def test_a_contact_that_cannot_be_used_fails_the_check(contact: str) -> None:
    [message] = found(contact)
    assert (message.id, bool(message.hint)) == ("readers.E001", True)


def test_a_real_site_without_a_contact_is_warned_and_a_demonstration_is_not() -> None:
    assert [message.id for message in found("")] == ["readers.W001"]
    assert found("", debug=True) == []


def test_the_icon_is_found_where_browsers_look_for_it_by_themselves(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert response.status_code == 301
    assert response["Location"].endswith("icon.svg")


def test_the_answers_for_machines_can_only_be_read(client: Client) -> None:
    places: list[Any] = [
        "/.well-known/security.txt",
        "/sitemap.xml",
        "/sitemap-site.xml",
        "/feeds/topics/sleep.json",
    ]
    assert [client.post(place).status_code for place in places] == [405] * len(places)
