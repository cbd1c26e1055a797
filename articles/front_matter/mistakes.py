"""Where, and what, is the mistake that the YAML parser stumbled over?

The parser names the line where it could not go on; the mistake is often earlier. Each rule below holds for a
whole family of mistakes and falls back to the parser's own line.
"""

import re

import yaml

from articles.front_matter.errors import FrontMatterError
from articles.front_matter.fence import misspelt_fence

# Errors that the parser meets at the end of something that began wrongly: the beginning is the mistake.
_BEGAN_EARLIER = (
    "could not find expected ':'",
    "found unexpected end of stream",
    "found unexpected document indicator",
)
_DASH_GLUED = re.compile(r"\s*-[^\s-]\S*:(\s|$)")
_SENTENCES = (
    (
        "could not find expected ':'",
        "The line is neither “key: value” nor indented under the line above; correct it.",
    ),
    ("unexpected end of stream", "The quotation mark opened here is not closed; close it."),
    ("unexpected document indicator", "The quotation mark opened here is not closed; close it."),
    (
        "mapping values are not allowed",
        "A colon and a space stand inside the value; put the value in quotes.",
    ),
    (
        "block sequence entries are not allowed",
        "A list item cannot start here; put each item on its own line.",
    ),
    (
        "unknown escape character",
        "The backslash is no escape in double quotes; double it or use single quotes.",
    ),
    (
        "cannot start any token",
        "A value cannot begin with this character, nor a tab indent; use quotes or spaces.",
    ),
    (
        "alphabetic or numeric character",
        "YAML takes * and & at the start of a value for marks; quote the value.",
    ),
    (
        "did not find expected",
        "The line does not fit those above; check its indentation, quotes and brackets.",
    ),
    ("flow", "A bracket or brace opened here is not closed; put the value in quotes or close it."),
)


def explain(
    error: yaml.YAMLError, *, block: str, first_line: int, long_quote: tuple[int, int] | None
) -> FrontMatterError:
    """The refusal for an error of the parser.

    `long_quote` has the first and last line of the value just before, if it was quoted over several lines.
    """
    problem = getattr(error, "problem", None) or str(error)
    index = _index(error, problem=problem, block=block)
    if long_quote is not None and long_quote[1] == first_line + index:
        # Text follows it on its last line: its closing mark was meant to open a later value.
        reason = "The quotation mark opened here ends too late; close it where the value ends."
        return FrontMatterError(line=long_quote[0], reason=reason)
    index, reason = _mistake(block.split("\n"), index=index, problem=problem)
    return FrontMatterError(line=first_line + index, reason=reason)


def _mistake(lines: list[str], *, index: int, problem: str) -> tuple[int, str]:
    """The index of the line to name, and the sentence, where the parser stopped at `index`."""
    fence = misspelt_fence(lines[: index + 1])
    if fence is not None:
        found = lines[fence].strip()
        return fence, f"“{found}” does not close the front matter; write --- at the start of a line."
    if index > 0 and _DASH_GLUED.match(lines[index - 1]):
        return index - 1, "The dash of a list item needs a space after it; add the space."
    if lines[index].startswith("======="):
        return index, "A merge conflict left this line; settle it and remove its marks."
    return index, _sentence(problem)


def _index(error: yaml.YAMLError, *, problem: str, block: str) -> int:
    context, place = getattr(error, "context_mark", None), getattr(error, "problem_mark", None)
    began_earlier = context is not None and any(words in problem for words in _BEGAN_EARLIER)
    mark = context if began_earlier else place or context
    if mark is None:
        return 0
    last = block.rstrip("\n").count("\n")
    return min(block.count("\n", 0, mark.index), last)


def _sentence(problem: str) -> str:
    return next(
        (sentence for words, sentence in _SENTENCES if words in problem),
        f"The front matter is not valid YAML ({problem}); correct the line.",
    )
