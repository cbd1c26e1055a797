"""What do machines read of the pages around the articles: the front page, a topic, a person?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from articles.addresses import address_of
from articles.models import Category, Contributor
from readers.listing import Entry
from readers.public import absolute
from readers.structured_data.house import breadcrumb, person, policy, publisher
from reviews.models import Credential


def home_page() -> dict[str, Any]:
    return {
        "@type": "WebSite",
        "@id": f"{absolute('/')}#website",
        "url": absolute("/"),
        "name": settings.SITE_NAME,
        "inLanguage": "en",
        "publisher": publisher(),
        "publishingPrinciples": policy(),
    }


def topic_page(topic: Category, entries: Iterable[Entry]) -> dict[str, Any]:
    """A collection, and the articles that this page of it lists."""
    url = absolute(topic.get_absolute_url())
    items = [
        {"@type": "ListItem", "position": place, "name": entry.title, "url": absolute(entry.address)}
        for place, entry in enumerate(entries, start=1)
    ]
    page = {
        "@type": "CollectionPage",
        "@id": f"{url}#webpage",
        "url": url,
        "name": topic.name,
        "description": topic.description,
        "inLanguage": "en",
        "about": {"@type": "Thing", "name": topic.name, "url": url},
        "breadcrumb": breadcrumb(("Articles", absolute(address_of("articles"))), (topic.name, url)),
        "publisher": publisher(),
        "mainEntity": {"@type": "ItemList", "itemListElement": items},
    }
    return _told(page)


def person_page(contributor: Contributor, credentials: Iterable[Credential]) -> dict[str, Any]:
    url = absolute(contributor.get_absolute_url())
    return {
        "@type": "ProfilePage",
        "@id": f"{url}#webpage",
        "url": url,
        "name": contributor.name,
        "inLanguage": "en",
        "breadcrumb": breadcrumb(("People", absolute(address_of("people"))), (contributor.name, url)),
        "publisher": publisher(),
        "mainEntity": _contributor(contributor, credentials, url=url),
    }


def _contributor(contributor: Contributor, credentials: Iterable[Credential], *, url: str) -> dict[str, Any]:
    if contributor.is_organisation:
        house = {"@type": "Organization", "name": contributor.name, "url": url}
        return _told(house | {"description": contributor.biography})
    known = person(contributor.name, credentials=contributor.credentials, url=url)
    known |= {"@id": f"{url}#person", "description": contributor.biography}
    if contributor.affiliation:
        known["affiliation"] = {"@type": "Organization", "name": contributor.affiliation}
    if contributor.orcid:
        known["sameAs"] = f"https://orcid.org/{contributor.orcid}"
    return _told(known | {"hasCredential": [_credential(credential) for credential in credentials]})


def _credential(credential: Credential) -> dict[str, Any]:
    """What was checked and is valid; the number of the licence is nobody's business here."""
    return {
        "@type": "EducationalOccupationalCredential",
        "credentialCategory": "Professional licence",
        "name": credential.get_specialty_display(),
    }


def _told(node: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if value}
