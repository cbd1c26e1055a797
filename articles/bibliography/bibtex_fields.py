"""What do the fields of one BibTeX entry mean in CSL?"""

import re
from collections.abc import Mapping
from typing import Any

from articles.bibliography.bibtex_names import names_of
from articles.bibliography.citation_parts import pages
from articles.bibliography.latex import decoded_latex, without_markup
from articles.bibliography.written_dates import csl_date, from_parts

_TYPES = {
    "article": "article-journal", "review": "article-journal", "periodical": "periodical",
    "book": "book", "mvbook": "book", "booklet": "book", "collection": "book", "mvcollection": "book",
    "proceedings": "book", "mvproceedings": "book", "manual": "book", "reference": "book",
    "inbook": "chapter", "incollection": "chapter", "bookinbook": "chapter", "suppbook": "chapter",
    "inreference": "entry-encyclopedia", "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "techreport": "report", "report": "report", "phdthesis": "thesis", "mastersthesis": "thesis",
    "thesis": "thesis", "online": "webpage", "electronic": "webpage", "www": "webpage",
    "dataset": "dataset", "software": "software", "unpublished": "manuscript",
}  # fmt: skip
_PARTS = frozenset({"chapter", "paper-conference", "entry-encyclopedia"})
_PMID = re.compile(r"\bPMID:?\s*(\d+)", re.IGNORECASE)
_PMCID = re.compile(r"\b(PMC\d+)", re.IGNORECASE)


def csl_of(fields: Mapping[str, str], *, kind: str, key: str) -> dict[str, Any]:
    """The CSL item of an entry; `fields` have lower-case names and values without their outer delimiters."""

    def text(*names: str) -> str:
        return next((decoded_latex(fields[name]) for name in names if fields.get(name)), "")

    def verbatim(*names: str) -> str:
        return next((without_markup(fields[name]) for name in names if fields.get(name)), "")

    type_ = _kind(fields, kind=kind)
    is_part, is_article = type_ in _PARTS, type_ == "article-journal"
    is_whole = not (is_part or is_article)
    return {
        "id": key,
        "type": type_,
        "title": _title(text, is_part=is_part),
        "author": names_of(fields.get("author", "")),
        "editor": names_of(fields.get("editor", "")),
        "container-title": text("booktitle", "maintitle")
        if is_part
        else text("journal", "journaltitle")
        if is_article
        else "",
        "container-title-short": text("shortjournal", "journal-abbreviation") if is_article else "",
        "collection-title": text("series"),
        "volume": text("volume"),
        "issue": text("issue", "number") if is_article else "",
        "number": "" if is_article or is_part else text("number"),
        "page": pages(text("pages", "eid", "article-number", "articleno"), shortened=False),
        "edition": text("edition"),
        "publisher": text("publisher", "institution", "school", "organization", "howpublished")
        if not is_article
        else "",
        "publisher-place": text("address", "location") if not is_article else "",
        "issued": _issued(text),
        "accessed": csl_date(text("urldate")),
        "DOI": verbatim("doi"),
        "PMID": verbatim("pmid") or _found(_PMID, text("note")) or _eprint(fields, "pubmed"),
        "PMCID": verbatim("pmcid") or _found(_PMCID, text("note")),
        "ISBN": verbatim("isbn"),
        "ISSN": verbatim("issn"),
        "URL": verbatim("url")
        or (_found(re.compile(r"(https?://\S+)"), verbatim("howpublished")) if is_whole else ""),
        "genre": text("type"),
        "note": text("note"),
    }


def _kind(fields: Mapping[str, str], *, kind: str) -> str:
    if kind == "misc":
        return "webpage" if fields.get("url") or "http" in fields.get("howpublished", "") else "document"
    type_ = _TYPES.get(kind, "article-journal" if fields.get("journal") else "document")
    return "book" if type_ == "chapter" and not fields.get("booktitle") and kind == "inbook" else type_


def _title(text: Any, *, is_part: bool) -> str:
    title, subtitle = text("title") or ("" if is_part else text("booktitle")), text("subtitle")
    return f"{title}: {subtitle}" if title and subtitle else title


def _issued(text: Any) -> dict[str, Any]:
    if text("date"):
        return csl_date(text("date"))
    return from_parts(year=text("year"), month=text("month"), day=text("day"))


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""


def _eprint(fields: Mapping[str, str], archive: str) -> str:
    kind = fields.get("eprinttype") or fields.get("archiveprefix") or ""
    return fields.get("eprint", "") if kind.lower() == archive else ""
