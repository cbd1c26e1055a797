"""In which block of the rendered page does a passage of the Markdown stand?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reviews.reading.blocks import Block, numbered

MARKS = re.compile(r"\[@[^\]\n]+\]|\]\([^)\n]*\)|\[\^[^\]\n]+\]:?|^:::.*$", re.MULTILINE)


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


@dataclass(frozen=True)
class Places:
    """The blocks of one rendering with their bare letters and digits."""

    blocks: list[tuple[Block, str]]

    @classmethod
    def of(cls, html: str) -> Places:
        return cls([(block, letters(block.text)) for block in numbered(html)])

    def find(self, passage: str) -> Block | None:
        """The block that shares most with the passage: all of one is in the other."""
        wanted = letters(MARKS.sub("", passage))
        if not wanted:
            return None
        fitting = [
            (len(text), block) for block, text in self.blocks if text and (text in wanted or wanted in text)
        ]
        return max(fitting, key=lambda found: min(found[0], len(wanted)))[1] if fitting else None
