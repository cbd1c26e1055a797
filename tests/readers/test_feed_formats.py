"""Do the feeds keep the rules of Atom, RSS and JSON Feed?"""

from __future__ import annotations

import json
import re
from datetime import datetime
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from readers.feeds import atom, content, json_feed, rss
from readers.feeds.entries import Author, Entry
from readers.feeds.feed import Feed
from reviews import actions
from tests import factories as make
from tests.readers.fetched import ATOM, ENCODED, FORMS, LATER, NOW, SITE, TYPES, fetched, picture

pytestmark = pytest.mark.django_db


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
