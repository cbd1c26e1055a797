"""How is a digest drawn? As 64 bars, one for each of its hexadecimal digits: another text, another pattern."""

import re
from functools import lru_cache

WIDTH, HEIGHT = 255, 18  # the view box of pieces/marks.html
_SHA256 = re.compile(r"[0-9a-f]{64}")


@lru_cache(maxsize=1_000)
def bars(digest: str) -> str:
    """The path of an SVG, 0 the shortest bar and f the tallest; empty for what is not a SHA-256 digest."""
    if not _SHA256.fullmatch(digest):
        return ""
    return "".join(f"M{4 * place + 1} {16 - int(digit, 16)}V{HEIGHT}" for place, digit in enumerate(digest))


def grouped(digest: str) -> str:
    """The digest in groups of eight digits, as people compare them."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))
