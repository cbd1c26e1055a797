"""How do records that were read become sources of the library?"""

from __future__ import annotations

import json
import re
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from articles.bibliography import references
from articles.bibliography.records import Record
from articles.exceptions import NotPermitted
from articles.models import Source
from articles.registers import announce


@transaction.atomic
def keep(record: Record, *, by: User) -> tuple[str, Source]:
    """("imported" | "updated" | "unchanged", the source). A work is known by its DOI, then its PMID, then its key."""
    if not by.has_perm("articles.add_source"):
        raise NotPermitted("Only writers and editors can add sources.")
    csl = json.loads(
        json.dumps({key: value for key, value in record.csl.items() if key != "id"}), parse_float=str
    )
    key = key_for(str(record.csl.get("id", "")))
    known = _known(csl, key)
    if known is not None and known.csl == csl:
        return "unchanged", known
    source = known or Source(key=_free(key), kind=references.kind(csl))
    source.csl = csl
    source.save()
    announce(source, by=by, changed=["key", "kind", "title", "doi", "pmid"], is_new=known is None)
    return ("imported" if known is None else "updated"), source


def key_for(identifier: str) -> str:
    """The identifier as a key that can be cited: other characters become hyphens."""
    return re.sub(r"[^A-Za-z0-9_:.-]+", "-", identifier).strip("-_:.")[:90] or "source"


def _known(csl: dict[str, Any], key: str) -> Source | None:
    doi, pmid = str(csl.get("DOI", "")).lower(), str(csl.get("PMID", ""))
    if doi and (found := Source.objects.filter(doi=doi[:300]).first()):
        return found
    if pmid and (found := Source.objects.filter(pmid=pmid).first()):
        return found
    same_key = Source.objects.filter(key=key).first()
    return same_key if same_key and not _contradicts(same_key, doi=doi, pmid=pmid, csl=csl) else None


def _contradicts(source: Source, *, doi: str, pmid: str, csl: dict[str, Any]) -> bool:
    """The same key on two works: another DOI, another PMID, or neither and another title."""
    if (doi and source.doi) or (pmid and source.pmid):
        return bool(
            (doi and source.doi and doi != source.doi) or (pmid and source.pmid and pmid != source.pmid)
        )
    return source.title.casefold() != str(csl.get("title", "")).casefold()


def _free(key: str) -> str:
    taken = set(Source.objects.filter(key__startswith=key).values_list("key", flat=True))
    candidate, number = key, 2
    while candidate in taken:
        candidate, number = f"{key}-{number}", number + 1
    return candidate
