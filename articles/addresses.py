"""Where does a page of this site stand? What Django's ``reverse`` says, remembered: one page asks for sixty addresses."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, reverse

KEPT = 8_192


def address_of(name: str, *parts: str | int) -> str:
    """Of the page that is called ``name`` in the table of addresses. Raises NoReverseMatch for what is not there."""
    return _remembered(settings.ROOT_URLCONF, get_script_prefix(), name, *parts)


@lru_cache(maxsize=KEPT, typed=True)
def _remembered(table: str, prefix: str, name: str, *parts: str | int) -> str:
    """``prefix`` is where the site is mounted, which ``reverse`` puts in front."""
    return reverse(name, urlconf=table, args=parts)
