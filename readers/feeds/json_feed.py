"""How is a feed written as JSON Feed 1.1?"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings

from readers.feeds.content import text
from readers.feeds.entries import Entry
from readers.feeds.feed import Feed
from readers.templatetags.marks import iso

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def written(feed: Feed) -> bytes:
    whole = {
        "version": VERSION,
        "title": text(feed.title),
        "description": text(feed.description),
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "language": settings.LANGUAGE_CODE,
        "authors": [{"name": text(settings.SITE_NAME), "url": f"{settings.SITE_URL}/"}],
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _item(entry: Entry) -> dict[str, Any]:
    item = {
        "id": entry.id,
        "url": entry.url,
        "title": text(entry.title),
        "summary": text(entry.summary),
        "content_html": entry.html,
        "date_published": iso(entry.published),
        "date_modified": iso(entry.updated),
        "authors": [
            {"name": text(a.name), "url": a.url} if a.url else {"name": text(a.name)} for a in entry.authors
        ],
        "tags": [text(entry.topic.name)] if entry.topic else [],
        "language": text(entry.language),
        "image": entry.picture,
    }
    return {name: value for name, value in item.items() if value or name == "content_html"}
