"""How is this work cited, where is it, and what sort of evidence is it?"""

from collections.abc import Mapping
from typing import Any

from articles.bibliography.addresses import link, web_address
from articles.bibliography.ama_style import ama
from articles.bibliography.kinds import kind
from articles.bibliography.nlm_style import vancouver

STYLES = {"nlm": vancouver, "ama": ama}

__all__ = ["STYLES", "ama", "kind", "link", "printed", "vancouver", "web_address"]


def printed(csl: Mapping[str, Any], *, style: str) -> str:
    """The reference in one of ``STYLES``."""
    return STYLES[style](csl)
