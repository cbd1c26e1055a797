"""Is the ledger whole? An own reading of its chain, which does not ask the code that wrote it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import Any

from reviews.models import LedgerEntry

FIELDS = ("number", "verb", "actor", "actor_name", "article", "revision", "review", "details", "previous")


def faults() -> list[str]:
    """A sentence for each entry that is out of number, altered, or not linked to the one before it."""
    found, previous = [], "0" * 64
    rows = LedgerEntry.objects.order_by("number").values(*FIELDS, "at", "digest")
    for number, row in enumerate(rows, start=1):
        if row["number"] != number:
            found.append(f"Entry {row['number']} stands in place {number}.")
        if row["previous"] != previous:
            found.append(f"Entry {row['number']} is not linked to the one before it.")
        if row["digest"] != _digest(row):
            found.append(f"Entry {row['number']} is not as it was written.")
        previous = row["digest"]
    return found


def _digest(row: dict[str, Any]) -> str:
    content = {name: row[name] for name in FIELDS} | {"at": row["at"].astimezone(UTC).isoformat()}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
