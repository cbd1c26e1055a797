"""When did what a page says last change? One answer for the page, the feeds, the sitemap and the structured data."""

from __future__ import annotations

from datetime import datetime

from reviews.standing import Standing


def updated_at(standing: Standing) -> datetime | None:
    """The last substantive signed change, or the retraction, which changes what a page says more than any word."""
    notice = standing.notice
    return notice.issued_at if notice and standing.is_retracted else standing.updated_at
