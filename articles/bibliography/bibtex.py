"""Which works does a BibTeX file describe?"""

import logging
import re
from collections.abc import Iterator, Mapping

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ImplicitComment,
    ParsingFailedBlock,
)

from articles.bibliography.bibtex_fields import csl_of
from articles.bibliography.latex import in_one_brace
from articles.bibliography.records import Record, Refusal, cleaned
from articles.bibliography.supplement import restored

# The parser writes to the log what is handed back here as refusals.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

# What looks like an entry and was taken for a comment, since BibTeX ignores all text between entries.
_STRAY_ENTRY = re.compile(
    r"^[ \t]*@[ \t]*(?!comment|string|preamble)\w+[ \t]*[{(]", re.MULTILINE | re.IGNORECASE
)
_LONGEST = 100_000
_BARE = re.compile(r"[^\s{}\"=,]*")
_INHERITED = (
    "editor",
    "publisher",
    "address",
    "year",
    "month",
    "date",
    "isbn",
    "issn",
    "series",
    "volume",
    "edition",
    "url",
)


def read_bibtex(text: str) -> tuple[list[Record], list[Refusal]]:
    """The works of a file, macros, concatenations and cross-references resolved, and its broken entries."""
    library = parse_string(text, parse_stack=[])
    refusals = list(_broken(library))
    entries = _evaluated(library, refusals=refusals)
    by_key = {entry.key.lower(): fields for entry, fields in entries if entry.key}
    records = []
    for entry, fields in entries:
        parent = by_key.get(fields.get("crossref", "").lower(), {})
        try:
            csl = csl_of(_with_parent(fields, parent=parent), kind=entry.entry_type.lower(), key=entry.key)
            csl = restored(cleaned(csl), supplement=fields.get("xcsl", ""))
            records.append(Record(csl=csl, line=_line(entry)))
        except (ValueError, RecursionError) as error:
            refusals.append(_not_kept(entry, error=error))
    return records, sorted(refusals, key=lambda refusal: refusal.line or 0)


def _line(block: Block) -> int:
    return (block.start_line or 0) + 1


def _not_kept(entry: Entry, *, error: Exception) -> Refusal:
    fault = "its braces are nested too deep" if isinstance(error, RecursionError) else str(error)
    return Refusal(line=_line(entry), reason=f"The entry “{entry.key}” cannot be kept: {fault}.")


def _entry(block: object) -> Entry | None:
    """The entry in a block; the parser takes entries without a key for doubles of each other."""
    inner = block.ignore_error_block if isinstance(block, DuplicateBlockKeyBlock) and not block.key else block
    return inner if isinstance(inner, Entry) else None


def _broken(library: Library) -> Iterator[Refusal]:
    for block in library.blocks:
        line = _line(block)
        if isinstance(block, ParsingFailedBlock) and _entry(block) is None:
            yield Refusal(line=line, reason=_fault(block))
        elif isinstance(block, ImplicitComment):
            for match in _STRAY_ENTRY.finditer(block.raw or ""):
                place = line + (block.raw or "").count("\n", 0, match.start())
                yield Refusal(
                    line=place,
                    reason="The entry that begins here cannot be told from a comment; write “@type{key,”.",
                )


def _fault(block: ParsingFailedBlock) -> str:
    if isinstance(block, DuplicateBlockKeyBlock):
        what = "citation key" if isinstance(block.ignore_error_block, Entry) else "macro"
        return f"The {what} “{block.key}” stands twice; keep one or rename this one."
    if isinstance(block, DuplicateFieldKeyBlock):
        return f"The entry has {', '.join(sorted(block.duplicate_keys))} twice; keep one of the two."
    found = getattr(block.error, "abort_reason", "").rstrip(". ") or "it is not closed"
    return f"The entry that begins here is broken ({found}); correct its commas, quotes and braces."


def _macros(library: Library, *, refusals: list[Refusal]) -> dict[str, str]:
    macros: dict[str, str] = {}
    for string in library.strings:
        try:
            macros[string.key.lower()] = _value(str(string.value), macros=macros)
        except ValueError as error:
            reason = f"The macro “{string.key}” cannot be read: {error}."
            refusals.append(Refusal(line=_line(string), reason=reason))
    return macros


def _evaluated(library: Library, *, refusals: list[Refusal]) -> list[tuple[Entry, dict[str, str]]]:
    """Each entry with its values, names in lower case; an entry with a value that is none is refused."""
    found: list[tuple[Entry, dict[str, str]]] = []
    macros = _macros(library, refusals=refusals)
    for entry in filter(None, map(_entry, library.blocks)):
        try:
            fields = {field.key.lower(): _value(str(field.value), macros=macros) for field in entry.fields}
            found.append((entry, fields))
        except ValueError as error:
            refusals.append(_not_kept(entry, error=error))
    return found


def _value(raw: str, *, macros: Mapping[str, str]) -> str:
    """The text of `{…}`, `"…"`, a number, a macro, or several of them joined by `#`."""
    text = "".join(_piece(piece, macros=macros) for piece in _pieces(raw.strip()))
    # Macros made of macros can double at every step.
    if len(text) > _LONGEST:
        raise ValueError(f"a value is over {_LONGEST:,} characters long; shorten it")
    return text


def _piece(piece: str, *, macros: Mapping[str, str]) -> str:
    if in_one_brace(piece) or _in_one_quote(piece):
        return piece[1:-1]
    if not _BARE.fullmatch(piece):
        # The parser takes `{One} year = 2001` for one value.
        shown = " ".join(piece.split())[:60]
        raise ValueError(f"“{shown}” is no value; a comma, a quotation mark or a brace is missing")
    return macros.get(piece.lower(), piece)


def _in_one_quote(piece: str) -> bool:
    """Whether one pair of quotation marks holds the whole; any inside stand in braces or are escaped."""
    if len(piece) < 2 or piece[0] + piece[-1] != '""':
        return False
    depth, inner = 0, piece[1:-1]
    for place, letter in enumerate(inner):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if letter == '"' and depth == 0 and inner[place - 1 : place] != "\\":
            return False
    return True


def _pieces(raw: str) -> Iterator[str]:
    """The parts between `#` signs that stand outside braces and quotes."""
    depth, quoted, start = 0, False, 0
    for place, letter in enumerate(raw):
        if raw[place - 1 : place] == "\\":
            continue
        if letter == '"' and depth == 0:
            quoted = not quoted
        elif letter in "{}":
            depth += 1 if letter == "{" else -1
        elif letter == "#" and depth == 0 and not quoted:
            yield raw[start:place].strip()
            start = place + 1
    yield raw[start:].strip()


def _with_parent(values: Mapping[str, str], *, parent: Mapping[str, str]) -> dict[str, str]:
    """The entry with what its `crossref` leaves to the parent, whose title is the title of the whole book."""
    inherited = {key: parent[key] for key in _INHERITED if key in parent}
    title = parent.get("booktitle") or parent.get("title")
    if title:
        inherited["booktitle"] = title
    return inherited | {key: value for key, value in values.items() if value}
