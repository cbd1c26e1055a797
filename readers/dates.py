"""Which days does a page name? When it was published, updated and reviewed, and when it is looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from reviews.standing import Standing


@dataclass(frozen=True)
class Dates:
    published: datetime | None
    updated: datetime | None
    reviewed: datetime | None
    due: date | None
    is_pending: bool


def dates_of(standing: Standing) -> Dates:
    return Dates(
        published=standing.published_at, updated=updated_at(standing), reviewed=standing.reviewed_at,
        due=standing.next_review_on, is_pending=standing.is_pending,
    )  # fmt: skip


def updated_at(standing: Standing) -> datetime | None:
    """One answer for the page, the feeds, the sitemap and the structured data: the last substantive signed change, or
    the retraction, which changes what a page says more than any word."""
    notice = standing.notice
    return notice.issued_at if notice and standing.is_retracted else standing.updated_at
