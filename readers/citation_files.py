"""How does a reference manager read the citation of a page? As BibTeX, RIS or CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from articles.bibliography.latex import encoded_latex

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Form:
    media_type: str
    written: Callable[[Mapping[str, Any]], str]


def bibtex(work: Mapping[str, Any]) -> str:
    """One ``@misc`` entry, which every style knows; double braces keep capitals and the names whole."""
    fields = {
        "author": _braced(" and ".join(_braced(encoded_latex(name["literal"])) for name in work["author"])),
        "title": _braced(_braced(encoded_latex(work["title"]))),
        "howpublished": _braced(encoded_latex(work["publisher"])),
        **_day(work),
        "language": _braced(encoded_latex(work["language"])),
        "note": _braced(encoded_latex(work["note"])),
        "url": _braced(work["URL"]),
    }
    lines = "".join(f"  {name} = {value},\n" for name, value in fields.items() if value != "{}")
    return f"@misc{{{key(work['id'])},\n{lines}}}\n"


def _braced(text: str) -> str:
    return f"{{{text}}}"


def key(name: str) -> str:
    """A citation key that BibTeX can read: ASCII letters, digits and hyphens."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-") or "page"


def _day(work: Mapping[str, Any]) -> dict[str, str]:
    parts = _issued(work)
    return {"year": str(parts[0]), "month": MONTHS[parts[1] - 1], "day": str(parts[2])} if parts else {}


def _issued(work: Mapping[str, Any]) -> list[int]:
    found: list[int] = work["issued"]["date-parts"][0] if "issued" in work else []
    return found


def ris(work: Mapping[str, Any]) -> str:
    """One record of type ELEC, its lines ended as RIS asks."""
    parts = _issued(work)
    tags = [
        ("TY", "ELEC"), ("ID", key(work["id"])), ("TI", work["title"]),
        *(("AU", name["literal"]) for name in work["author"]), ("PB", work["publisher"]),
        ("PY", str(parts[0]) if parts else ""), ("DA", "{}/{:02}/{:02}".format(*parts) if parts else ""),
        ("LA", work["language"]), ("N1", work["note"]), ("UR", work["URL"]),
    ]  # fmt: skip
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in tags if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl_json(work: Mapping[str, Any]) -> str:
    """A list of one item, without what CSL does not know."""
    item = {name: value for name, value in work.items() if name != "updated"}
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


FORMS = {
    "bib": Form("application/x-bibtex; charset=utf-8", bibtex),
    "ris": Form("application/x-research-info-systems; charset=utf-8", ris),
    "json": Form("application/vnd.citationstyles.csl+json", csl_json),
}
