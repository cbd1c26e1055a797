"""What becomes of sign-offs from before keys were kept? The site signs them later, and says so."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from reviews import ledger, permissions
from reviews.actions.gate import lock_article
from reviews.exceptions import EditorialError
from reviews.models import LedgerEntry, Signature, SignOff
from reviews.proof import signatures


@transaction.atomic
def countersign(*, sign_off: SignOff, by: User, now: datetime | None = None) -> Signature:
    """Sign a sign-off that has no signature because it is older than the site's keys.

    One that the ledger does not know, or that was entered after the first signature, is refused: it was put there.
    """
    now = now or timezone.now()
    lock_article(sign_off.review.article)
    permissions.require_editor(by, act="countersign what was signed before keys were kept")
    sign_off = SignOff.objects.with_proof().get(pk=sign_off.pk)
    if getattr(sign_off, "signature", None) is not None:
        raise EditorialError(f"The {sign_off} has its signature already.")
    _require_older_than_keys(sign_off)
    signature = signatures.add(sign_off, made_at=now)
    details = {"sign_off": sign_off.pk, "key": signature.key, "signature": signature.value}
    ledger.record("countersign", by=by, at=now, of=sign_off.review, details=details)
    return signature


def _require_older_than_keys(sign_off: SignOff) -> None:
    told = LedgerEntry.objects.filter(verb="sign_off").order_by("number")
    own = told.filter(review=sign_off.review_id, actor=sign_off.signer_id).first()
    first = told.filter(details__has_key="signature").first()
    if own is None or (own.details.get("digest"), own.at) != (sign_off.digest, sign_off.signed_at):
        raise EditorialError(f"The ledger does not know the {sign_off}. Run manage.py verify_record.")
    if first is not None and first.number <= own.number:
        raise EditorialError(f"The {sign_off} was made when keys were kept, and its signature is gone.")
