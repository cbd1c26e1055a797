"""What does this TOML say?"""

import datetime
import math
import re
import tomllib
from typing import Any

import tomli_w

from articles.front_matter.errors import FrontMatterError
from articles.front_matter.yaml_reader import MAX_DEPTH

_PLACE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")
_MOST_DOTS = 100
_KEY = re.compile(r"\s*(?:\[+\s*)?(?:\"([^\"\\]+)\"|'([^']+)'|([\w-]+))\s*[=.\]]")


def read_toml(block: str, *, first_line: int) -> tuple[dict[str, Any], dict[str, int]]:
    """The table, with dates and times as ISO 8601 text, and the line of each of its keys."""
    _refuse_long_keys(block, first_line=first_line)
    try:
        table = tomllib.loads(block)
        metadata = _plain(table, depth=0)
    except RecursionError:
        raise FrontMatterError(
            line=first_line, reason=f"Values are nested more than {MAX_DEPTH} deep; flatten them."
        ) from None
    except ValueError as error:
        raise _refusal(str(error), block=block, first_line=first_line) from None
    return metadata, _key_lines(block, metadata=metadata, first_line=first_line)


def write_toml(metadata: dict[str, Any]) -> str:
    """The table as TOML that `read_toml` reads back unchanged. TOML has no null: a None raises TypeError."""
    return tomli_w.dumps(metadata)


def _refuse_long_keys(block: str, *, first_line: int) -> None:
    """The parser's work grows with the square of the parts of a dotted key."""
    for number, line in enumerate(block.split("\n")):
        if line.partition("=")[0].count(".") > _MOST_DOTS:
            reason = f"The key has over {_MOST_DOTS} parts, which is nested too deep; shorten it."
            raise FrontMatterError(line=first_line + number, reason=reason)


def _plain(value: Any, *, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise RecursionError
    if isinstance(value, dict):
        return {_plain(key, depth=depth): _plain(inner, depth=depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner, depth=depth + 1) for inner in value]
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    # JSON has neither infinity nor NaN.
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, str) and "\0" in value:
        raise ValueError("A key or value holds a NUL character, which no text has")
    return value


def _refusal(message: str, *, block: str, first_line: int) -> FrontMatterError:
    place = _PLACE.search(message)
    line = first_line
    if place:
        line += int(place.group(1)) - 1 if place.group(1) else block.rstrip("\n").count("\n")
    what = _PLACE.sub("", message).strip()
    return FrontMatterError(
        line=line, reason=f"The front matter is not valid TOML: {what}. Correct the line."
    )


def _key_lines(block: str, *, metadata: dict[str, Any], first_line: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in enumerate(block.split("\n")):
        match = _KEY.match(line)
        key = next((group for group in match.groups() if group), "") if match else ""
        if key in metadata:
            found.setdefault(key, first_line + number)
    return found
