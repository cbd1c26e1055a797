"""Which works does a CSL-JSON file describe?"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from articles.bibliography.records import Record, Refusal, cleaned

_NAMING = ("title", "author", "container-title", "DOI", "PMID", "URL")
_BLANK = re.compile(r"[\s,]*")


def read_csl_json(text: str) -> tuple[list[Record], list[Refusal]]:
    """The works of a list, of one object, or of its `items`; a syntax error ends the reading."""
    records: list[Record] = []
    refusals: list[Refusal] = []
    try:
        for line, item in _items(text):
            _keep(item, line=line, records=records, refusals=refusals)
    except json.JSONDecodeError as error:
        refusals.append(
            Refusal(line=error.lineno, reason=f"The file is not valid JSON here ({error.msg}); correct it.")
        )
    except (RecursionError, ValueError) as error:
        reason = "Values are nested too deep" if isinstance(error, RecursionError) else str(error)
        refusals.append(Refusal(line=1, reason=f"The file cannot be read: {reason}."))
    return records, refusals


def _keep(item: Any, *, line: int, records: list[Record], refusals: list[Refusal]) -> None:
    if not isinstance(item, Mapping):
        refusals.append(
            Refusal(line=line, reason="The item is no object with keys such as “title”; remove it.")
        )
        return
    is_ours = bool(item.get("id") and item.get("type"))  # other formats let a work without a title through
    if not is_ours and not any(item.get(key) for key in _NAMING):
        refusals.append(
            Refusal(line=line, reason="The item names no work: give it a title, an author or an identifier.")
        )
        return
    try:
        records.append(Record(csl={"type": "document"} | cleaned(item), line=line))
    except ValueError as error:
        refusals.append(Refusal(line=line, reason=f"The item cannot be kept: {error}."))


def _items(text: str) -> Iterator[tuple[int, Any]]:
    """Each item with its line. A list is decoded item by item, so that the ones before a mistake are kept."""
    decoder = json.JSONDecoder(parse_constant=_no_constant)
    place = _skip(text, 0)
    if not text.startswith("[", place):
        whole, end = decoder.raw_decode(text, place)
        _nothing_after(text, end)
        items = (
            whole["items"] if isinstance(whole, dict) and isinstance(whole.get("items"), list) else [whole]
        )
        yield from ((_line(text, place), item) for item in items)
        return
    place = _skip(text, place + 1)
    while not text.startswith("]", place):
        item, end = decoder.raw_decode(text, place)
        yield _line(text, place), item
        place = _skip(text, end)
        if place == end and not text.startswith("]", place):
            raise json.JSONDecodeError("a comma is missing", text, place)
    _nothing_after(text, place + 1)


def _nothing_after(text: str, place: int) -> None:
    if text[place:].strip():
        raise json.JSONDecodeError("something follows the end", text, place)


def _skip(text: str, place: int) -> int:
    match = _BLANK.match(text, place)
    return match.end() if match else place


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no value of JSON")
