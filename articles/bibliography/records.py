"""What is a work that was read from a file, and what does one that could not be read say?"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from articles.bibliography.citation_parts import doi, pmcid, pmid, year
from articles.bibliography.names import plain

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0\ufffe\uffff]")
_MAX_DEPTH = 6
TOO_DEEP = "its values are nested too deep; flatten them"


@dataclass(frozen=True)
class Record:
    """One work as CSL-JSON; `line` is where it begins in the file, from 1, when that is known."""

    csl: dict[str, Any]
    line: int | None


@dataclass(frozen=True)
class Refusal:
    """One work, or a whole file, that could not be read: where, and a sentence on why and what to do."""

    line: int | None
    reason: str


def cleaned(value: Any, *, depth: int = 0) -> Any:
    """The value with texts on one line (a note keeps its lines), numbers as text, and nothing empty.

    Raises ValueError for a text that holds U+FFFD: the letter it replaced is lost and must not be printed.
    """
    if depth > _MAX_DEPTH:
        raise ValueError(TOO_DEEP)
    if isinstance(value, Mapping):
        kept = ((str(key), _field(key, inner, depth=depth)) for key, inner in value.items())
        return {key: inner for key, inner in kept if inner not in ("", None, [], {})}
    if isinstance(value, list):
        items = (cleaned(item, depth=depth + 1) for item in value)
        return [item for item in items if item not in ("", None, [], {})]
    return _text(value)


def with_keys(records: Iterable[Record]) -> list[Record]:
    """The records, each with a citation key of its own: the one it came with, or one made from the work."""
    taken: dict[str, int] = {}
    return [
        Record(csl={"id": _free_key(record.csl, taken=taken), **_without_id(record.csl)}, line=record.line)
        for record in records
    ]


def as_kept(csl: Mapping[str, Any]) -> dict[str, Any]:
    """A record that somebody typed in, cleaned as one that was read. Raises ValueError as ``cleaned`` does."""
    return _without_id(cleaned(csl))


def _field(key: Any, value: Any, *, depth: int) -> Any:
    if key == "date-parts":
        return _date_parts(value)
    if key == "note" and isinstance(value, str):
        return "\n".join(line for line in map(_text, value.splitlines()) if line)
    return cleaned(value, depth=depth + 1)


def _date_parts(value: Any) -> list[list[int]]:
    """Whole numbers, which CSL asks for; a part that is none ends its date."""
    found = []
    for part in value if isinstance(value, list) else []:
        numbers: list[int] = []
        for number in part if isinstance(part, list) else []:
            if not re.fullmatch(r"-?\d{1,4}", str(number).strip()):
                break
            numbers.append(int(str(number)))
        if numbers:
            found.append(numbers[:3])
    return found[:2]


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "true" if value else ""
    text = unicodedata.normalize("NFC", " ".join(_CONTROL.sub("", str(value)).split()))
    if "\ufffd" in text:
        raise ValueError(
            f"“{text[:60]}” holds a letter that was lost in a conversion (\ufffd); export it again as UTF-8"
        )
    return text


def _free_key(csl: Mapping[str, Any], *, taken: dict[str, int]) -> str:
    """The work's key, with a number where others had it before; `taken` counts how often each was."""
    key = free = "-".join(plain(csl.get("id")).split()) or _made_key(csl)
    while free.lower() in taken:
        taken[key.lower()] += 1
        free = f"{key}-{taken[key.lower()]}"
    taken[free.lower()] = 1
    return free


def _made_key(csl: Mapping[str, Any]) -> str:
    if pmid(csl):
        return f"pmid{pmid(csl)}"
    first = next((name for name in csl.get("author", []) if isinstance(name, Mapping)), {})
    name = plain(first.get("family")) or plain(first.get("literal")) or plain(csl.get("title")) or "source"
    letters = unicodedata.normalize("NFKD", name.split()[0]).lower()
    word = "".join(letter for letter in letters if letter.isalnum())
    return f"{word or 'source'}{year(csl.get('issued'))[:4]}"


def _without_id(csl: Mapping[str, Any]) -> dict[str, Any]:
    """The identifiers in their plain form; one that cannot be read stays as written, for whoever keeps it to refuse."""
    read = {"DOI": doi, "PMID": pmid, "PMCID": pmcid}
    plain_ids = {name: found(csl) or plain(csl.get(name)) for name, found in read.items()}
    kept = {key: value for key, value in csl.items() if key != "id" and key not in plain_ids}
    return kept | {key: value for key, value in plain_ids.items() if value}
