"""Where does the front matter of a text begin and end?"""

import re
from dataclasses import dataclass
from typing import Literal

from articles.front_matter.errors import FrontMatterError

Kind = Literal["yaml", "toml", "none"]
MAX_BLOCK = 256 * 1024

_OPENINGS: dict[str, Kind] = {"---": "yaml", "+++": "toml"}
_CLOSINGS = {"yaml": ("---", "..."), "toml": ("+++",)}
# What people type, or an editor makes, where a line of three dashes belongs.
_NEARLY_FENCE = re.compile(r"(?:-{2}|-{4,}|\+{2}|\+{4,}|[–—]+-?| +---| +\+\+\+)\s*")
# JSON (Hugo) and named languages (gray-matter): read as body they would show to readers.
_OTHER_OPENING = re.compile(r"\{\s*(?:\"|$)|;;;\s*$|(?:---|\+\+\+) ?[a-z]+\s*$")
_KEY_LINE = re.compile(r"[\w\"'-]+\s*[:=](?:\s|$)")
# `=======` alone is also the underline of a heading, so it counts only after a YAML or TOML mistake.
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?=[ \t]|$)", re.MULTILINE)


@dataclass(frozen=True)
class Parts:
    """A text cut at its fences; `block_line` and `body_line` are the lines, from 1, where each begins."""

    kind: Kind
    block: str
    block_line: int
    body: str
    body_line: int


def split(text: str) -> Parts:
    """The front matter block and the body, or FrontMatterError where the fences are broken."""
    _refuse_conflict_marks(text)
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    kind = _OPENINGS.get(lines[first].rstrip())
    if kind is None:
        _refuse_misspelt_opening(lines, first=first)
        return Parts(kind="none", block="", block_line=1, body=text, body_line=1)
    last = _closing(lines, kind=kind, first=first)
    block = "".join(f"{line}\n" for line in lines[first + 1 : last])
    if len(block) > MAX_BLOCK:
        raise FrontMatterError(
            line=first + 1,
            reason=f"The front matter is over {MAX_BLOCK:,} characters; move text below it.",
        )
    return Parts(
        kind=kind, block=block, block_line=first + 2, body="\n".join(lines[last + 1 :]), body_line=last + 2
    )


def misspelt_fence(lines: list[str]) -> int | None:
    """The index of the first line that was probably meant to close the front matter."""
    return next((number for number, line in enumerate(lines) if _NEARLY_FENCE.fullmatch(line)), None)


def _closing(lines: list[str], *, kind: Kind, first: int) -> int:
    fences = _CLOSINGS[kind]
    for number in range(first + 1, len(lines)):
        if lines[number].rstrip() in fences:
            return number
    fence = fences[0]
    nearly = misspelt_fence(lines[first + 1 :])
    if nearly is not None:
        found = lines[first + 1 + nearly].strip()
        raise FrontMatterError(
            line=first + 2 + nearly,
            reason=f"“{found}” does not close the front matter; write {fence} at the start of a line.",
        )
    raise FrontMatterError(
        line=first + 1,
        reason=f"The front matter opens here and never closes; put a line {fence} above the text.",
    )


def _refuse_misspelt_opening(lines: list[str], *, first: int) -> None:
    if _OTHER_OPENING.match(lines[first]):
        reason = (
            f"“{lines[first][:20]}” opens front matter of a kind that is not read; write YAML between ---."
        )
        raise FrontMatterError(line=first + 1, reason=reason)
    following = next((line for line in lines[first + 1 :] if line.strip()), "")
    if _NEARLY_FENCE.fullmatch(lines[first]) and _KEY_LINE.match(following):
        raise FrontMatterError(
            line=first + 1,
            reason=f"“{lines[first].strip()}” does not open front matter; write --- there.",
        )


def _refuse_conflict_marks(text: str) -> None:
    mark = _CONFLICT.search(text)
    if mark:
        raise FrontMatterError(
            line=text.count("\n", 0, mark.start()) + 1,
            reason=f"A merge conflict left {mark.group()} here; settle it and remove its marks.",
        )
