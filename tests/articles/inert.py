"""What must hold of every rendered text, whoever wrote it? From the promise, not the allow-list."""

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment

TAGS = frozenset(
    re.findall(
        r"\w+",
        "a abbr blockquote br caption code dd del div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr img"
        " li ol p pre section span strong sup table tbody td th thead tr ul",
    )
)
ATTRIBUTES = frozenset(
    re.findall(
        r"[\w-]+",
        "alt aria-label class decoding height href id loading rel role scope src start tabindex title width",
    )
)
CLASSES = frozenset(
    re.findall(
        r"[\w-]+",
        "align-center align-left align-right caution cite clinicians credit footnote-backref footnote-ref"
        " footnotes label note passage patients scroll takeaways",
    )
)
IDS = re.compile(r"(h|cite|fn|fnref|ref)-\S+")
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
IGNORED = re.compile(r"^[\0-\x20]+|[\t\n\r]")  # what browsers take out of an address before they read it


def body_of(html: str) -> Tag:
    """The HTML as a browser reads it."""
    body = BeautifulSoup(html, "html5lib").body
    assert body is not None
    return body


def assert_inert(html: str) -> None:
    """Only known elements with known attributes, no address but web, mail, telephone and local ones."""
    for node in body_of(html).descendants:
        assert not isinstance(node, Comment)
        if isinstance(node, Tag):
            assert_known(node)


def assert_known(element: Tag) -> None:
    assert element.name in TAGS, element
    assert set(element.attrs) <= ATTRIBUTES, element
    classes = {name for name in element.get_attribute_list("class") if name}
    assert classes <= CLASSES or (element.name == "code" and " ".join(classes).startswith("language-")), (
        element
    )
    assert "id" not in element.attrs or IDS.fullmatch(str(element["id"])), element
    assert scheme(element.get("href")) in {"", "http", "https", "mailto", "tel"}, element
    assert not scheme(element.get("src")), element
    assert not str(element.get("src", "")).replace("\\", "/").startswith("//"), element


def scheme(address: object) -> str:
    """The scheme as a browser sees it, in lower case; empty for a relative address."""
    found = SCHEME.match(IGNORED.sub("", str(address or "")))
    return found[1].lower() if found else ""
