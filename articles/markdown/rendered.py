"""What does a rendered text consist of? The plain values that go into the pipeline and come out of it.

Lines count from 1 in the Markdown as given; a line of 0 means that the parser could not tell.
"""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What the library knows of a picture. `src` is a local address, `width` and `height` are pixels."""

    src: str
    alt: str
    credit: str
    caption: str
    width: int
    height: int


class Heading(NamedTuple):
    """An entry of the table of contents: a heading of level 2 or 3 and the id it can be linked by."""

    id: str
    title: str
    level: int


class HeadingLine(NamedTuple):
    """Any heading, with the level it is printed at."""

    level: int
    text: str
    line: int


class Citation(NamedTuple):
    """A cited source: its number in the text, how many links the text holds, and the line of the first."""

    key: str
    number: int
    mentions: int
    line: int


class Claim(NamedTuple):
    """A statement marked as one that must rest on a source: its plain words and the keys of what it cites."""

    text: str
    keys: tuple[str, ...]
    line: int


class Link(NamedTuple):
    """A link of the author's; citations and footnotes are not among them."""

    href: str
    line: int


class Image(NamedTuple):
    """An image, wherever it is hosted, with the alternative text that is printed."""

    src: str
    alt: str
    line: int


class Leftover(NamedTuple):
    """Text that looks like one of our marks but is none, so it stands in the page as it was typed."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """One audience's view of a text. `html` is sanitised and complete in itself.

    `pictures` names each local image once, in order of use, by its percent-encoded address.
    `has_passages` tells whether the *text* holds passages for one audience, whichever view this is.
    """

    html: str
    contents: tuple[Heading, ...]
    citations: tuple[Citation, ...]
    pictures: tuple[str, ...]
    headings: tuple[HeadingLine, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]
    leftovers: tuple[Leftover, ...]
    has_passages: bool
    claims: tuple[Claim, ...] = ()
