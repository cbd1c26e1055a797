"""One of everything that the registers of the correspondence hold, made by the actions that readers cause."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

from django.utils import timezone

from articles.models import Article
from readers.correspondence import actions
from readers.correspondence.models import CallToAction, Issue, Kind, Label, Letter
from reviews.models import Publication


def a_letter(article: Article, *, kind: Kind = Kind.QUESTION, **other: Any) -> Letter:
    """About the text of the article that is public now."""
    publication = Publication.objects.select_related("live_revision").get(article=article)
    given = {
        "message": "Why?",
        "address": "reader@example.net",
        "visitor": "",
        "now": timezone.now(),
        **other,
    }
    return actions.write(kind=kind, nonce=token_urlsafe(8), revision=publication.live_revision, **given)


def a_call(**other: Any) -> CallToAction:
    given = {"title": "Talk to somebody", "text": "A line that is open all night.", "label": Label.SERVICE}
    return CallToAction.objects.create(**{**given, "is_placed": True, **other})


def one_of_each(article: Article) -> None:
    a_letter(article)
    a_call(is_placed=False)
    Issue.objects.create(made_at=timezone.now(), up_to=0)
    actions.ask(
        nonce="n", address="reader@example.net", topics=[], wording="Yes", source_page="/newsletter/",
        visitor="", now=timezone.now(),
    )  # fmt: skip
