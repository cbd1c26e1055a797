"""What do machines read of an article? A ``MedicalWebPage`` of schema.org whose ``mainEntity`` is the article.

``lastReviewed`` and ``reviewedBy`` belong to the page, and stand there only while they are true.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from articles.addresses import address_of
from articles.markdown import CLINICIANS, EVERYONE, PATIENTS
from articles.models import Category
from readers.dates import updated_at
from readers.public import absolute
from readers.structured_data.house import breadcrumb, person, policy, publisher
from readers.structured_data.notice import correction
from readers.templatetags.marks import iso
from reviews.models import SignOff
from reviews.standing import Standing

AUDIENCES: dict[str, dict[str, str]] = {
    EVERYONE: {"@type": "MedicalAudience", "audienceType": "Public"},
    PATIENTS: {"@type": "Patient", "audienceType": "Patients"},
    CLINICIANS: {"@type": "MedicalAudience", "audienceType": "Clinician"},
}


def medical_web_page(
    standing: Standing,
    *,
    sign_offs: list[SignOff],
    references: list[str],
    url: str,
    title: str,
    audience: str,
) -> dict[str, Any]:
    topic = standing.publication.article.category
    page: dict[str, Any] = {
        "@type": "MedicalWebPage",
        "@id": f"{url}#webpage",
        "url": url,
        "name": title,
        "inLanguage": standing.revision.language,
        "audience": AUDIENCES[audience],
        "medicalAudience": AUDIENCES[audience],
        "breadcrumb": _trail(topic, url=url, title=title),
        "publisher": publisher(),
        "publishingPrinciples": policy(),
    }
    page |= {"about": _about(topic)} if topic else {}
    if standing.is_reviewed and standing.reviewed_at:
        page["lastReviewed"] = standing.reviewed_at.date().isoformat()
        page["reviewedBy"] = reviewers(sign_offs)
    return page | {"mainEntity": _article(standing, references=references, url=url, title=title)}


def _about(topic: Category) -> dict[str, Any]:
    return {"@type": "Thing", "name": topic.name, "url": absolute(topic.get_absolute_url())}


def _trail(topic: Category | None, *, url: str, title: str) -> dict[str, Any]:
    """That above the article, and the article itself."""
    middle = (topic.name, absolute(topic.get_absolute_url())) if topic else ("Articles", absolute(address_of("articles")))  # fmt: skip
    return breadcrumb(middle, (title, url))


def behind(sign_offs: Iterable[SignOff]) -> list[SignOff]:
    """Every signature that the text rests on: those of the changes and those of the whole page behind them."""
    every = [one for sign_off in sign_offs for one in (sign_off, sign_off.whole_page)]
    return list({one.pk: one for one in every}.values())


def reviewers(sign_offs: Iterable[SignOff]) -> list[dict[str, Any]]:
    """Each person once, with the letters of their latest signature, however often they signed."""
    in_time = sorted(behind(sign_offs), key=lambda sign_off: (sign_off.signed_at, sign_off.pk))
    return [_reviewer(sign_off) for sign_off in {one.signer_id: one for one in in_time}.values()]


def _reviewer(sign_off: SignOff) -> dict[str, Any]:
    slug = sign_off.contributor_slug
    return person(
        sign_off.printed_name,
        credentials=sign_off.printed_credentials,
        url=absolute(address_of("person", slug)) if slug else "",
    )


def _article(standing: Standing, *, references: list[str], url: str, title: str) -> dict[str, Any]:
    revision = standing.revision
    article: dict[str, Any] = {
        "@type": "Article",
        "@id": f"{url}#article",
        "headline": title,
        "description": revision.excerpt,
        "inLanguage": revision.language,
        "version": str(revision.number),
        "author": [_author(author) for author in revision.byline],
        "publisher": publisher(),
        "citation": references,
    }
    dates = {"datePublished": iso(standing.published_at), "dateModified": iso(updated_at(standing))}
    article |= {name: moment for name, moment in dates.items() if moment}
    if revision.lead_picture:
        article["image"] = absolute(revision.lead_picture)
    notices = standing.publication.notices
    return article | ({"correction": [correction(notice) for notice in notices]} if notices else {})


def _author(author: dict[str, Any]) -> dict[str, Any]:
    url = absolute(address_of("person", author["slug"]))
    if author["is_organisation"]:
        return {"@type": "Organization", "name": author["name"], "url": url}
    known = person(author["name"], credentials=author["credentials"], url=url)
    affiliation = author.get("affiliation")
    return known | ({"affiliation": {"@type": "Organization", "name": affiliation}} if affiliation else {})
