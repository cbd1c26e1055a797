"""The desk: the screens of the admin where reviews happen."""

from reviews.admin import (
    access_events,
    articles,
    mails,
    people,
    publications,
    registers,
    review_page,
    sources,
    tags,
)

__all__ = [
    "access_events",
    "articles",
    "mails",
    "people",
    "publications",
    "registers",
    "review_page",
    "sources",
    "tags",
]
