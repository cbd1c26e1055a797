"""How is a feed written as Atom (RFC 4287)?"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from django.conf import settings

from readers.feeds.content import text
from readers.feeds.entries import Author, Entry
from readers.feeds.feed import Feed
from readers.templatetags.marks import iso

MEDIA_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"


def written(feed: Feed) -> bytes:
    root = Element("feed", {"xmlns": NAMESPACE, "xml:lang": settings.LANGUAGE_CODE})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.description)
    _add(root, "updated", iso(feed.updated))
    _add(root, "link", rel="self", type=MEDIA_TYPE, href=feed.url)
    _add(root, "link", rel="alternate", type="text/html", href=feed.home)
    _add_authors(root, [Author(settings.SITE_NAME, settings.SITE_URL + "/")])
    for entry in feed.entries:
        _add_entry(root, entry)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _add_entry(root: Element, entry: Entry) -> None:
    node = SubElement(root, "entry", {"xml:lang": text(entry.language)})
    _add(node, "id", entry.id)
    _add(node, "title", entry.title)
    _add(node, "link", rel="alternate", type="text/html", href=entry.url)
    _add(node, "published", iso(entry.published))
    _add(node, "updated", iso(entry.updated))
    _add_authors(node, entry.authors)
    if entry.topic:
        _add(node, "category", term=entry.topic.slug, label=entry.topic.name)
    if entry.summary:
        _add(node, "summary", entry.summary)
    _add(node, "content", entry.html, type="html")


def _add_authors(node: Element, authors: Iterable[Author]) -> None:
    for author in authors:
        person = SubElement(node, "author")
        _add(person, "name", author.name)
        if author.url:
            _add(person, "uri", author.url)


def _add(parent: Element, tag: str, value: str = "", **attributes: str) -> None:
    node = SubElement(parent, tag, {name: text(said) for name, said in attributes.items()})
    node.text = text(value)
