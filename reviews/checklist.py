"""How was a question of the checklist worded, and since when? Each wording is a version, kept in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from articles.registers import register_changed
from reviews.models import ChecklistQuestion, LedgerEntry

MOST = 100


@dataclass(frozen=True)
class Wording:
    """``by`` and ``since`` are empty for the first wording of a question that came with the site."""

    version: int
    text: str
    by: str
    since: datetime | None


@transaction.atomic
def keep(question: ChecklistQuestion, *, by: User, changed: list[str]) -> None:
    """Write a question as it is now; other words make a new version. The ledger has the old and the new ones."""
    kept = ChecklistQuestion.objects.select_for_update().filter(pk=question.pk).first()
    before = kept.text if kept else ""
    if kept is not None and before != question.text:
        question.version = kept.version + 1
    question.save()
    fields = {name: str(getattr(question, name)) for name in changed if hasattr(question, name)}
    if before != question.text:
        fields |= {"text": question.text, "text before": before, "version": str(question.version)}
    if fields or kept is None:
        register_changed.send(ChecklistQuestion, instance=question, by=by, fields=fields, is_new=kept is None)


def wordings(question: ChecklistQuestion) -> list[Wording]:
    """Every wording, the newest first, as the ledger has them."""
    entries = LedgerEntry.objects.filter(
        verb="register", details__register=question._meta.label_lower, details__row=question.pk
    ).order_by("-number")[:MOST]  # fmt: skip
    changes = [entry for entry in entries if "version" in entry.details["fields"]]
    found = [
        Wording(int(fields["version"]), fields["text"], entry.actor_name, entry.at)
        for entry in changes
        for fields in [entry.details["fields"]]
    ]
    first = changes[-1].details["fields"]["text before"] if changes else question.text
    if not found or found[-1].version > 1:
        found.append(Wording(1, first, "", None))
    return found
