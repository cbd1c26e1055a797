"""Where does a page of this site stand? What Django's ``reverse`` says, which is asked once for each kind of page.

A page names sixty addresses, a dozen of them its own: to look each up would take as long as to read it from the database.
"""

from __future__ import annotations

from functools import cache, lru_cache
from urllib.parse import quote

from django.urls import reverse
from django.utils.http import RFC3986_SUBDELIMS

KEPT = 8_192
TEXT, NUMBER = "a-part", 9_876_543_210  # in the place of which a part is written
SAFE = RFC3986_SUBDELIMS + "~:@"


@lru_cache(maxsize=KEPT)
def address_of(name: str, *parts: str | int) -> str:
    """Of the page that is called ``name`` in the table of addresses. Raises NoReverseMatch for what is not there.

    A process has one table, and is mounted at one place, for life.
    """
    texts = [str(part) for part in parts]
    if not all(texts) or "/" in "".join(texts):  # not every page may have such a part
        return reverse(name, args=parts)
    form = _form(name, *(NUMBER if isinstance(part, int) else TEXT for part in parts))
    return form.format(*map(_quoted, texts))


@lru_cache(maxsize=KEPT)
def _quoted(text: str) -> str:
    return quote(text, safe=SAFE)


@cache
def _form(name: str, *places: str | int) -> str:
    """The address with ``{}`` in each of these places."""
    address = reverse(name, args=places)
    for place in places:
        address = address.replace(str(place), "{}", 1)
    return address
