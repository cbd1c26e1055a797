"""What changed for readers between two entries of the ledger?

Entries are numbered in the order in which their acts were committed, so an interval of numbers misses nothing and
tells nothing twice, whatever the clocks of the servers say.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from articles.models import Category
from readers.listing import titled
from readers.public import absolute
from readers.templatetags.marks import day
from reviews.models import LedgerEntry, Notice, NoticeKind, Publication
from reviews.standing import Standing, checked_standings

NOTICES = ("correct", "express_concern", "retract", "reinstate")
HEADINGS = ("Retracted", "Expression of concern", "Corrected", "Reinstated", "Updated", "New")
OF_NOTICE = {
    NoticeKind.RETRACTION: "Retracted",
    NoticeKind.CONCERN: "Expression of concern",
    NoticeKind.CORRECTION: "Corrected",
}


@dataclass(frozen=True)
class Item:
    """One article of an issue, as it stands at the moment of sending."""

    heading: str
    standing: Standing

    @property
    def title(self) -> str:
        return titled(self.standing)

    @property
    def address(self) -> str:
        return absolute(self.standing.publication.article.get_absolute_url())

    @property
    def notice(self) -> Notice | None:
        return self.standing.notice if self.heading in OF_NOTICE.values() else None

    @property
    def summary(self) -> str:
        return self.notice.text if self.notice else self.standing.revision.excerpt

    @property
    def status(self) -> str:
        reviewed_at = self.standing.reviewed_at
        return self.standing.label + (f", signed on {day(reviewed_at)}" if reviewed_at else "")

    @property
    def topic(self) -> int | None:
        return self.standing.publication.article.category_id


def last_entry() -> int:
    return LedgerEntry.objects.aggregate(last=Max("number"))["last"] or 0


def news(*, since: int, up_to: int, today: date) -> list[Item]:
    """The gravest first. Only what is public and, unless it was retracted, signed at this moment: all is checked anew."""
    entries = (
        LedgerEntry.objects.filter(
            number__gt=since, number__lte=up_to, article__isnull=False, verb__in=("approve", *NOTICES)
        )
        .only("number", "verb", "article_id", "at", "details")
        .order_by("number")
    )
    by_article: dict[int, list[LedgerEntry]] = {}
    for entry in entries:
        if entry.article_id is not None:
            by_article.setdefault(entry.article_id, []).append(entry)
    known = _approved_by(since, by_article)
    found = Publication.objects.listed().with_facts().filter(article__in=by_article).defer("article__body")
    standings = checked_standings(found.filter(live_revision__isnull=False), today=today)
    items = [_item(where, by_article[where.publication.article_id], known) for where in standings]
    kept = [item for item in items if item is not None]
    return sorted(kept, key=lambda item: (HEADINGS.index(item.heading), item.title.casefold()))


def of_topics(items: list[Item], topics: Collection[Category]) -> list[Item]:
    """Those of the chosen topics; all of them when none was chosen."""
    chosen = {topic.pk for topic in topics}
    return [item for item in items if not chosen or item.topic in chosen]


def _approved_by(since: int, articles: Collection[int]) -> set[int]:
    """Those that had been approved before the interval began: for their readers they are not new."""
    earlier = LedgerEntry.objects.filter(verb="approve", number__lte=since, article__in=articles)
    return {pk for pk in earlier.values_list("article_id", flat=True).distinct() if pk is not None}


def _item(where: Standing, entries: list[LedgerEntry], known: set[int]) -> Item | None:
    noticed = any(entry.verb in NOTICES for entry in entries)
    if where.is_retracted or not where.is_reviewed:
        return Item("Retracted", where) if where.is_retracted and noticed else None
    if noticed:
        notice = where.notice
        return Item(OF_NOTICE[NoticeKind(notice.kind)] if notice else "Reinstated", where)
    if not any(_is_substantive(entry) for entry in entries):
        return None
    return Item("Updated" if where.publication.article_id in known else "New", where)


def _is_substantive(entry: LedgerEntry) -> bool:
    """Did this approval move “last updated”? A signed typo or a renewal is no news."""
    updated_at = entry.details.get("updated_at")
    return updated_at is not None and datetime.fromisoformat(updated_at) == entry.at
