"""Could the site sign, and would its signatures be believed tomorrow? Django system checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connections

from reviews.proof import keys

HINT = (
    "Run manage.py make_signing_key, or set SIGNING_KEY to the base64 of 32 random bytes, as "
    "`python3 -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())'` prints."
)
FORMER_HINT = (
    "Put back the key that signed, or list its public half in FORMER_SIGNING_KEYS. Until then the articles that rest on "
    "it are shown as not reviewed."
)


def signing_key(**_: Any) -> list[checks.CheckMessage]:
    """A key that is there can be used, and so can every former one."""
    found: list[checks.CheckMessage] = []
    try:
        if keys.is_there():
            keys.seed()
    except keys.NoSigningKey as error:
        found.append(checks.Error(str(error), hint=HINT, id="reviews.E001"))
    try:
        keys.former()
    except (keys.NoSigningKey, OSError, UnicodeDecodeError) as error:
        found.append(
            checks.Error(f"A former signing key cannot be read. {error}", hint=FORMER_HINT, id="reviews.E002")
        )
    return found


def signing_key_in_production(**_: Any) -> list[checks.CheckMessage]:
    """With ``check --deploy``: a site that is to be believed has its key before the first signature."""
    if keys.is_there():
        return []
    told = f"There is no signing key: SIGNING_KEY is not set and {keys.key_file()} does not exist."
    return [checks.Error(told, hint=HINT, id="reviews.E003")]


def signatures_are_trusted(
    app_configs: Any, databases: Sequence[str] | None = None, **_: Any
) -> list[checks.CheckMessage]:
    """With ``check --database default``: no key that signed has been forgotten."""
    from reviews.models import Signature

    found: list[checks.CheckMessage] = []
    for alias in databases or []:
        if Signature._meta.db_table not in connections[alias].introspection.table_names():
            continue
        used = Signature.objects.using(alias).order_by().values_list("key", flat=True).distinct()
        for name in sorted(set(used) - set(keys.trusted())):
            told = f"Sign-offs in “{alias}” are signed with the key {name}, which this site does not know."
            found.append(checks.Warning(told, hint=FORMER_HINT, id="reviews.W001"))
    return found


def register() -> None:
    checks.register(signing_key, checks.Tags.security)
    checks.register(signing_key_in_production, checks.Tags.security, deploy=True)
    checks.register(signatures_are_trusted, checks.Tags.database)
