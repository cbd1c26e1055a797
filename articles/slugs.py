"""Which address does a title get?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

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


def free_slug(text: str, *, is_taken: Callable[[str], bool], fallback: str = "article") -> str:
    """``slug_for`` with -2, -3 ... where the plain one is taken.

    Each question to ``is_taken`` is one look into an index, so few are asked, however many share a name: the
    number is doubled until one is free, then the gap below it is halved.
    """
    base = slug_for(text, fallback=fallback)
    if not is_taken(base):
        return base

    def numbered(number: int) -> str:
        return f"{base[: MAX_LENGTH - 8]}-{number}"

    taken, free = 1, 2
    while is_taken(numbered(free)):
        taken, free = free, free * 2
    while free - taken > 1:
        middle = (taken + free) // 2
        taken, free = (middle, free) if is_taken(numbered(middle)) else (taken, middle)
    return numbered(free)
