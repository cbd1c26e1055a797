"""How are moments and digests written in a page?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from unicodedata import normalize

from django import template
from django.template.defaultfilters import stringfilter
from django.utils.text import Truncator

from readers import dates, prints

register = template.Library()
register.filter("bars", prints.bars)
register.filter("grouped", prints.grouped)
register.filter("updated_at", dates.updated_at)
register.filter("dates", dates.dates_of)


@register.filter(is_safe=True)
@stringfilter
def shortened(text: str, most: int) -> str:
    """As ``truncatechars``, which counts every letter even of what is short enough."""
    composed = normalize("NFC", text)
    return composed if len(composed) <= most else Truncator(composed).chars(most)


@register.filter
def iso(moment: date | datetime | None) -> str:
    """For ``<time datetime>``: a moment to the second with its offset, a day as it is (ISO 8601)."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat(timespec="seconds")
    return moment.isoformat() if moment else ""


@register.filter
def day(moment: date | datetime | None) -> str:
    """ "3 May 2026" """
    return f"{moment.day} {moment:%B %Y}" if moment else ""


@register.filter
def short_day(moment: date | datetime | None) -> str:
    """ "3 May 2026", with a long month cut to three letters"""
    return f"{moment.day} {moment:%b %Y}" if moment else ""


@register.filter
def minute(moment: datetime | None) -> str:
    """ "3 May 2026 at 14:05 UTC" """
    return f"{day(moment)} at {moment.astimezone(UTC):%H:%M} UTC" if moment else ""
