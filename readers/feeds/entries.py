"""What is new? The signed articles that changed last, and every notice, each as one entry."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Case, F, When
from django.template.loader import render_to_string

from articles.addresses import address_of
from articles.markdown import EVERYONE
from articles.models import Category
from articles.reference_list import references_of
from readers import re_checks
from readers.audiences import DISCLAIMERS
from readers.dates import updated_at
from readers.feeds import content
from readers.listed import walks
from readers.public import absolute
from reviews.models import Notice, NoticeKind, Publication
from reviews.standing import Standing, checked_standings

MOST = 30
IDS = uuid.UUID("6f1d4c1e-52b7-4f6e-9b0a-3d6f0a7c9e11")  # never changed: every id of an entry is made from it
CHANGED = Case(When(notice__kind=NoticeKind.RETRACTION, then=F("notice__issued_at")), default=F("approval__updated_at"))  # fmt: skip
UNUSED = (
    "article__body", "article__front_matter", "article__funding", "current_review__revision__body",
    "current_review__revision__rendered", "current_review__revision__sources", "current_review__revision__pictures",
)  # fmt: skip


@dataclass(frozen=True)
class Author:
    name: str
    url: str = ""


@dataclass(frozen=True)
class Entry:
    """``html`` is complete and stands alone; every address in it is in full, as is every other one here."""

    id: str
    title: str
    url: str
    summary: str
    html: str
    published: datetime
    updated: datetime
    authors: list[Author]
    language: str
    topic: Category | None = None
    picture: str = ""


def newest(*, topic: Category | None, today: date) -> list[Entry]:
    """The newest first. Nothing pending, nothing archived, nothing whose text is not the one that was signed."""
    found = [*_articles(topic, today=today), *_notices(topic)]
    return sorted(found, key=lambda entry: (entry.updated, entry.id), reverse=True)[:MOST]


def lasting_id(kind: str, pk: int, *, since: datetime) -> str:
    """The same whatever becomes of the address, the slug, the title or the host (RFC 4122, version 5)."""
    return uuid.uuid5(IDS, f"{kind} {pk} {since.astimezone(UTC).isoformat()}").urn


def _articles(topic: Category | None, *, today: date) -> list[Entry]:
    live = Publication.objects.listed().with_facts().with_source_notices().filter(live_revision__isnull=False)
    latest = live.filter(pk__in=list(walks.changed(topic=topic)[:MOST]))
    found = latest.defer(*UNUSED).order_by(CHANGED.desc(nulls_last=True), "-pk")
    told = [s for s in checked_standings(found, today=today) if s.is_reviewed or s.is_retracted]
    return [_article(s) for s in told]


def _article(where: Standing) -> Entry:
    article, revision = where.publication.article, where.revision
    url = absolute(article.get_absolute_url())
    html = _html(
        "readers/feeds/article.html",
        base=url,
        standing=where,
        cautions=re_checks.banners(where),
        sign_offs=where.sign_offs,
        text=revision.rendered.get(EVERYONE, {}).get("html", ""),
        references=references_of(
            revision, audience=EVERYONE, notices=re_checks.source_notices(where.publication)
        ),
        disclaimer=DISCLAIMERS[EVERYONE],
        picture=next((p for p in revision.pictures if p["src"] == revision.lead_picture), None),
    )
    published, updated = where.published_at, updated_at(where)
    if published is None or updated is None:
        raise ValueError("What was approved has its dates: the database says so.")
    return Entry(
        id=lasting_id("article", article.pk, since=article.created_at),
        title=f"RETRACTED: {revision.title}" if where.is_retracted else revision.title,
        url=url, html=html, published=published, updated=updated,
        summary=where.notice.text if where.notice and where.is_retracted else revision.excerpt,
        authors=_authors(revision.byline), language=revision.language, topic=article.category,
        picture=absolute(revision.lead_picture) if revision.lead_picture else "",
    )  # fmt: skip


def _authors(byline: Iterable[dict[str, Any]]) -> list[Author]:
    return [Author(line["name"], absolute(address_of("person", line["slug"]))) for line in byline]


def _notices(topic: Category | None) -> list[Entry]:
    found = Notice.objects.select_related("article__category", "revision")
    of_topic = found.filter(article__category=topic) if topic else found
    heavy = ("body", "rendered", "sources", "pictures", "funding")
    slim = of_topic.defer("article__body", "article__front_matter", *(f"revision__{name}" for name in heavy))
    return [_notice(notice) for notice in slim[:MOST]]


def _notice(notice: Notice) -> Entry:
    url = absolute(address_of("notice", notice.pk))
    return Entry(
        id=lasting_id("notice", notice.pk, since=notice.issued_at),
        title=notice.title, url=url, html=_html("readers/feeds/notice.html", base=url, notice=notice),
        summary=notice.text, published=notice.issued_at, updated=notice.issued_at,
        authors=[Author(notice.printed_name)] if notice.printed_name else [],
        language="en", topic=notice.article.category,
    )  # fmt: skip


def _html(template: str, *, base: str, **context: Any) -> str:
    return content.html(render_to_string(template, context | {"url": base}), base=base)
