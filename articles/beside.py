"""What changed between two revisions outside the body? Whatever the digest covers shows, down to a picture's size.

Two revisions differ in nothing only when their digests are equal: what no line here knows how to tell is shown as stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from articles import diff
from articles.diff import SAME, Change
from articles.models import Revision
from articles.snapshot import canonical

TEXTS = {"title": "Title", "excerpt": "Excerpt", "funding": "Funding", "language": "Language"}
LISTS = {"byline": "Byline", "sources": "Sources", "pictures": "Pictures"}
NAMED_BY = {"byline": "slug", "sources": "key", "pictures": "src"}
READ = {  # printed on the page, in this order
    "byline": ("name", "credentials", "affiliation", "disclosures"),
    "sources": ("reference",),
    "pictures": ("src", "alt", "credit", "caption"),
}
AROUND = 40  # characters of what did not change beside what did, where every word is the same


@dataclass(frozen=True)
class Beside:
    """A change outside the body: what it concerns and the words that changed."""

    label: str
    changes: list[Change]


def beside(before: Revision, after: Revision, *, until: float | None = None) -> list[Beside]:
    """Title, excerpt, funding, byline, sources, pictures; where every word of all is the same, what is not."""
    until = until or diff.bound()
    found = [
        Beside(label, diff.words(getattr(before, name), getattr(after, name), until=until))
        for name, label in TEXTS.items()
        if getattr(before, name) != getattr(after, name)
    ]
    for name, label in LISTS.items():
        if _facts(before, name) != _facts(after, name):
            found.append(Beside(label, _list(before, after, name, until=until)))
    is_same_body = diff.paragraphs(before.body) == diff.paragraphs(after.body)
    if not found and is_same_body and before.digest != after.digest:
        found.append(
            Beside("What is stored, though every word is the same", _stored_text(before, after, until=until))
        )
    return found


def _facts(revision: Revision, name: str) -> Any:
    """With the picture above the text, which is one of the pictures."""
    return (revision.pictures, revision.lead_picture) if name == "pictures" else getattr(revision, name)


def _list(before: Revision, after: Revision, name: str, *, until: float) -> list[Change]:
    old, new = _printed(before, name), _printed(after, name)
    found = diff.lines(old, new, until=until) if old != new else []
    for was, becomes in _unprinted(getattr(before, name), getattr(after, name), name):
        found += [*([Change(SAME, "\n")] if found else []), *diff.words(was, becomes, until=until)]
    return found or diff.words(_stored(before, name), _stored(after, name), until=until)


def _printed(revision: Revision, name: str) -> list[str]:
    """One line for each, as a reader would see it; of a picture, whether it stands above the text."""
    return [
        ("above the text: " if name == "pictures" and facts["src"] == revision.lead_picture else "")
        + (f"[@{facts['key']}] " if name == "sources" else "")
        + "; ".join(str(facts[field]) for field in READ[name] if facts.get(field))
        for facts in getattr(revision, name)
    ]


def _unprinted(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], name: str
) -> Iterator[tuple[str, str]]:
    """What differs in the rest that is kept of those which both have: a line each, as it was and as it is."""
    known = {facts[NAMED_BY[name]]: facts for facts in before}
    for facts in after:
        old, new = (dict(_leaves(one, name)) for one in (known.get(facts[NAMED_BY[name]], facts), facts))
        for field in sorted({*old, *new}):
            if old.get(field) != new.get(field):
                told = f"{facts[NAMED_BY[name]]}, {field.replace('_', ' ')}: "
                yield told + old.get(field, "nothing"), told + new.get(field, "nothing")


def _leaves(facts: Mapping[str, Any], name: str) -> Iterator[tuple[str, str]]:
    """What is kept and not printed, each by its name; of a record, each of its parts."""
    for field, value in facts.items():
        if isinstance(value, dict):
            yield from ((f"{field} {part}", _text(inner)) for part, inner in value.items())
        elif field not in READ[name]:
            yield field, _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else canonical(value).decode()


def _stored(revision: Revision, name: str) -> str:
    return canonical(_facts(revision, name)).decode()


def _stored_text(before: Revision, after: Revision, *, until: float) -> list[Change]:
    """The text and the page made of it where they changed, with a little of what stands around."""
    old, new = (canonical([revision.body, revision.rendered]).decode() for revision in (before, after))
    return [_cut(change) for change in diff.words(old, new, until=until)]


def _cut(change: Change) -> Change:
    is_long = change.kind == SAME and len(change.text) > 2 * AROUND
    return Change(SAME, f"{change.text[:AROUND]} … {change.text[-AROUND:]}") if is_long else change
