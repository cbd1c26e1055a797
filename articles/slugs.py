"""Which address does a title get?"""

from __future__ import annotations

import re
import unicodedata

from django.core.validators import RegexValidator
from django.utils.text import slugify

MAX_LENGTH = 120
RESERVED = frozenset({"new"})
PATTERN = re.compile(r"^[\w-]+\Z")
is_slug = RegexValidator(PATTERN, "A slug holds letters, digits, hyphens and underscores only.")


def slug_for(text: str, *, fallback: str = "article") -> str:
    """Lower case words joined by hyphens, letters of any script kept (NFC), at most 120 characters."""
    slug = slugify(unicodedata.normalize("NFC", text), allow_unicode=True)
    return slug[:MAX_LENGTH].strip("-_") or fallback


def free_slug(text: str, *, taken: set[str], fallback: str = "article") -> str:
    """``slug_for`` with -2, -3 ... where the plain one is taken."""
    slug = base = slug_for(text, fallback=fallback)
    number = 2
    while slug in taken:
        slug = f"{base[: MAX_LENGTH - 6]}-{number}"
        number += 1
    return slug
