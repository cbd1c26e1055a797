"""Does structured data speak schema.org? The types, properties and ranges that this site may use, written down from it.

A value of a range is a node of that type or of one below it, or a text of the right shape; ``Text`` takes any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

PARENTS = {
    "Action": "Thing", "Article": "CreativeWork", "Audience": "Thing", "BreadcrumbList": "ItemList", "CollectionPage": "WebPage",
    "Comment": "CreativeWork", "CorrectionComment": "Comment", "CreativeWork": "Thing", "EducationalOccupationalCredential": "CreativeWork",
    "ItemList": "Thing", "ListItem": "Thing",
    "MedicalAudience": "Audience", "MedicalWebPage": "WebPage", "Organization": "Thing", "Patient": "MedicalAudience",
    "Person": "Thing", "ProfilePage": "WebPage", "WebPage": "CreativeWork", "WebSite": "CreativeWork", "Thing": "",
}  # fmt: skip
ACTORS = {"Organization", "Person"}

# property: (the types that may have it, the types that it may hold)
PROPERTIES: dict[str, tuple[set[str], set[str]]] = {
    "about": ({"CreativeWork"}, {"Thing"}),
    "affiliation": ({"Person"}, {"Organization"}),
    "audience": ({"CreativeWork"}, {"Audience"}),
    "audienceType": ({"Audience"}, {"Text"}),
    "author": ({"CreativeWork"}, ACTORS),
    "breadcrumb": ({"WebPage"}, {"BreadcrumbList", "Text"}),
    "citation": ({"CreativeWork"}, {"CreativeWork", "Text"}),
    "correction": ({"CreativeWork"}, {"CorrectionComment", "Text", "URL"}),
    "correctionsPolicy": ({"Organization"}, {"CreativeWork", "URL"}),
    "credentialCategory": ({"EducationalOccupationalCredential"}, {"Text", "URL"}),
    "dateModified": ({"CreativeWork"}, {"Date", "DateTime"}),
    "datePublished": ({"CreativeWork"}, {"Date", "DateTime"}),
    "description": ({"Thing"}, {"Text"}),
    "hasCredential": ({"Person", "Organization"}, {"EducationalOccupationalCredential"}),
    "headline": ({"CreativeWork"}, {"Text"}),
    "honorificSuffix": ({"Person"}, {"Text"}),
    "image": ({"Thing"}, {"URL"}),
    "inLanguage": ({"CreativeWork"}, {"Language"}),
    "item": ({"ListItem"}, {"Thing"}),
    "itemListElement": ({"ItemList"}, {"ListItem", "Text", "Thing"}),
    "lastReviewed": ({"WebPage"}, {"Date"}),
    "mainEntity": ({"CreativeWork"}, {"Thing"}),
    "medicalAudience": ({"MedicalWebPage"}, {"MedicalAudience"}),
    "name": ({"Thing"}, {"Text"}),
    "position": ({"CreativeWork", "ListItem"}, {"Integer", "Text"}),
    "publisher": ({"CreativeWork"}, ACTORS),
    "publishingPrinciples": ({"CreativeWork", "Organization", "Person"}, {"CreativeWork", "URL"}),
    "reviewedBy": ({"WebPage"}, ACTORS),
    "sameAs": ({"Thing"}, {"URL"}),
    "text": ({"CreativeWork"}, {"Text"}),
    "url": ({"Thing"}, {"URL"}),
    "version": ({"CreativeWork"}, {"Number", "Text"}),
}
SUPERSEDED = {
    "aspect",
    "reviews",
    "significantLinks",
    "map",
    "blogPosts",
    "encodings",
    "awards",
    "founders",
    "employees",
}


def faults(node: Any, *, at: str = "") -> Iterator[str]:
    """Every unknown type, unknown or superseded property, foreign domain and value out of range, with its place."""
    if not isinstance(node, dict):
        yield f"{at}: not a node"
        return
    kind = node.get("@type")
    if kind not in PARENTS:
        yield f"{at}: unknown type {kind}"
        return
    for name, value in node.items():
        if name in {"@context", "@type", "@id"}:
            continue
        place = f"{at}/{kind}.{name}"
        if name in SUPERSEDED or name not in PROPERTIES:
            yield f"{place}: unknown or superseded property"
            continue
        domains, ranges = PROPERTIES[name]
        if not domains & set(_lineage(kind)):
            yield f"{place}: not a property of {kind}"
        for one in value if isinstance(value, list) else [value]:
            yield from _faults_of_value(one, ranges=ranges, at=place)


def _faults_of_value(value: Any, *, ranges: set[str], at: str) -> Iterator[str]:
    if isinstance(value, dict):
        if not ranges & set(_lineage(str(value.get("@type")))):
            yield f"{at}: {value.get('@type')} is not in {sorted(ranges)}"
        yield from faults(value, at=at)
    elif not any(_is(value, kind) for kind in ranges):
        yield f"{at}: {value!r} is not in {sorted(ranges)}"


def _lineage(kind: str) -> Iterator[str]:
    while kind:
        yield kind
        kind = PARENTS.get(kind, "")


def _is(value: Any, kind: str) -> bool:
    if kind in {"Integer", "Number"}:
        return isinstance(value, int) and not isinstance(value, bool)
    if not isinstance(value, str) or not value:
        return False
    match kind:
        case "Text":
            return True
        case "URL":
            return (
                urlsplit(value).scheme in {"http", "https"}
                and bool(urlsplit(value).netloc)
                and " " not in value
            )
        case "Language":
            return bool(re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", value))
        case "Date":
            return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value)) and bool(date.fromisoformat(value))
        case "DateTime":
            return bool(re.fullmatch(r"[^T]+T[^T]+[+-]\d\d:\d\d", value)) and bool(
                datetime.fromisoformat(value)
            )
    return False
