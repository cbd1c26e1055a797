"""How does NLM (Vancouver) cite this work?

The rules are those of the ICMJE's sample references and of NLM's "Citing Medicine", as plain text: initials
without points and two at most, six authors and then et al., page ends shortened, ASCII hyphens.
"""

from collections.abc import Mapping
from typing import Any

from articles.bibliography.addresses import web_address
from articles.bibliography.citation_parts import doi, edition, nlm_date, pages, pmcid, pmid, sentence, typeset
from articles.bibliography.names import count, listed, plain

PERIODICALS = frozenset({"article-journal", "article-magazine", "article-newspaper", "article", "review"})
CHAPTERS = frozenset({"chapter", "paper-conference", "entry", "entry-dictionary", "entry-encyclopedia"})
_THESES = {"thesis": "dissertation"}
_RELATIONS = ("Retraction in:", "Retraction of:", "Expression of concern in:", "Erratum in:", "Update in:")


def vancouver(csl: Mapping[str, Any]) -> str:
    """One line of plain text: nothing in it is escaped, and whatever is missing is left out.

    Beside the CSL variables two are read that CSL does not have: `updated`, a date like `issued`, and a line
    of `note` such as `Retraction in: Lancet. 2004 Mar 6;363(9411):750.`
    """
    body = _periodical(csl) if _is_periodical(csl) else _monograph(csl)
    return " ".join(part for part in (*body, *_identifiers(csl)) if part)


def relations(csl: Mapping[str, Any]) -> list[str]:
    """The lines of the note that tie the work to its retraction, correction or update."""
    note = csl.get("note")
    lines = note.splitlines() if isinstance(note, str) else []
    return [sentence(plain(line)) for line in lines if line.strip().startswith(_RELATIONS)]


def container(csl: Mapping[str, Any]) -> str:
    """The journal in its abbreviated form, without points at its end."""
    return (plain(csl.get("container-title-short")) or plain(csl.get("container-title"))).rstrip(".")


def _is_periodical(csl: Mapping[str, Any]) -> bool:
    return plain(csl.get("type")) in PERIODICALS and bool(container(csl))


def _authors(csl: Mapping[str, Any]) -> str:
    return sentence(listed(csl.get("author"), initials=2))


def _editors(csl: Mapping[str, Any]) -> str:
    names = listed(csl.get("editor"), initials=2)
    role = "editors" if count(csl.get("editor")) > 1 else "editor"
    return f"{names}, {role}." if names else ""


def _title(csl: Mapping[str, Any], *, medium: str = "") -> str:
    title = typeset(plain(csl.get("title"))) or "[Title not given]"
    return f"{title.rstrip(' .')} [{medium}]." if medium else sentence(title)


def _periodical(csl: Mapping[str, Any]) -> list[str]:
    is_online_only = bool(_url(csl)) and not pmid(csl)
    journal = f"{container(csl)} [Internet]." if is_online_only else f"{container(csl)}."
    cited = (
        f" [cited {nlm_date(csl.get('accessed'))}]"
        if is_online_only and nlm_date(csl.get("accessed"))
        else ""
    )
    issue = f"({plain(csl.get('issue'))})" if plain(csl.get("issue")) else ""
    place = plain(csl.get("volume")) + issue
    page = pages(csl.get("page") or csl.get("number"), shortened=True)
    date = (nlm_date(csl.get("issued")) or "[date unknown]") + cited
    where = f"{date}{';' if place else ''}{place}{':' if page else ''}{page}"
    return [_authors(csl), _title(csl), journal, sentence(where), _available(csl) if is_online_only else ""]


def _monograph(csl: Mapping[str, Any]) -> list[str]:
    is_chapter = plain(csl.get("type")) in CHAPTERS and bool(plain(csl.get("container-title")))
    medium = _THESES.get(plain(csl.get("type")), "Internet" if _url(csl) else "")
    imprint = [
        " ".join(part for part in (sentence(edition(csl.get("edition"))), _volume(csl)) if part),
        _imprint(csl),
        _series(csl),
    ]
    page = pages(csl.get("page"), shortened=True)
    end = [f"p. {page}." if page else "", _available(csl)]
    if is_chapter:
        book = plain(csl.get("container-title"))
        opening = [
            _authors(csl),
            _title(csl),
            "In:",
            _editors(csl),
            f"{book} [{medium}]." if medium else sentence(book),
        ]
        return [*opening, *imprint, *end]
    if _authors(csl):
        return [_authors(csl), _title(csl, medium=medium), imprint[0], _editors(csl), *imprint[1:], *end]
    return [_editors(csl), _title(csl, medium=medium), *imprint, *end]


def _volume(csl: Mapping[str, Any]) -> str:
    volume = plain(csl.get("volume"))
    return f"Vol. {volume}." if volume and not plain(csl.get("collection-title")) else ""


def _imprint(csl: Mapping[str, Any]) -> str:
    place, publisher = plain(csl.get("publisher-place")), plain(csl.get("publisher"))
    house = ": ".join(part for part in (place, publisher) if part)
    date = " ".join(part for part in (nlm_date(csl.get("issued")), _bracketed_dates(csl)) if part)
    return sentence("; ".join(part for part in (house, date) if part))


def _bracketed_dates(csl: Mapping[str, Any]) -> str:
    dates = (("updated", nlm_date(csl.get("updated"))), ("cited", nlm_date(csl.get("accessed"))))
    said = "; ".join(f"{verb} {date}" for verb, date in dates if date)
    return f"[{said}]" if said else ""


def _series(csl: Mapping[str, Any]) -> str:
    series = plain(csl.get("collection-title"))
    number = plain(csl.get("collection-number")) or plain(csl.get("number"))
    if not series:
        return f"Report No.: {number}." if number else ""
    volume = f"vol {plain(csl.get('volume'))}" if plain(csl.get("volume")) else ""
    return f"({'; '.join(part for part in (series, number or volume) if part)})."


def _url(csl: Mapping[str, Any]) -> str:
    """The address to print; a DOI makes it needless."""
    return "" if doi(csl) else web_address(csl.get("URL")) or ""


def _available(csl: Mapping[str, Any]) -> str:
    """A full stop follows an address only after a slash, where it cannot be taken for a part of it."""
    url = _url(csl)
    return f"Available from: {url}{'.' if url.endswith('/') else ''}" if url else ""


def _identifiers(csl: Mapping[str, Any]) -> list[str]:
    numbers = (f"PMID: {pmid(csl)}" if pmid(csl) else "", f"PMCID: {pmcid(csl)}" if pmcid(csl) else "")
    numbered = "; ".join(part for part in numbers if part)
    return [f"doi: {doi(csl)}." if doi(csl) else "", *relations(csl), f"{numbered}." if numbered else ""]
