"""What does a caution above a text consist of?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Banner:
    """``state`` gives shape and colour; ``text`` may hold paragraphs of an editor's own words."""

    state: str
    title: str
    text: str
    link: str = ""
    link_text: str = ""
