"""The ways to forge a signature that were tried. Each is given the signed article and a folder for files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from articles.models import Article

Way = Callable[[Article, Path], None]
FORGED = "FORGED-WORDS"


def book() -> tuple[dict[str, Way], Callable[[Way], Way]]:
    """The ways by their sentences, and the mark that enters one under the sentence that is its name."""
    ways: dict[str, Way] = {}

    def enter(way: Way) -> Way:
        ways[way.__name__.replace("_", " ")] = way
        return way

    return ways, enter
