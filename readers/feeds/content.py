"""What must be done to a text before it leaves the site? Elsewhere no relative address leads anywhere."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import nh3

from articles.markdown.links import SCHEMES
from articles.markdown.sanitise import TAGS

# Ids and classes stay behind: in a feed reader they could only clash with those of others.
ATTRIBUTES = {
    "a": {"href", "title", "rel"}, "abbr": {"title"}, "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"}, "time": {"datetime"},
}  # fmt: skip
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(value: str) -> str:
    """The text without the characters that XML 1.0 cannot hold, not even escaped."""
    return NOT_XML.sub("", value)


def html(value: str, *, base: str) -> str:
    """Sanitised HTML with every address in full; ``base`` is the address of the page that it comes from."""

    def in_full(tag: str, attribute: str, address: str) -> str | None:
        if attribute not in {"href", "src"}:
            return address
        try:
            return urljoin(base, address)
        except ValueError:  # such as http://[
            return None

    clean = nh3.clean(
        text(value),
        tags={*TAGS, "time"},
        attributes=ATTRIBUTES,
        attribute_filter=in_full,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
    return clean.strip()
