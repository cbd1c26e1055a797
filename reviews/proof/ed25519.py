"""How are keys and signatures written down, and does a signature fit? Ed25519 (RFC 8032), without a setting or a database."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from articles.snapshot import canonical

KEY_BYTES = 32
SIGNATURE_BYTES = 64
KEPT = 2_000  # answers, of about two kilobytes each
Keys = Mapping[str, bytes]  # public keys by the name that each has from its own bytes


def new_seed() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def written(raw: bytes) -> str:
    """Base64 as of RFC 4648, section 4."""
    return base64.b64encode(raw).decode()


def read(text: str, *, size: int = KEY_BYTES) -> bytes:
    """The bytes that ``text`` spells. Raises ValueError unless they are ``size`` many."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("it is not base64") from error
    if len(raw) != size:
        raise ValueError(f"it spells {len(raw)} bytes, and {size} are needed")
    if written(raw) != text:  # two spellings of one signature would be two signatures
        raise ValueError("it is not base64 as it would be written")
    return raw


def public_of(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def name_of(public: bytes) -> str:
    """The name of a key follows from its bytes, so that no other key can take it: 32 hexadecimal digits of their SHA-256."""
    return hashlib.sha256(public).hexdigest()[:32]


def by_name(publics: list[bytes]) -> dict[str, bytes]:
    return {name_of(public): public for public in publics}


def sign(facts: Mapping[str, Any], *, seed: bytes) -> str:
    """Sign the canonical JSON of ``facts``, which say of what kind they are, so that none passes for another."""
    return written(Ed25519PrivateKey.from_private_bytes(seed).sign(canonical(dict(facts))))


def fits(signature: str, *, facts: Mapping[str, Any], public: bytes) -> bool:
    try:
        return _verifies(read(signature, size=SIGNATURE_BYTES), canonical(dict(facts)), public)
    except (ValueError, TypeError):
        return False


@lru_cache(maxsize=KEPT)
def _verifies(signature: bytes, told: bytes, public: bytes) -> bool:
    """Remembered by every byte of the three: whoever changes one asks another question, which is worked out."""
    try:
        _key(public).verify(signature, told)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=32)
def _key(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


def as_jwk(public: bytes) -> dict[str, str]:
    """A public key as machines exchange it (RFC 8037)."""
    x = base64.urlsafe_b64encode(public).decode().rstrip("=")
    return {"kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": name_of(public), "x": x}


def from_jwks(document: Any) -> dict[str, bytes]:
    """The public keys of a key set by name. Raises ValueError for one that is not Ed25519 or has another key's name."""
    try:
        listed = [(jwk["kid"], base64.urlsafe_b64decode(jwk["x"] + "=")) for jwk in document["keys"]]
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("it is not a set of Ed25519 keys") from error
    for name, public in listed:
        if len(public) != KEY_BYTES or name_of(public) != name:
            raise ValueError(f"the key “{name}” does not have that name")
    return dict(listed)
