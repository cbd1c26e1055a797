"""Can this DOI, PubMed number or ISBN be one? Shape and check digit; whether the work exists is not asked."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from articles.bibliography.citation_parts import doi, pmid
from articles.bibliography.names import plain

_NOTE = re.compile(r"\([^)]*\)|\bISBN(?:-1[03])?:?", re.IGNORECASE)  # (pbk), ISBN-13:
_SEPARATOR = re.compile(r"[,;/]|\s(?=97[89])|(?<=[\dXx])\s+(?=\d{9,})")


def faults(csl: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each identifier that cannot be one."""
    for name, fault in _FAULTS.items():
        if plain(csl.get(name)) and (sentence := fault(csl)):
            yield sentence


def isbns(csl: Mapping[str, Any]) -> list[str]:
    """Every ISBN of the work, digits and X alone; a paperback and a hardback have one each."""
    parts = _SEPARATOR.split(_NOTE.sub(" ", plain(csl.get("ISBN"))))
    bare = (re.sub(r"[\s‐‑–-]", "", part).upper() for part in parts)
    return [part for part in bare if part]


def isbn(csl: Mapping[str, Any]) -> str:
    """The first ISBN in its form of 13 digits, so that both forms of one number are the same; "" without any."""
    first = next(iter(isbns(csl)), "")
    if len(first) != 10 or not _is_isbn(first):
        return first if _is_isbn(first) else ""
    body = f"978{first[:9]}"
    return f"{body}{-_weighed(body) % 10}"


def _is_isbn(digits: str) -> bool:
    """The check digit of ISO 2108: modulo 11 for 10 digits, modulo 10 for 13."""
    if re.fullmatch(r"\d{9}[\dX]", digits):
        values = [10 if digit == "X" else int(digit) for digit in digits]
        return sum(weight * value for weight, value in zip(range(10, 0, -1), values, strict=True)) % 11 == 0
    return bool(re.fullmatch(r"97[89]\d{10}", digits)) and _weighed(digits) % 10 == 0


def _weighed(digits: str) -> int:
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))


def _doi_fault(csl: Mapping[str, Any]) -> str:
    written = plain(csl.get("DOI"))
    if doi(csl) and len(doi(csl)) <= 300:
        return ""
    return f"“{written[:80]}” is no DOI, which looks like 10.1000/182. Correct or delete it."


def _pmid_fault(csl: Mapping[str, Any]) -> str:
    written = plain(csl.get("PMID"))
    if pmid(csl) and not pmid(csl).startswith("0"):
        return ""
    return f"“{written[:80]}” is no PubMed number, which has one to nine digits. Correct or delete it."


def _isbn_fault(csl: Mapping[str, Any]) -> str:
    wrong = next((part for part in isbns(csl) if not _is_isbn(part)), "")
    if not wrong:
        return ""
    if re.fullmatch(r"\d{9}[\dX]|97[89]\d{10}", wrong):
        return f"The last digit of the ISBN {wrong} does not fit the others. Look it up in the book."
    return f"“{wrong[:80]}” is no ISBN, which has 10 digits, or 13 that begin with 978 or 979. Correct or delete it."


_FAULTS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "DOI": _doi_fault,
    "PMID": _pmid_fault,
    "ISBN": _isbn_fault,
}
