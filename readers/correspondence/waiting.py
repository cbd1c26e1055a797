"""Which letters of readers wait for an editor? The front page of the desk shows them, the oldest first."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.urls import reverse

from readers.correspondence.models import Letter
from reviews.front_page.waiting import MOST, ROWS, Row, Section
from reviews.permissions import is_editor

LIST = "admin:readers_letter_changelist"
SHOWN = ("kind", "received_at", "message", "article__title", "article__category__name")
LONGEST = 20  # words of a letter


def letters(user: User, now: datetime) -> Section | None:
    """Every open letter, for editors; nobody else may read them."""
    if not is_editor(user):
        return None
    waiting = Letter.objects.open().order_by("received_at", "pk")
    rows = [_row(letter) for letter in waiting.select_related("article__category").only(*SHOWN)[:ROWS]]
    number = waiting.order_by()[: MOST + 1].count()
    return Section("Readers wrote", "Read and answer", rows, number, more=f"{reverse(LIST)}?standing=open")


def _row(letter: Letter) -> Row:
    article = letter.article
    words = letter.message.split()
    said = " ".join(words[:LONGEST]) + (" …" if len(words) > LONGEST else "")
    return Row(
        title=article.title if article else letter.get_kind_display(),
        url=reverse("admin:readers_letter_change", args=[letter.pk]),
        topic=str(article.category or "No topic") if article else "The site",
        detail=f"{letter.get_kind_display()}: {said}",
        due=None,
        since=letter.received_at,
    )
