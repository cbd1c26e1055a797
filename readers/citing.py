"""How does one cite a page of this site? As NLM and the AMA cite a page on the web."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

from articles.bibliography import references
from articles.models import Revision
from articles.snapshot import canonical
from readers.dates import updated_at
from readers.templatetags.marks import day
from reviews.standing import Standing


@dataclass(frozen=True)
class Citations:
    """One line of plain text each."""

    vancouver: str
    ama: str


def citations(standing: Standing, *, title: str, url: str) -> Citations:
    work = work_of(standing, title=title, url=url)
    return _printed(canonical(work | {"collection-title": f"Revision {standing.revision.number}"}))


@lru_cache(maxsize=1_000)
def _printed(work: bytes) -> Citations:
    printed = json.loads(work)
    return Citations(vancouver=references.vancouver(printed), ama=references.ama(printed))


def of_revision(revision: Revision, *, published_at: datetime | None, url: str) -> str:
    """One text of a page, as NLM cites it: for a notice, which is about that text and no other."""
    issued = {"issued": _parts(published_at)} if published_at else {}
    return references.vancouver(
        _page(revision, title=revision.title, url=url)
        | issued
        | {"collection-title": f"Revision {revision.number}"}
    )


def work_of(standing: Standing, *, title: str, url: str) -> dict[str, Any]:
    """The page as CSL-JSON, with ``updated`` beside it, which CSL does not have.

    Names stand as they are printed, since nobody may guess which part is the family name.
    """
    updated = updated_at(standing)
    work: dict[str, Any] = {
        "id": f"{standing.publication.article.slug}-{standing.revision.number}",
        **_page(standing.revision, title=title, url=url),
        "note": _review(standing),
    }
    work |= {"issued": _parts(standing.published_at)} if standing.published_at else {}
    return work | ({"updated": _parts(updated)} if updated else {})


def _page(revision: Revision, *, title: str, url: str) -> dict[str, Any]:
    return {
        "type": "webpage",
        "author": [{"literal": author["name"]} for author in revision.byline],
        "title": title,
        "container-title": settings.SITE_NAME,
        "publisher": settings.SITE_NAME,
        "version": f"Revision {revision.number}",
        "language": revision.language,
        "URL": url,
    }


def _review(standing: Standing) -> str:
    """What a reader of the citation should know: which text it was, and whether anybody had signed it."""
    updated = updated_at(standing)
    said = [f"Revision {standing.revision.number}", f"updated {day(updated)}" if updated else ""]
    if standing.reviewed_at:
        said.append(f"last medically reviewed {day(standing.reviewed_at)}")
    else:
        said.append("retracted" if standing.is_retracted else "not medically reviewed")
    return ", ".join(part for part in said if part)


def _parts(moment: date | datetime) -> dict[str, list[list[int]]]:
    return {"date-parts": [[moment.year, moment.month, moment.day]]}
