"""Who says that somebody is the clinician they say, and since when? Whoever verified it last, and never the holder."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from reviews import ledger, permissions
from reviews.exceptions import EditorialError, NotPermitted
from reviews.models import Credential

FIELDS = ("holder", "specialty", "licence", "register", "valid_from", "valid_until", "revoked_at")


@transaction.atomic
def keep_credential(
    *, by: User, credential: Credential | None = None, now: datetime | None = None, **fields: Any
) -> Credential:
    """Enter a credential, or change the ``fields`` of one; nobody does so for their own, superusers included.

    Whoever makes it say more than before, longer or again, verified it anew and stands there with their name. Ending
    it sooner or revoking it leaves the name of whoever verified it.
    """
    now = now or timezone.now()
    permissions.require_editor(by, act="keep the register of credentials")
    kept = Credential.objects.select_for_update().get(pk=credential.pk) if credential else Credential()
    before = {name: getattr(kept, f"{name}_id" if name == "holder" else name) for name in FIELDS}
    for name in FIELDS:
        if name in fields:
            setattr(kept, name, fields[name])
    changed = [
        name for name in FIELDS if before[name] != getattr(kept, f"{name}_id" if name == "holder" else name)
    ]
    _require_another_s(kept, by, before["holder"])
    if changed:
        _write(kept, before=before, changed=changed, by=by, now=now)
    return kept


def _require_another_s(credential: Credential, by: User, former_holder: int | None) -> None:
    if by.pk in {credential.holder_id, former_holder}:
        raise NotPermitted("Nobody verifies or changes their own credential. Ask another editor.")
    if credential.valid_until < credential.valid_from:
        raise EditorialError("It would end before it starts. Give a last day that is not before the first.")


def _write(
    credential: Credential, *, before: dict[str, Any], changed: list[str], by: User, now: datetime
) -> None:
    if is_verified := credential.pk is None or says_more(credential, before):
        credential.verified_by, credential.verified_at = by, now
    credential.save()
    details = {
        "credential": credential.pk, "holder": credential.holder_id, "is_verified": is_verified,
        "fields": {name: str(getattr(credential, name)) for name in changed},
    }  # fmt: skip
    ledger.record("keep_credential", by=by, at=now, details=details)


def says_more(credential: Credential, before: dict[str, Any]) -> bool:
    """Whether it lets its holder sign where it did not before. The database asks the same."""
    is_other = any(before[name] != getattr(credential, name) for name in ("specialty", "licence", "register"))
    return (
        is_other
        or before["holder"] != credential.holder_id
        or credential.valid_from < before["valid_from"]
        or credential.valid_until > before["valid_until"]
        or (before["revoked_at"] is not None and credential.revoked_at is None)
    )
