"""Somebody who got past the application: they write SQL with the triggers off, and have every key but the site's."""

from __future__ import annotations

import base64
from typing import Any

from django.db import connection

from articles import append_only
from reviews.models import Signature, SignOff
from reviews.proof import ed25519, signatures

GUARDED = ("reviews_review", "reviews_publication", "articles_source", "articles_contributor")
ANOTHER_SEED = bytes(range(32))


def sql(statement: str, *values: Any) -> int:
    """Run it; undone with the transaction of the test, on both databases. Returns how many rows it touched."""
    with connection.cursor() as cursor:
        for command in _without_triggers(cursor):
            cursor.execute(command)
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def tampered(statement: str, *values: Any) -> None:
    assert sql(statement, *values) > 0, "nothing was tampered with"


def _without_triggers(cursor: Any) -> list[str]:
    if connection.vendor == "postgresql":
        tables = (*append_only.append_only_tables(), *GUARDED)
        return ["SET CONSTRAINTS ALL IMMEDIATE", *(f"ALTER TABLE {t} DISABLE TRIGGER USER" for t in tables)]
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    return [f"DROP TRIGGER {name}" for (name,) in cursor.fetchall()]


def signed_with_another_key(sign_off: SignOff) -> tuple[str, str]:
    """The name of the intruder's key and a signature by it that fits."""
    name = ed25519.name_of(ed25519.public_of(ANOTHER_SEED))
    told = signatures.facts(sign_off, key=name, made_at=sign_off.signed_at)
    return name, ed25519.sign(told, seed=ANOTHER_SEED)


def resigned(sign_off: SignOff, *, name: str = "") -> None:
    """Put the intruder's signature in the place of the site's, under their key's name or under ``name``."""
    fresh = SignOff.objects.with_proof().get(pk=sign_off.pk)
    own, value = signed_with_another_key(fresh)
    if not Signature.objects.filter(sign_off=sign_off).exists():
        sql(
            "INSERT INTO reviews_signature (sign_off_id, key, value, made_at) VALUES (%s, %s, %s, %s)",
            sign_off.pk, name or own, value, fresh.signed_at,
        )  # fmt: skip
        return
    tampered(
        "UPDATE reviews_signature SET key = %s, value = %s WHERE sign_off_id = %s",
        name or own,
        value,
        sign_off.pk,
    )


def one_bit_off(value: str) -> str:
    raw = bytearray(base64.b64decode(value))
    raw[10] ^= 1
    return base64.b64encode(bytes(raw)).decode()
