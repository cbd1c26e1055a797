"""What has been printed so far? The memory of one rendering: numbers, names and places, in reading order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token
from markdown_it.utils import EnvType

from articles.markdown.rendered import Citation, Claim, Heading, HeadingLine, Image, Link, PictureFacts

_WORDS = frozenset({"text", "text_special", "code_inline", "abbr"})
_MARKS = frozenset({"citation", "footnote_ref"})


@dataclass(slots=True)
class Mentions:
    """The number of a source or a footnote, and how often the text has pointed to it."""

    number: int
    line: int
    count: int = 0


@dataclass(slots=True)
class Page:
    """Filled while the renderer walks the tokens, so that everything is numbered by its first mention."""

    pictures: Mapping[str, PictureFacts] = field(default_factory=dict)
    references: Mapping[str, str] = field(default_factory=dict)
    same_as: Mapping[str, str] = field(default_factory=dict)
    heading_shift: int = 0
    budget: int = 0
    in_link: bool = False
    tables: int = 0
    cited: dict[str, Mentions] = field(default_factory=dict)
    noted: dict[str, Mentions] = field(default_factory=dict)
    notes_due: list[str] = field(default_factory=list)
    slugs: dict[str, int] = field(default_factory=dict)
    contents: list[Heading] = field(default_factory=list)
    headings: list[HeadingLine] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    local_images: dict[str, None] = field(default_factory=dict)

    def afford(self, *parts: str) -> bool:
        """Whether the page has room for these words: short marks that repeat long ones could fill it."""
        self.budget -= sum(map(len, parts))
        return self.budget >= 0

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(Citation(key, m.number, m.count, m.line) for key, m in self.cited.items())


def page_of(env: EnvType) -> Page:
    """The page that is being rendered."""
    page = env["page"]
    assert isinstance(page, Page)  # noqa: S101 -- narrows the type; only `render` fills this place
    return page


def mention(register: dict[str, Mentions], key: str, *, line: int) -> Mentions:
    """Count one more mention of `key`; the first one gives it the next number."""
    mentions = register.setdefault(key, Mentions(number=len(register) + 1, line=line))
    mentions.count += 1
    return mentions


def line_of(token: Token) -> int:
    """The first line of a token, counted from 1; 0 when the parser does not know."""
    return token.map[0] + 1 if token.map else 0


def words(tokens: Sequence[Token] | None, *, verbatim: bool = False) -> str:
    """The plain words of inline tokens, without markup, and with alternative text for images.

    Citations and footnote marks are left out, or stand as they were typed if `verbatim`.
    """
    parts: list[str] = []
    for token in tokens or ():
        if token.type in _WORDS or (verbatim and token.type in _MARKS):
            parts.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif token.type == "image":
            parts.append(words(token.children, verbatim=verbatim))
    return "".join(parts)
