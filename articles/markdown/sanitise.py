"""What may stand in the page at all? The allow-list that every rendered text passes at the end."""

import re

import nh3

from articles.markdown.links import SCHEMES, is_elsewhere, scheme_of

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {
    "blockquote",
    "div",
    "dd",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "ul",
} | {"section"}
_TABLES = {"caption", "table", "tbody", "td", "th", "thead", "tr"}
_INLINE = {"a", "abbr", "br", "code", "del", "em", "img", "span", "strong", "sup"}
TAGS = frozenset(_HEADINGS | _BLOCKS | _TABLES | _INLINE)

ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title", "rel", "id", "aria-label"},
    "abbr": {"title"},
    "code": {"class"},
    "div": {"aria-label"},
    "img": {"src", "alt", "title", "width", "height"},
    "li": {"id"},
    "ol": {"start"},
    "section": {"aria-label"},
} | {heading: {"id"} for heading in _HEADINGS}

FIXED: dict[str, dict[str, set[str]]] = {
    "div": {"role": {"note", "region"}, "tabindex": {"0"}},
    "img": {"loading": {"lazy"}, "decoding": {"async"}},
    "th": {"scope": {"col"}},
}

CLASSES: dict[str, set[str]] = {
    "a": {"footnote-backref"},
    "div": {"scroll", "passage", "patients", "clinicians", "takeaways", "caution", "note"},
    "p": {"label"},
    "section": {"footnotes"},
    "span": {"cite", "claim", "credit"},
    "sup": {"footnote-ref"},
    "td": {"align-left", "align-center", "align-right"},
    "th": {"align-left", "align-center", "align-right"},
}

_ID = re.compile(r"(?:h|cite|fn|fnref|ref)-\S+")
_LANGUAGE = re.compile(r"language-\S+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def _permitted(tag: str, attribute: str, value: str) -> str | None:
    """Only ids with a prefix of ours, so that none shadows a name of the page; no image of another site."""
    refused = (
        (attribute == "id" and not _ID.fullmatch(value))
        or (tag == "code" and not _LANGUAGE.fullmatch(value))
        or (tag == "img" and attribute == "src" and bool(is_elsewhere(value) or scheme_of(value)))
    )
    return None if refused else value


_cleaner = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(),
    attributes=ATTRIBUTES,
    tag_attribute_values=FIXED,
    allowed_classes=CLASSES,
    attribute_filter=_permitted,
    url_schemes=set(SCHEMES),
    link_rel=None,  # set by the link itself: here it would also mark links within the page
)


def sanitise(html: str) -> str:
    """The HTML without anything that is not on the list."""
    return _cleaner.clean(encodable(html))


def encodable(text: str) -> str:
    """The text with U+FFFD for each lone half of a character, which no file or page can hold."""
    return _SURROGATES.sub("\ufffd", text)
