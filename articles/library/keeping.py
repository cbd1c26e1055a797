"""How do records that were read become sources of the library?"""

from __future__ import annotations

import json
import re
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from articles.bibliography import identifiers, references
from articles.bibliography.names import plain
from articles.bibliography.records import Record
from articles.exceptions import InvalidSource, NotPermitted
from articles.library.known import known
from articles.models import Source, SourceKind
from articles.registers import announce


@transaction.atomic
def keep(record: Record, *, by: User) -> tuple[str, Source]:
    """("imported" | "updated" | "unchanged", the source).

    A work is known by its DOI, then its PMID, then title, year and first author, then its key. What the record does
    not say of a known work stays as it is. Raises NotPermitted, and InvalidSource for an identifier that cannot be
    one or that belongs to another work.
    """
    if not by.has_perm("articles.add_source"):
        raise NotPermitted("Only writers and editors can add sources.")
    csl, kind = _taken_apart(record)
    if faults := list(identifiers.faults(csl)):
        raise InvalidSource(" ".join(faults))
    key = key_for(str(record.csl.get("id", "")))
    source = known(csl, key=key)
    if source is not None:
        csl = {**source.csl, **csl}
        if source.csl == csl and kind in ("", source.kind):
            return "unchanged", source
    is_new = source is None
    source = source or Source(key=_free(key), kind=references.kind(csl))
    source.csl, source.kind = csl, kind or source.kind
    source.save()
    announce(source, by=by, changed=["key", "kind", "title", "doi", "pmid"], is_new=is_new)
    return ("imported" if is_new else "updated"), source


def _taken_apart(record: Record) -> tuple[dict[str, Any], str]:
    """The record as it is stored, and the kind that an export of ours says it is of, if it does."""
    whole = {name: value for name, value in record.csl.items() if name != "id"}
    csl: dict[str, Any] = json.loads(json.dumps(whole), parse_float=str)
    held = csl.get("custom")
    custom = dict(held) if isinstance(held, dict) else {}
    kind = plain(custom.pop("kind", ""))
    if kind not in SourceKind.values:
        return csl, ""
    kept = {name: value for name, value in csl.items() if name != "custom"}
    return (kept | {"custom": custom} if custom else kept), kind


def key_for(identifier: str) -> str:
    """The identifier as a key that can be cited: other characters become hyphens."""
    return re.sub(r"[^A-Za-z0-9_:.-]+", "-", identifier).strip("-_:.")[:90] or "source"


def _free(key: str) -> str:
    taken = set(Source.objects.filter(key__startswith=key).values_list("key", flat=True))
    candidate, number = key, 2
    while candidate in taken:
        candidate, number = f"{key}-{number}", number + 1
    return candidate
