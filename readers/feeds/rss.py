"""How is a feed written as RSS 2.0? With the modules that RSS lacks: full content, authors, the last change."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from django.conf import settings

from readers.feeds.content import text
from readers.feeds.entries import Entry
from readers.feeds.feed import Feed
from readers.templatetags.marks import iso

MEDIA_TYPE = "application/rss+xml"
NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
}


def written(feed: Feed) -> bytes:
    root = Element("rss", {"version": "2.0", **NAMESPACES})
    channel = SubElement(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.home)
    _add(channel, "description", feed.description)
    _add(channel, "language", settings.LANGUAGE_CODE)
    _add(channel, "lastBuildDate", rfc_822(feed.updated))
    _add(channel, "atom:link", rel="self", type=MEDIA_TYPE, href=feed.url)
    for entry in feed.entries:
        _add_item(channel, entry)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def rfc_822(moment: datetime) -> str:
    """ "Mon, 02 Mar 2026 09:30:15 +0000", to the second, in UTC"""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0))


def _add_item(channel: Element, entry: Entry) -> None:
    item = SubElement(channel, "item")
    _add(item, "title", entry.title)
    _add(item, "link", entry.url)
    _add(item, "guid", entry.id, isPermaLink="false")
    _add(item, "pubDate", rfc_822(entry.published))
    _add(item, "atom:updated", iso(entry.updated))
    for author in entry.authors:
        _add(item, "dc:creator", author.name)
    if entry.topic:
        _add(item, "category", entry.topic.name)
    _add(item, "description", entry.summary)
    _add(item, "content:encoded", entry.html)


def _add(parent: Element, tag: str, value: str = "", **attributes: str) -> None:
    node = SubElement(parent, tag, {name: text(said) for name, said in attributes.items()})
    node.text = text(value)
