"""Does a sign-off still carry the signature that was made for it?

What is signed is everything that a reader is told of the sign-off, and what it belongs to: article, revision by number
and digest, review with the terms that it started under. So a signature that is copied to another text, a name that is
altered and a quorum that is lowered all fail.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import TextChoices

from reviews.models import Review, Signature, SignOff
from reviews.proof import ed25519, keys

KIND = "imprimatur/sign-off/1"
TERMS = ("required_sign_offs", "specialty", "further_specialty", "review_interval_months")
SAID = (
    "digest", "printed_name", "printed_credentials", "contributor_slug", "specialty", "licence", "meaning", "scope",
    "statement", "interests", "answers",
)  # fmt: skip


class Proof(TextChoices):
    """What can be said of a sign-off's signature."""

    VERIFIED = "verified", "Signature verified"
    COUNTERSIGNED = "countersigned", "Signed before keys were kept; countersigned by the site since"
    BEFORE_KEYS = "before_keys", "Signed before keys were kept: there is no signature to check"
    UNKNOWN_KEY = "unknown_key", "Signed with a key that this site does not know"
    FAILED = "failed", "The signature does not belong to what stands here"


CARRYING = frozenset({Proof.VERIFIED, Proof.COUNTERSIGNED})


def facts(sign_off: SignOff, *, key: str, made_at: datetime) -> dict[str, Any]:
    """What the signature is made over. Times are RFC 3339 in UTC; ids are those of this site's database."""
    review, base = sign_off.review, sign_off.builds_on
    return {
        "kind": KIND,
        "article": review.article_id,
        "review": review.pk,
        "terms": terms(review),
        "revision": sign_off.revision.number,
        "signer": sign_off.signer_id,
        "builds_on": {"review": base.review_id, "signer": base.signer_id} if base else None,
        **{name: getattr(sign_off, name) for name in SAID},
        "signed_at": moment(sign_off.signed_at),
        "countersigned_at": moment(made_at) if made_at != sign_off.signed_at else None,
        "key": key,
    }


def terms(review: Review) -> dict[str, Any]:
    return {name: getattr(review, name) for name in TERMS}


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def add(sign_off: SignOff, *, made_at: datetime) -> Signature:
    """Sign it, in the transaction that it was made in. Raises NoSigningKey, and then nothing was signed."""
    if not keys.is_there() and not Signature.objects.exists():
        keys.make()  # a site that never signed; one that did must not go on under another key unawares
    seed = keys.seed()
    key = keys.current_name()
    value = ed25519.sign(facts(sign_off, key=key, made_at=made_at), seed=seed)
    return Signature.objects.create(sign_off=sign_off, key=key, value=value, made_at=made_at)


def proof_of(sign_off: SignOff, *, trusted: ed25519.Keys) -> Proof:
    """Asks nothing of the database for those of ``SignOff.objects.with_proof()``."""
    signature: Signature | None = getattr(sign_off, "signature", None)
    if signature is None:
        return Proof.BEFORE_KEYS
    if (public := trusted.get(signature.key)) is None:
        return Proof.UNKNOWN_KEY
    told = facts(sign_off, key=signature.key, made_at=signature.made_at)
    if not ed25519.fits(signature.value, facts=told, public=public):
        return Proof.FAILED
    return Proof.VERIFIED if signature.made_at == sign_off.signed_at else Proof.COUNTERSIGNED


def carries(sign_off: SignOff, *, trusted: ed25519.Keys) -> bool:
    """May a text be called reviewed by this sign-off? One of the changes stands and falls with the one it builds on."""
    behind = [sign_off, *([sign_off.builds_on] if sign_off.builds_on else [])]
    return all(proof_of(one, trusted=trusted) in CARRYING for one in behind)
