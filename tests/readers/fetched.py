"""The entries of a feed, in the same words whatever its format."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from django.test import Client
from PIL import Image

from articles.models import Picture
from articles.pictures import add_picture
from tests import factories as make
from tests.articles.pictures import upload

ATOM, DC = "{http://www.w3.org/2005/Atom}", "{http://purl.org/dc/elements/1.1/}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
SITE = "http://127.0.0.1:8000"
NOW = make.NOW.replace(microsecond=654321)
LATER = NOW + timedelta(days=3)
TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}
FORMS = pytest.mark.parametrize("form", TYPES)


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
