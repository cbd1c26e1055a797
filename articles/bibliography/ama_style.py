"""How does the AMA Manual of Style (11th edition) cite this work?"""

from collections.abc import Mapping
from typing import Any

from articles.bibliography.addresses import web_address
from articles.bibliography.citation_parts import ama_date, days, doi, edition, pages, sentence, typeset, year
from articles.bibliography.names import count, listed, plain
from articles.bibliography.nlm_style import CHAPTERS, PERIODICALS, container, relations


def ama(csl: Mapping[str, Any]) -> str:
    """One line of plain text: nothing in it is escaped, and whatever is missing is left out."""
    is_periodical = plain(csl.get("type")) in PERIODICALS and bool(container(csl))
    body = _periodical(csl) if is_periodical else _monograph(csl)
    return " ".join(part for part in (*body, *relations(csl), _address(csl)) if part)


def _people(value: Any) -> str:
    return listed(value, limit=6, shown=3, ordinal_suffixes=False)


def _periodical(csl: Mapping[str, Any]) -> list[str]:
    return [sentence(_people(csl.get("author"))), _title(csl), f"{container(csl)}.", sentence(_where(csl))]


def _where(csl: Mapping[str, Any]) -> str:
    issue = f"({plain(csl.get('issue'))})" if plain(csl.get("issue")) else ""
    place = plain(csl.get("volume")) + issue
    page = pages(csl.get("page") or csl.get("number"), shortened=False)
    if not place and not page and len((days(csl.get("issued")) or [()])[0]) == 3:
        return f"Published online {ama_date(csl.get('issued'))}"
    return f"{year(csl.get('issued'))}{';' if place else ''}{place}{':' if page else ''}{page}"


def _monograph(csl: Mapping[str, Any]) -> list[str]:
    authors, editors = sentence(_people(csl.get("author"))), _editors(csl)
    page = pages(csl.get("page"), shortened=False)
    imprint = _imprint(csl) + (f":{page}" if page else "")
    ending = [sentence(edition(csl.get("edition"))), sentence(imprint), *_visits(csl)]
    if plain(csl.get("type")) in CHAPTERS and plain(csl.get("container-title")):
        return [authors, _title(csl), "In:", editors, sentence(plain(csl.get("container-title"))), *ending]
    return [authors or editors, _title(csl), editors if authors else "", *ending]


def _imprint(csl: Mapping[str, Any]) -> str:
    return "; ".join(part for part in (plain(csl.get("publisher")), year(csl.get("issued"))) if part)


def _visits(csl: Mapping[str, Any]) -> list[str]:
    dates = (("Updated", ama_date(csl.get("updated"))), ("Accessed", ama_date(csl.get("accessed"))))
    return [f"{verb} {date}." for verb, date in dates if date]


def _editors(csl: Mapping[str, Any]) -> str:
    names = _people(csl.get("editor"))
    return f"{names}, {'eds' if count(csl.get('editor')) > 1 else 'ed'}." if names else ""


def _title(csl: Mapping[str, Any]) -> str:
    return sentence(typeset(plain(csl.get("title"))) or "[Title not given]")


def _address(csl: Mapping[str, Any]) -> str:
    return f"doi:{doi(csl)}" if doi(csl) else web_address(csl.get("URL")) or ""
