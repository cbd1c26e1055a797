"""What do an article's templates print of people, tags, pictures and neighbours? Plain values, told apart by all they hold.

So a piece of the page can be kept by them (``{% kept %}``); of rows nobody could say whether they are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from taggit.models import Tag

from readers.dates import updated_at
from reviews.models import Notice, Publication, SignOff
from reviews.standing import PublicState, Standing


@dataclass(frozen=True)
class Author:
    """A line of the byline, as it was kept with the text."""

    name: str
    slug: str
    credentials: str
    affiliation: str
    disclosures: str
    is_organisation: bool
    is_health_professional: bool


@dataclass(frozen=True)
class TagLine:
    name: str
    slug: str


@dataclass(frozen=True)
class Lead:
    """The picture above the text."""

    src: str
    alt: str


@dataclass(frozen=True)
class Signed:
    """One signature; ``whole`` and ``whole_at`` are of the one of the whole page behind it."""

    line: str
    slug: str
    meaning: str
    scope: str
    is_of_changes: bool
    specialty: str
    at: datetime
    statement: str
    interests: str
    whole: str
    whole_at: datetime


@dataclass(frozen=True)
class NoticeLine:
    """A notice about an article, and where it can be read."""

    number: int
    kind: str
    issued_at: datetime


@dataclass(frozen=True)
class Dates:
    published: datetime | None
    updated: datetime | None
    reviewed: datetime | None
    due: date | None
    is_pending: bool


@dataclass(frozen=True)
class Neighbour:
    """A related article."""

    title: str
    address: str
    topic: str
    state: PublicState
    label: str


def authors(byline: Iterable[Mapping[str, Any]]) -> tuple[Author, ...]:
    return tuple(
        Author(**{field.name: one.get(field.name, "") for field in fields(Author)}) for one in byline
    )


def tag_lines(tags: Iterable[Tag]) -> tuple[TagLine, ...]:
    return tuple(TagLine(tag.name, tag.slug) for tag in tags)


def lead(picture: Mapping[str, Any] | None) -> Lead | None:
    return Lead(picture["src"], picture["alt"]) if picture else None


def signed(sign_offs: Iterable[SignOff]) -> tuple[Signed, ...]:
    return tuple(_signed(sign_off) for sign_off in sign_offs)


def _signed(sign_off: SignOff) -> Signed:
    whole = sign_off.whole_page
    return Signed(
        line=sign_off.signature_line, slug=sign_off.contributor_slug, meaning=sign_off.get_meaning_display(),
        scope=sign_off.get_scope_display().lower(), is_of_changes=whole is not sign_off,
        specialty=sign_off.get_specialty_display(), at=sign_off.signed_at, statement=sign_off.statement,
        interests=sign_off.interests, whole=whole.signature_line, whole_at=whole.signed_at,
    )  # fmt: skip


def notice_line(notice: Notice) -> NoticeLine:
    return NoticeLine(notice.pk, notice.get_kind_display(), notice.issued_at)


def notice_lines(publication: Publication) -> tuple[NoticeLine, ...]:
    return tuple(notice_line(notice) for notice in publication.notices)


def dates_of(standing: Standing) -> Dates:
    return Dates(
        published=standing.published_at, updated=updated_at(standing), reviewed=standing.reviewed_at,
        due=standing.next_review_on, is_pending=standing.is_pending,
    )  # fmt: skip


def neighbours(standings: Iterable[Standing]) -> tuple[Neighbour, ...]:
    return tuple(_neighbour(one) for one in standings)


def _neighbour(other: Standing) -> Neighbour:
    topic = other.article.category
    return Neighbour(
        title=other.revision.title, address=other.article.get_absolute_url(), topic=topic.name if topic else "",
        state=other.state, label=other.label,
    )  # fmt: skip
