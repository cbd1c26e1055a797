"""Who wrote it, as the front matter names them?"""

import re
from dataclasses import dataclass
from typing import Any, Literal

from articles.front_matter.organisations import is_organisation

MOST_AUTHORS = 200
_SEPARATOR = re.compile(r" ?; ?| & | ?,? and | ?, ?")  # in a text without two blanks in a row
# Letters after a comma belong to the name before it: "A. Writer, MD, PhD".
_CREDENTIAL = re.compile(
    r"(?:[A-Z]{1,2}\.?(?:[A-Za-z]{1,6}\.?){0,3}|[A-Z]{2,8}(?:-[A-Z]{1,3})?)(?:\s*\([A-Za-z. ]{2,12}\))?"
)
_NOT_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dXx]")


@dataclass(frozen=True)
class Author:
    """A person or group on the byline; empty text where the file says nothing."""

    name: str
    affiliation: str = ""
    credentials: str = ""
    orcid: str = ""
    url: str = ""
    kind: Literal["person", "organisation"] = "person"


def authors_of(value: Any) -> list[Author]:
    """The authors in a text, a mapping or a list of both, without the empty ones.

    Raises ValueError with a sentence for a shape that names nobody (a number, a mapping without a name).
    """
    items = value if isinstance(value, list) else [value]
    authors = [author for item in items for author in _from_item(item, is_alone=not isinstance(value, list))]
    if len(authors) > MOST_AUTHORS:
        raise ValueError(
            f"{len(authors):,} authors are named, and the most that is kept is {MOST_AUTHORS}; name the group instead"
        )
    if any(_NOT_TEXT.search(f"{a.name}{a.credentials}{a.affiliation}") for a in authors):
        raise ValueError("The name of an author holds a character that is not text; delete it")
    return authors


def _from_item(item: Any, *, is_alone: bool) -> list[Author]:
    if item is None:
        return []
    if isinstance(item, dict):
        return [_from_mapping(item)]
    if not isinstance(item, str):
        raise ValueError(f"An author is a name or a mapping with a name, not {item!r}; write the name")
    text = " ".join(item.split())
    if not text:
        return []
    return _from_text(text) if is_alone else [_author(*_name_and_credentials(text))]


def _from_text(text: str) -> list[Author]:
    if is_organisation(text) and ";" not in text:
        return [_author(text, "")]
    parts = [part for part in _SEPARATOR.split(" ".join(text.split())) if part]
    people: list[tuple[str, str]] = []
    for part in parts:
        if people and _is_credential(part):
            name, credentials = people[-1]
            people[-1] = (name, f"{credentials}, {part}" if credentials else part)
        else:
            people.append((part, ""))
    return [_author(name, credentials) for name, credentials in people]


def _name_and_credentials(text: str) -> tuple[str, str]:
    name, *after = text.split(", ")
    if after and all(_is_credential(part) for part in after):
        return name, ", ".join(after)
    return text, ""


def _is_credential(part: str) -> bool:
    return bool(_CREDENTIAL.fullmatch(part)) and sum(letter.isupper() for letter in part) >= 2


def _author(name: str, credentials: str) -> Author:
    return Author(name=name, credentials=credentials, kind=_kind(name))


def _kind(name: str) -> Literal["person", "organisation"]:
    return "organisation" if is_organisation(name) else "person"


def _from_mapping(item: dict[str, Any]) -> Author:
    name = _name(item.get("name")) or _name(item)
    if not name:
        raise ValueError("An author here has no name; add the key “name”")
    kind = _text(item.get("kind") or item.get("type")).lower()
    return Author(
        name=name,
        affiliation="; ".join(_texts(item.get("affiliation") or item.get("affiliations"))),
        credentials=", ".join(_texts(item.get("credentials") or item.get("degrees"))),
        orcid=_orcid(_text(item.get("orcid"))),
        url=_text(item.get("url")),
        kind="organisation"
        if kind.startswith(("organi", "group"))
        else "person"
        if kind == "person"
        else _kind(name),
    )


def _name(value: Any) -> str:
    if isinstance(value, dict):
        parts = (
            value.get("literal"),
            value.get("given") or value.get("first"),
            value.get("family") or value.get("last"),
        )
        return " ".join(text for text in map(_text, parts) if text)
    return _text(value)


def _orcid(text: str) -> str:
    """The identifier without its address; empty when malformed, since it could point to somebody else."""
    found = _ORCID.search(text)
    return found.group().upper() if found else ""


def _texts(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    named = (item.get("name") if isinstance(item, dict) else item for item in items)
    return [text for text in map(_text, named) if text]


def _text(value: Any) -> str:
    return (
        " ".join(str(value).split()) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    )
