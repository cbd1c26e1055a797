"""How do sources leave the library as a file for a reference manager?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from articles.bibliography import references
from articles.bibliography.records import cleaned
from articles.bibliography.writing import FORMS
from articles.models import Revision, Source


def work_of(*, key: str, kind: str, csl: dict[str, Any]) -> dict[str, Any]:
    """The record under its key; a kind that an editor chose is told, for it cannot be guessed again."""
    work = {"id": key, **cleaned({name: value for name, value in csl.items() if name != "id"})}
    if kind != references.kind(work):
        custom = work.get("custom")
        work["custom"] = {**(custom if isinstance(custom, dict) else {}), "kind": kind}
    return work


def works_of(sources: Iterable[Source]) -> Iterator[dict[str, Any]]:
    return (work_of(key=source.key, kind=source.kind, csl=source.csl) for source in sources)


def works_cited(revision: Revision) -> list[dict[str, Any]]:
    """What the text rests on, as it was when the revision was made."""
    return [work_of(key=s["key"], kind=s["kind"], csl=s["csl"]) for s in revision.sources]


def exported(works: Iterable[dict[str, Any]], *, form: str, name: str) -> HttpResponseBase:
    """The file as an answer to a request, sent piece by piece."""
    response = StreamingHttpResponse(FORMS[form].pieces(works), content_type=FORMS[form].media_type)
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.{form}")
    response["Content-Disposition"] = disposition or "attachment"
    return response
