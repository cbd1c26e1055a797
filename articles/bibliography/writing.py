"""How do works leave as a file that a reference manager reads, and that gives the same works when it comes back?"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from articles.bibliography.bibtex import read_bibtex
from articles.bibliography.medline import read_medline
from articles.bibliography.ris import read_ris
from articles.bibliography.supplement import complete
from articles.bibliography.to_bibtex import bibtex
from articles.bibliography.to_medline import medline
from articles.bibliography.to_ris import ris

Work = Mapping[str, Any]


@dataclass(frozen=True)
class Form:
    """``pieces`` gives the file piece by piece, so that a library of any size can be sent."""

    name: str
    media_type: str
    pieces: Callable[[Iterable[Work]], Iterator[str]]


def _csl_json(works: Iterable[Work]) -> Iterator[str]:
    before = "["
    for work in works:
        yield f"{before}\n{json.dumps(work, ensure_ascii=False, indent=2)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def _bibtex(works: Iterable[Work]) -> Iterator[str]:
    yield from (complete(work, written=bibtex, reader=read_bibtex) for work in works)


def _ris(works: Iterable[Work]) -> Iterator[str]:
    yield from (complete(work, written=ris, reader=read_ris) for work in works)


def _medline(works: Iterable[Work]) -> Iterator[str]:
    yield from (complete(work, written=medline, reader=read_medline) for work in works)


FORMS = {
    "bib": Form("BibTeX", "application/x-bibtex; charset=utf-8", _bibtex),
    "ris": Form("RIS", "application/x-research-info-systems; charset=utf-8", _ris),
    "nbib": Form("PubMed", "application/nbib; charset=utf-8", _medline),
    "json": Form("CSL-JSON", "application/vnd.citationstyles.csl+json", _csl_json),
}


def write(works: Iterable[Work], *, form: str) -> str:
    """The works as one file of a form of ``FORMS``."""
    return "".join(FORMS[form].pieces(works))
