"""What do all pages say alike: whose house this is, by which rules, where a page stands, who somebody is?"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from articles.addresses import address_of
from readers.public import absolute


def policy() -> str:
    return absolute(address_of("about", "editorial-policy"))


def publisher() -> dict[str, Any]:
    return {
        "@type": "Organization",
        "@id": f"{absolute('/')}#publisher",
        "name": settings.SITE_NAME,
        "url": absolute("/"),
        "publishingPrinciples": policy(),
        "correctionsPolicy": policy(),
    }


def breadcrumb(*steps: tuple[str, str]) -> dict[str, Any]:
    """The trail from the front page: names and whole addresses."""
    items = [
        {
            "@type": "ListItem",
            "position": place,
            "name": name,
            "item": {"@type": "WebPage", "@id": address, "name": name},
        }
        for place, (name, address) in enumerate([("Home", absolute("/")), *steps], start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def person(name: str, *, credentials: str, url: str) -> dict[str, Any]:
    """The bare name, and the letters after it where they belong."""
    facts = {"@type": "Person", "name": name, "honorificSuffix": credentials, "url": url}
    return {key: value for key, value in facts.items() if value}
