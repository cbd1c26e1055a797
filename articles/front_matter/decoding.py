"""Which text do these bytes hold?"""

import codecs
import re

from articles.front_matter.errors import FrontMatterError

MAX_BYTES = 5_000_000
# The UTF-32 marks begin like the UTF-16 ones, so they are tried first.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def text_of(data: bytes) -> str:
    """The text without byte order mark, every line ending as `\\n`.

    UTF-8, and UTF-16 or UTF-32 where a byte order mark says so, are read; anything else, a NUL and a
    file above `MAX_BYTES` raise FrontMatterError.
    """
    if len(data) > MAX_BYTES:
        raise FrontMatterError(
            line=1,
            reason=f"The file has {len(data):,} bytes, over the {MAX_BYTES:,} allowed; split it.",
        )
    text = decoded(data)
    if "\0" in text:
        raise _holds_nul(text)
    return text


def decoded(data: bytes) -> str:
    """The text in UTF-8, or as a byte order mark says, with `\\n` line endings; else FrontMatterError."""
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    text = _in_encoding(data, encoding=encoding)
    return text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")


def line_at(text: str, *, offset: int) -> int:
    """The number, from 1, of the line that holds the character at `offset`."""
    return text.count("\n", 0, offset) + 1


def _in_encoding(data: bytes, *, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, errors="replace")
        line = len(re.findall(r"\r\n|\r|\n", before)) + 1
        found = data[error.start : error.start + 1].hex().upper()
        raise FrontMatterError(
            line=line,
            reason=f"The byte 0x{found} is not {encoding.upper()}; save the file as UTF-8.",
        ) from None


def _holds_nul(text: str) -> FrontMatterError:
    many = text.count("\0") > len(text) // 4
    reason = (
        "Every other character is a NUL, as in UTF-16 without a byte order mark; save the file as UTF-8."
        if many
        else "The line holds a NUL character, which no text has; remove it."
    )
    return FrontMatterError(line=line_at(text, offset=text.index("\0")), reason=reason)
