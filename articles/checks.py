"""Is the site set up so that what is written can be printed? Django system checks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks

from articles.bibliography.references import STYLES


def reference_style(**_: Any) -> list[checks.CheckMessage]:
    """``REFERENCE_STYLE`` is a style that references can be printed in."""
    if settings.REFERENCE_STYLE in STYLES:
        return []
    told = f"REFERENCE_STYLE is “{settings.REFERENCE_STYLE}”, in which no reference can be printed."
    return [checks.Error(told, hint=f"Set it to one of {', '.join(STYLES)}.", id="articles.E002")]
