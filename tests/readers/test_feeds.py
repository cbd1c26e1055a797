"""Do the feeds hold what they must, say only what was signed, and satisfy the formats whatever a title holds?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from bs4 import BeautifulSoup
from django.test import Client, override_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from articles.actions import save_article
from articles.models import Article, Picture
from articles.pictures import add_picture
from readers.feeds import atom, content, json_feed, rss
from readers.feeds.entries import Author, Entry
from readers.feeds.feed import Feed
from reviews import actions
from tests import factories as make
from tests.articles.pictures import upload
from tests.readers.conftest import Read, Tamper

ATOM, DC = "{http://www.w3.org/2005/Atom}", "{http://purl.org/dc/elements/1.1/}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
SITE = "http://127.0.0.1:8000"
NOW = make.NOW.replace(microsecond=654321)
LATER = NOW + timedelta(days=3)
TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}
FORMS = pytest.mark.parametrize("form", TYPES)

pytestmark = pytest.mark.django_db


def fetched(client: Client, form: str, *, of: str = "articles") -> Any:
    response = client.get(f"/feeds/{of}.{form}")
    assert response.status_code == 200
    assert response["Content-Type"].split(";")[0] == TYPES[form]
    return json.loads(response.content) if form == "json" else ElementTree.fromstring(response.content)


def entries(client: Client, form: str, *, of: str = "articles") -> list[dict[str, Any]]:
    """The entries of any format in the same words."""
    found = fetched(client, form, of=of)
    read: dict[str, Callable[[Any], dict[str, Any]]] = {"atom": of_atom, "rss": of_rss, "json": of_json}
    items = {"atom": f"{ATOM}entry", "rss": "channel/item"}
    return [read[form](item) for item in (found["items"] if form == "json" else found.findall(items[form]))]


def of_atom(item: Element) -> dict[str, Any]:
    return {
        "id": item.findtext(f"{ATOM}id"), "title": item.findtext(f"{ATOM}title"),
        "url": item.find(f"{ATOM}link").get("href"), "summary": item.findtext(f"{ATOM}summary"),  # type: ignore[union-attr]
        "html": item.findtext(f"{ATOM}content"), "published": item.findtext(f"{ATOM}published"),
        "updated": item.findtext(f"{ATOM}updated"), "authors": [n.text for n in item.iterfind(f"{ATOM}author/{ATOM}name")],
    }  # fmt: skip


def of_rss(item: Element) -> dict[str, Any]:
    return {
        "id": item.findtext("guid"), "title": item.findtext("title"), "url": item.findtext("link"),
        "summary": item.findtext("description"), "html": item.findtext(ENCODED),
        "published": parsedate_to_datetime(str(item.findtext("pubDate"))).isoformat(),
        "updated": item.findtext(f"{ATOM}updated"), "authors": [n.text for n in item.iterfind(f"{DC}creator")],
    }  # fmt: skip


def of_json(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": item["id"], "title": item["title"], "url": item["url"], "summary": item.get("summary"),
        "html": item["content_html"], "published": item["date_published"], "updated": item["date_modified"],
        "authors": [author["name"] for author in item["authors"]],
    }  # fmt: skip


def picture() -> Picture:
    return add_picture(
        file=upload(Image.new("RGB", (40, 30))), by=make.writer(), alt="A bed", credit="Nobody"
    )


# --- What stands in a feed -------------------------------------------------------------------------------
@FORMS
def test_a_signed_article_is_one_entry_with_all_its_authors(form: str, client: Client) -> None:
    authors = [make.contributor(name=name) for name in ("Author one", "Author & two")]
    article = make.approved_article(byline=authors, title="A < B", now=NOW)
    [entry] = entries(client, form)
    assert entry["title"] == "A < B"
    assert entry["url"] == f"{SITE}{article.get_absolute_url()}"
    assert entry["authors"] == ["Author one", "Author & two"]
    assert entry["published"] == entry["updated"] == NOW.isoformat(timespec="seconds")


@FORMS
def test_an_entry_holds_the_whole_text_its_references_and_who_signed(form: str, client: Client) -> None:
    make.approved_article(now=NOW)
    [entry] = entries(client, form)
    text = " ".join(BeautifulSoup(entry["html"], "html5lib").get_text(" ").split())
    assert "restored by regular hours" in text.replace("  ", " ")
    assert "Get up at the same time." in text
    assert "A plain source" in text
    assert "Reviewed by Test reviewer, MD , last on 2 March 2026" in text.replace("MD,", "MD ,")
    assert "does not replace the advice of a clinician" in text


@FORMS
def test_every_address_in_a_feed_is_in_full(form: str, client: Client) -> None:
    bed = picture()
    other = make.approved_article(title="Other")
    body = f"A text [@plain2020] with [a link]({other.get_absolute_url()}) and\n\n![Alt]({bed.src})\n\nA note.[^1]\n\n[^1]: Here.\n"
    make.approved_article(body=body, picture=bed)
    for entry in entries(client, form):
        page = BeautifulSoup(entry["html"], "html5lib")
        found = [tag.get("href") or tag.get("src") for tag in page.select("[href], [src]")]
        assert found
        assert [address for address in found if not re.match(r"https?://|mailto:|tel:", str(address))] == []
    assert f"{SITE}{bed.src}" in str(entries(client, form))


@FORMS
def test_a_feed_holds_nothing_that_runs(form: str, client: Client) -> None:
    make.approved_article(
        title="<script>alert(1)</script>", excerpt="<img src=x onerror=alert(1)>",
        body="<script>alert(2)</script> [x](javascript:alert(3)) [@plain2020]",
        byline=[make.contributor(name="<svg onload=alert(4)>")],
    )  # fmt: skip
    [entry] = entries(client, form)
    page = BeautifulSoup(entry["html"], "html5lib")
    assert page.find_all(["script", "svg", "style", "iframe", "object", "form"]) == []
    assert [
        name for tag in page.select("*") for name in tag.attrs if name.startswith("on") or name == "style"
    ] == []
    assert "javascript:" not in " ".join(str(tag.get("href")) for tag in page.find_all("a"))
    assert entry["title"] == "<script>alert(1)</script>"


@FORMS
def test_what_is_pending_hidden_withdrawn_or_archived_is_in_no_feed(form: str, client: Client) -> None:
    make.submitted(title="Pending")
    make.claimed(title="Under review")
    make.submitted(title="Hidden", category=make.category(name="Hidden", public_before_approval=False))
    actions.withdraw(review=make.submitted(title="Withdrawn"), by=make.writer())
    old = make.approved_article(title="Old")
    actions.archive(article=old, by=make.editor(), reason="Replaced.")
    assert entries(client, form) == []


@FORMS
def test_an_update_in_review_leaves_the_signed_text_in_the_feed(form: str, client: Client) -> None:
    article = make.approved_article(now=NOW)
    [before] = entries(client, form)
    make.submitted(
        article=make.edited(article, title="Another title", body="Not signed [@plain2020]."), now=LATER
    )
    assert entries(client, form) == [before]


@FORMS
def test_a_text_that_is_not_the_one_signed_leaves_the_feed(form: str, client: Client, tamper: Tamper) -> None:
    make.approved_article()
    assert len(entries(client, form)) == 1
    tamper("UPDATE articles_revision SET title = 'Another title' WHERE id > %s", 0)
    assert entries(client, form) == []


@FORMS
def test_a_page_past_its_date_says_so_in_the_feed(form: str, client: Client) -> None:
    make.approved_article(now=timezone.now() - timedelta(days=800))
    [entry] = entries(client, form)
    assert "Review overdue since" in entry["html"]


# --- Ids, notices, dates ---------------------------------------------------------------------------------
@FORMS
def test_the_id_of_an_entry_outlives_its_address_and_the_host(form: str, client: Client) -> None:
    article = make.approved_article()
    [before] = entries(client, form)
    save_article(by=make.writer(), article=Article.objects.get(pk=article.pk), slug="elsewhere")
    with override_settings(SITE_URL="https://elsewhere.example"):
        [after] = entries(client, form)
    assert after["id"] == before["id"]
    assert after["url"] == "https://elsewhere.example/articles/elsewhere/"
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", before["id"])


@FORMS
def test_no_two_entries_share_an_id(form: str, client: Client) -> None:
    for number in range(3):
        article = make.approved_article(title=f"Article {number}", now=NOW)
        actions.correct(article=article, by=make.editor(), reason="A number.", now=NOW)
    ids = [entry["id"] for entry in entries(client, form)]
    assert len(ids) == len(set(ids)) == 6


@FORMS
def test_a_retraction_retitles_its_entry_makes_it_new_and_is_an_entry_itself(
    form: str, client: Client
) -> None:
    article = make.approved_article(title="A claim", body="The wrong dose [@plain2020].", now=NOW)
    [before] = entries(client, form)
    notice = actions.retract(article=article, by=make.editor(), reason="It was <wrong>.", now=LATER)
    found = {entry["title"]: entry for entry in entries(client, form)}
    assert set(found) == {"RETRACTED: A claim", "Retraction: A claim"}
    old, new = found["RETRACTED: A claim"], found["Retraction: A claim"]
    assert (old["id"], old["published"]) == (before["id"], before["published"])
    assert old["updated"] == new["updated"] == new["published"] == LATER.isoformat(timespec="seconds")
    assert old["summary"] == new["summary"] == "It was <wrong>."
    assert "Do not rely on this article" in old["html"]
    assert "wrong dose" not in old["html"]
    assert new["url"] == f"{SITE}/notices/{notice.pk}/"
    assert "It was &lt;wrong&gt;." in new["html"]
    assert new["id"] != old["id"]


@FORMS
@pytest.mark.parametrize(
    ("act", "title"), [(actions.correct, "Correction"), (actions.express_concern, "Expression of concern")]
)
def test_a_correction_or_concern_is_an_entry_and_stands_above_the_text(
    act: Any, title: str, form: str, client: Client
) -> None:
    article = make.approved_article(title="A claim", now=NOW)
    act(article=article, by=make.editor(), reason="Nine, not ten.", now=LATER)
    new, old = entries(client, form)
    assert (new["title"], new["updated"]) == (f"{title}: A claim", LATER.isoformat(timespec="seconds"))
    assert (old["title"], old["updated"]) == ("A claim", NOW.isoformat(timespec="seconds"))
    assert "Nine, not ten." in old["html"]


@FORMS
def test_a_spelling_signed_later_moves_no_date_of_the_feed(form: str, client: Client) -> None:
    article = make.approved_article(now=NOW)
    make.approved(article=make.edited(article, significance="minor", now=NOW), now=LATER)
    [entry] = entries(client, form)
    assert entry["updated"] == NOW.isoformat(timespec="seconds")


@FORMS
def test_the_newest_change_comes_first_and_the_feed_is_bounded(
    form: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readers.feeds.entries.MOST", 3)
    for number in range(4):
        make.approved_article(title=f"Article {number}", now=NOW + timedelta(hours=number))
    first = Article.objects.get(title="Article 0")
    actions.retract(article=first, by=make.editor(), reason="Wrong.", now=LATER)
    found = [entry["title"] for entry in entries(client, form)]
    assert set(found[:2]) == {"RETRACTED: Article 0", "Retraction: Article 0"}
    assert found[2:] == ["Article 3"]


# --- Topics ----------------------------------------------------------------------------------------------
@FORMS
def test_a_topic_has_a_feed_of_its_own(form: str, client: Client, read: Read) -> None:
    make.approved_article(title="On sleep")
    article = make.approved_article(title="On pain", category=make.category(name="Pain"))
    actions.correct(article=article, by=make.editor(), reason="A number.")
    assert {e["title"] for e in entries(client, form, of="topics/pain")} == {"On pain", "Correction: On pain"}
    links = {
        link["type"]: link["href"] for link in read("/topics/pain/").find_all("link", rel="alternate")[:3]
    }
    assert links[TYPES[form]] == f"/feeds/topics/pain.{form}"


@pytest.mark.parametrize("address", [
    "articles.xml", "articles.", "articles", "topics/nothing.atom", "topics/sleep.xml", "topics/.atom", "topics/a%00b.atom",
])  # fmt: skip
def test_a_feed_there_is_not_is_not_found(address: str, client: Client) -> None:
    make.category()
    assert client.get(f"/feeds/{address}").status_code == 404


@FORMS
def test_a_feed_can_only_be_read(form: str, client: Client) -> None:
    for method in (client.post, client.put, client.delete, client.patch):
        assert method(f"/feeds/articles.{form}").status_code == 405


@FORMS
def test_every_page_tells_feed_readers_where_the_feeds_are(form: str, read: Read) -> None:
    for address in ("/", "/articles/", make.approved_article().get_absolute_url(), "/about/privacy/"):
        links = read(address).find_all("link", rel="alternate", type=TYPES[form])
        assert [link["href"] for link in links] == [f"/feeds/articles.{form}"]


# --- The rules of the formats ----------------------------------------------------------------------------
def is_moment(text: str | None) -> bool:
    """RFC 3339, to the second, with its offset."""
    return bool(text and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)", text)) and bool(
        datetime.fromisoformat(str(text))
    )


def check_atom(text: bytes) -> None:
    feed = ElementTree.fromstring(text)
    assert feed.tag == f"{ATOM}feed"
    for node in (feed, *feed.iterfind(f"{ATOM}entry")):
        for tag in ("id", "title", "updated"):
            assert len(node.findall(f"{ATOM}{tag}")) == 1, tag
        assert re.match(r"(?:urn:uuid|tag|https?):", str(node.findtext(f"{ATOM}id")))
        assert all(
            is_moment(when.text) for tag in ("updated", "published") for when in node.iterfind(f"{ATOM}{tag}")
        )
        assert all(link.get("href", "").startswith("http") for link in node.iterfind(f"{ATOM}link"))
        assert all(author.findtext(f"{ATOM}name") for author in node.iterfind(f"{ATOM}author"))
        alternates = [link for link in node.iterfind(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert len(alternates) == 1
    assert feed.find(f"{ATOM}author") is not None, "an entry may have none of its own"
    assert [link.get("type") for link in feed.iterfind(f"{ATOM}link") if link.get("rel") == "self"] == [
        TYPES["atom"]
    ]
    for entry in feed.iterfind(f"{ATOM}entry"):
        assert entry.find(f"{ATOM}content").get("type") == "html"  # type: ignore[union-attr]


RFC_822 = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d \+0000"
)


def check_rss(text: bytes) -> None:
    root = ElementTree.fromstring(text)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    [channel] = list(root)
    for tag in ("title", "link", "description", "lastBuildDate"):
        assert len(channel.findall(tag)) == 1, tag
    assert all(channel.findtext(tag) for tag in ("title", "link", "description"))
    assert [(link.get("rel"), link.get("type")) for link in channel.iterfind(f"{ATOM}link")] == [
        ("self", TYPES["rss"])
    ]
    dates = [node.text or "" for node in root.iter() if node.tag in {"lastBuildDate", "pubDate"}]
    assert all(map(RFC_822.fullmatch, dates))
    for item in channel.iterfind("item"):
        assert item.find("title") is not None
        assert item.find("guid").get("isPermaLink") == "false"  # type: ignore[union-attr]
        assert str(item.findtext("link")).startswith("http")
        assert is_moment(item.findtext(f"{ATOM}updated"))
        assert (
            len(item.findall("description"))
            == len(item.findall(ENCODED))
            == len(item.findall("pubDate"))
            == 1
        )


def check_json(text: bytes) -> None:
    feed = json.loads(text)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert all(feed[name].startswith("http") for name in ("home_page_url", "feed_url"))
    assert "author" not in feed
    assert set(feed) <= {
        "version",
        "title",
        "description",
        "home_page_url",
        "feed_url",
        "language",
        "authors",
        "items",
    }
    for item in feed["items"]:
        assert item["id"]
        assert isinstance(item["content_html"], str)
        assert item["url"].startswith("http")
        assert all(is_moment(item[name]) for name in ("date_published", "date_modified"))
        assert set(item) <= {
            "id", "url", "title", "summary", "content_html", "date_published", "date_modified", "authors", "tags", "language", "image",
        }  # fmt: skip


CHECKS = {"atom": check_atom, "rss": check_rss, "json": check_json}


@FORMS
def test_the_feeds_keep_the_rules_of_their_formats(form: str, client: Client) -> None:
    CHECKS[form](client.get(f"/feeds/articles.{form}").content)
    article = make.approved_article(title="Ünïcode & <b> “quotes” 😀", picture=picture())
    actions.correct(article=article, by=make.editor(), reason="A number.")
    actions.retract(article=make.approved_article(title="Other"), by=make.editor(), reason="Wrong.")
    for of in ("articles", "topics/sleep"):
        CHECKS[form](client.get(f"/feeds/{of}.{form}").content)


@FORMS
def test_a_feed_names_the_address_it_came_from_and_holds_no_date_to_come(form: str, client: Client) -> None:
    article = make.approved_article()
    actions.correct(article=article, by=make.editor(), reason="A number.")
    for address in (f"/feeds/articles.{form}", f"/feeds/topics/sleep.{form}"):
        answer = client.get(address)
        text = answer.content.decode()
        assert re.findall('(?:rel="self"[^>]*href=|"feed_url": )"([^"]*)"', text) == [f"{SITE}{address}"]
        assert answer.headers["Content-Type"].partition(";")[0] == TYPES[form]
        dates = [
            datetime.fromisoformat(found) for found in re.findall(r"\d{4}-\d\d-\d\dT[\d:]+\+00:00", text)
        ]
        assert dates
        assert max(dates) <= timezone.now()


@FORMS
@given(title=st.text(), name=st.text(min_size=1), html=st.text())
def test_a_feed_is_well_formed_whatever_characters_a_text_holds(
    form: str, title: str, name: str, html: str
) -> None:
    named = f"N{name}"
    entry = Entry(
        id="urn:uuid:0", title=title, url=SITE, summary=title, html=content.html(html, base=SITE), published=NOW, updated=LATER,
        authors=[Author(named, SITE)], language="en",
    )  # fmt: skip
    feed = Feed(
        id="tag:x,2026:y", title=f"T{title}", description=f"D{title}", url=SITE, home=SITE, entries=[entry]
    )
    writer = {"atom": atom, "rss": rss, "json": json_feed}[form]
    CHECKS[form](writer.written(feed))


def test_an_empty_feed_has_a_date_that_does_not_move(client: Client) -> None:
    assert fetched(client, "atom").findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"


def test_an_address_that_is_none_is_dropped() -> None:
    assert content.html('<a href="http://[">x</a>', base=SITE) == "<a>x</a>"
