"""What is part of a revision's digest, and how is it computed?

The content is written as canonical JSON (RFC 8785 for the values used here: text, integers, lists and objects with
ASCII keys; no floating-point numbers) in UTF-8, and the digest is its SHA-256 (FIPS 180-4) in lower-case hex.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

FORMAT = 1
CONTENT = ("title", "excerpt", "body", "language", "funding", "byline", "sources", "pictures", "lead_picture")


def canonical(value: Any) -> bytes:
    """Canonical JSON of ``value``. Raises ValueError for NaN and TypeError for what JSON cannot say."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()  # fmt: skip


def digest(*, content: dict[str, Any], rendered: dict[str, Any]) -> str:
    """64 lower-case hexadecimal digits over the content and the HTML made from it."""
    return hashlib.sha256(canonical({"format": FORMAT, "content": content, "rendered": rendered})).hexdigest()
