"""Who is a person to the public and to the rules? What a signature prints is an editor's to say, and never one's own account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles.models import Contributor
from reviews import identity, ledger
from reviews.exceptions import NotPermitted


@transaction.atomic
def keep_person(
    *, by: User, person: Contributor | None = None, now: datetime | None = None, **fields: Any
) -> Contributor:
    """Enter a person, or change the ``fields`` of one. Raises NotPermitted for a field that is not ``by``'s to change."""
    verb = "change" if person else "add"
    if not (by.is_active and by.has_perm(f"articles.{verb}_contributor")):
        raise NotPermitted("Only writers and editors keep the register of people.")
    kept = Contributor.objects.select_for_update().get(pk=person.pk) if person else Contributor()
    changed = {name: value for name, value in fields.items() if getattr(kept, name) != value}
    _require_theirs_to_change(by, kept if person else None, changed)
    for name, value in changed.items():
        setattr(kept, name, value)
    if changed:
        kept.save()
        details = {
            "register": kept._meta.label_lower, "row": kept.pk, "is_new": person is None,
            "fields": {name: str(value) for name, value in changed.items()},
        }  # fmt: skip
        ledger.record("register", by=by, at=now or timezone.now(), details=details)
    return kept


def _require_theirs_to_change(by: User, person: Contributor | None, changed: dict[str, Any]) -> None:
    sentences = [said for name, said in identity.kept_from(by, person).items() if name in changed]
    if changed.get("user") == by:
        sentences.append(identity.ANOTHER_EDITOR)
    if sentences:
        raise NotPermitted(*dict.fromkeys(sentences))
