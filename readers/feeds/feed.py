"""What is a feed as a whole? The site's, or that of one topic, in any of three formats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from articles.models import Category
from readers.feeds.entries import Entry, newest
from readers.public import absolute

BEGAN = 2026  # the year in which this site's ids were minted: part of every tag URI, never changed (RFC 4151)
NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)  # an empty feed has a date too, and it must not move by itself


@dataclass(frozen=True)
class Feed:
    id: str
    title: str
    description: str
    url: str
    home: str
    entries: list[Entry]

    @property
    def updated(self) -> datetime:
        return max((entry.updated for entry in self.entries), default=NOTHING_YET)


def of_site(*, form: str, today: date) -> Feed:
    return Feed(
        id=_tag_uri("articles"),
        title=f"{settings.SITE_NAME}: articles",
        description="Articles that a named clinician signed, and notices about them, the newest change first.",
        url=absolute(reverse("feed", args=[form])),
        home=absolute(reverse("articles")),
        entries=newest(topic=None, today=today),
    )


def of_topic(topic: Category, *, form: str, today: date) -> Feed:
    return Feed(
        id=_tag_uri(f"topic-{topic.pk}"),
        title=f"{settings.SITE_NAME}: {topic.name}",
        description=topic.description or f"Signed articles on {topic.name}, and notices about them.",
        url=absolute(reverse("topic_feed", args=[topic.slug, form])),
        home=absolute(topic.get_absolute_url()),
        entries=newest(topic=topic, today=today),
    )


def _tag_uri(name: str) -> str:
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{BEGAN}:{name}"
