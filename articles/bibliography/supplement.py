"""What becomes of the facts of a work that a format has no place for? They stand in one field of our own.

A record is written, read again and compared; what came back otherwise, and that alone, goes into the field. Other
programs pass it by; here it is read, so that a file of ours gives the same work that was written.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, unquote

from articles.bibliography.records import Record, Refusal, cleaned, with_keys

Written = Callable[[Mapping[str, Any], str], str]  # (work, supplement) -> one record
Reader = Callable[[str], tuple[list[Record], list[Refusal]]]


def complete(work: Mapping[str, Any], *, written: Written, reader: Reader) -> str:
    """The record with as much supplement as it needs to be read as ``work`` again."""
    named = {name: work[name] for name in ("id", "type", "title") if name in work}
    bare = {name: work[name] for name in ("id", "type") if name in work}
    for told in (work, named, bare):
        back = _read(written(told, ""), reader=reader)
        if back is None:
            continue
        missing = {name: work.get(name) for name in {*work, *back} if work.get(name) != back.get(name)}
        text = written(told, _packed(missing) if missing else "")
        if _read(text, reader=reader) == work:
            return text
    return written(bare, _packed(dict(work)))


def restored(csl: dict[str, Any], *, supplement: str) -> dict[str, Any]:
    """The work with what the field says of it. Raises ValueError for a field that cannot be read."""
    if not supplement:
        return csl
    try:
        said = json.loads(unquote(supplement))
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError("its field of further facts is damaged; delete it") from error
    if not isinstance(said, dict):
        raise ValueError("its field of further facts is damaged; delete it")
    kept = {name: value for name, value in csl.items() if name not in said}
    return kept | cleaned({name: value for name, value in said.items() if value is not None})


def _read(text: str, *, reader: Reader) -> dict[str, Any] | None:
    """The one work that the text is read as; None if it is none or several."""
    records, refusals = reader(text)
    return with_keys(records)[0].csl if len(records) == 1 and not refusals else None


def _packed(facts: Mapping[str, Any]) -> str:
    """JSON as ASCII letters, digits and %, which no format takes for a mark of its own."""
    return quote(json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")), safe="")
