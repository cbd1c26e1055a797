"""How is a work written as a BibTeX entry?"""

import re
from collections.abc import Mapping
from typing import Any

from articles.bibliography.citation_parts import MONTHS, days, year
from articles.bibliography.latex import encoded_latex
from articles.bibliography.names import plain

_TYPES = {
    "article-journal": "article", "article": "article", "book": "book", "chapter": "incollection",
    "paper-conference": "inproceedings", "report": "techreport", "thesis": "phdthesis", "webpage": "online",
    "dataset": "dataset", "software": "software", "manuscript": "unpublished",
    "entry-encyclopedia": "inreference", "periodical": "periodical",
}  # fmt: skip
_PLACES = {
    "collection-title": "series", "volume": "volume", "issue": "number", "number": "number", "page": "pages",
    "edition": "edition", "publisher": "publisher", "publisher-place": "address", "genre": "type",
    "container-title-short": "shortjournal", "note": "note",
}  # fmt: skip
_VERBATIM = {"DOI": "doi", "PMID": "pmid", "PMCID": "pmcid", "ISBN": "isbn", "ISSN": "issn", "URL": "url"}


def bibtex(work: Mapping[str, Any], supplement: str) -> str:
    """One entry; double braces keep the capitals of the title and the names of organisations whole."""
    kind = _TYPES.get(plain(work.get("type")), "misc")
    fields = {
        "author": _people(work.get("author")),
        "editor": _people(work.get("editor")),
        "title": f"{{{encoded_latex(plain(work.get('title')))}}}" if work.get("title") else "",
        ("journal" if kind == "article" else "booktitle"): encoded_latex(plain(work.get("container-title"))),
        **{place: encoded_latex(plain(work.get(name))) for name, place in _PLACES.items() if work.get(name)},
        **_dates(work),
        **{place: _verbatim(work.get(name)) for name, place in _VERBATIM.items()},
        "xcsl": supplement,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{kind}{{{plain(work.get('id'))},\n{lines}}}\n"


def _verbatim(value: Any) -> str:
    return re.sub(r"([_%&#$~])", r"\\\1", plain(value))


def _people(people: Any) -> str:
    named = [name for name in people if isinstance(name, Mapping)] if isinstance(people, list) else []
    return " and ".join(filter(None, map(_person, named)))


def _person(name: Mapping[str, Any]) -> str:
    literal = plain(name.get("literal"))
    if literal:
        return "others" if literal == "et al" else f"{{{encoded_latex(literal)}}}"
    family = " ".join(filter(None, (plain(name.get("non-dropping-particle")), plain(name.get("family")))))
    parts = (family, plain(name.get("suffix")), plain(name.get("given")))
    return ", ".join(encoded_latex(part) for part in parts if part)


def _dates(work: Mapping[str, Any]) -> dict[str, str]:
    day = next(iter(days(work.get("issued"))), ())
    visited = next(iter(days(work.get("accessed"))), ())
    return {
        "year": encoded_latex(year(work.get("issued"))),
        "month": MONTHS[day[1] - 1][:3].lower() if len(day) > 1 else "",
        "day": str(day[2]) if len(day) > 2 else "",
        "urldate": "-".join(f"{part:02}" for part in visited),
    }
