"""Which text of a page stands, which stood before it, and how is the next one written?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles import diff, markdown
from articles.actions import printed_name
from articles.drafting import clean_text
from articles.registers import announce
from readers.about.models import AboutText, Subject
from reviews import permissions
from reviews.exceptions import EditorialError

HOUSE = Path(__file__).parent / "texts"
LONGEST = 50_000


class SomebodyWasFirst(EditorialError):
    """Another version was written in the meantime; ``latest`` is the text that stands now."""

    def __init__(self, latest: AboutText) -> None:
        self.latest = latest
        super().__init__(
            f"{latest.author_name} wrote version {latest.number} while you were editing. Your text is still in the box; "
            "compare it with theirs below, then save again."
        )


@dataclass(frozen=True)
class Version:
    """What the history says of one version: the passages in which it differs from the one before it."""

    text: AboutText
    passages: list[diff.Passage]


@lru_cache
def house_text(subject: Subject) -> AboutText:
    """Version 0, of nobody and no day."""
    body = (HOUSE / f"{subject.value}.md").read_text(encoding="utf-8")
    return AboutText(
        subject=subject, number=0, body=body, html=markdown.render(body).html, note="The text of the house"
    )


def current(subject: Subject) -> AboutText:
    return AboutText.objects.filter(subject=subject).first() or house_text(subject)


def history(subject: Subject) -> list[Version]:
    """The newest first, down to the house's own."""
    texts = [*AboutText.objects.filter(subject=subject), house_text(subject)]
    older: list[AboutText | None] = [*texts[1:], None]
    return [
        Version(text, diff.passages(before.body, text.body) if before else [])
        for text, before in zip(texts, older, strict=True)
    ]


@transaction.atomic
def write(
    *, subject: Subject, body: str, note: str, base: int, by: User, now: datetime | None = None
) -> AboutText:
    """The next version. ``base`` is the number of the one its writer began from; an unchanged text writes nothing.

    Raises NotPermitted, EditorialError for a text or note that is missing or too long, SomebodyWasFirst.
    """
    permissions.require_editor(by, act="change the pages about the site")
    body, note = _cleaned("body", body).strip() + "\n", _cleaned("note", note)
    standing = current(subject)
    if body == standing.body:
        return standing
    if standing.number != base:
        raise SomebodyWasFirst(standing)
    _require_fit(body, note)
    text = AboutText(
        subject=subject, number=base + 1, body=body, html=markdown.render(body).html, note=note, author=by,
        author_name=printed_name(by), written_at=now or timezone.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            text.save()
    except IntegrityError as error:  # in the same moment
        raise SomebodyWasFirst(current(subject)) from error
    announce(text, by=by, changed=["subject", "number", "note", "body"], is_new=True)
    return text


def _cleaned(name: str, text: str) -> str:
    try:
        return clean_text(name, text)
    except ValueError as error:
        raise EditorialError(str(error)) from error


def _require_fit(body: str, note: str) -> None:
    if not body.strip():
        raise EditorialError("The text is empty. A page about the site always says something.")
    if len(body) > LONGEST:
        raise EditorialError(f"The text has {len(body):,} characters; at most {LONGEST:,} are kept.")
    if not note:
        raise EditorialError("Say in a few words what changed; readers see it in the page’s history.")
    if len(note) > 300:
        raise EditorialError("What changed takes at most 300 characters.")
