"""What do machines read of an article? A ``MedicalWebPage`` of schema.org whose ``mainEntity`` is the article.

``lastReviewed`` and ``reviewedBy`` belong to the page, and stand there only while they are true.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles.markdown import CLINICIANS, EVERYONE, PATIENTS
from articles.models import Category
from readers.dates import updated_at
from readers.public import absolute
from readers.templatetags.marks import iso
from reviews.models import Notice, SignOff
from reviews.standing import Standing

AUDIENCES: dict[str, dict[str, str]] = {
    EVERYONE: {"@type": "MedicalAudience", "audienceType": "Public"},
    PATIENTS: {"@type": "Patient", "audienceType": "Patients"},
    CLINICIANS: {"@type": "MedicalAudience", "audienceType": "Clinician"},
}
NOT_IN_SCRIPT = {ord(mark): f"\\u{ord(mark):04X}" for mark in "<>&\u2028\u2029"}


def script(
    standing: Standing,
    *,
    sign_offs: list[SignOff],
    references: list[str],
    url: str,
    title: str,
    audience: str,
) -> SafeString:
    """JSON-LD that nothing in a title can break out of."""
    page = medical_web_page(
        standing, sign_offs=sign_offs, references=references, url=url, title=title, audience=audience
    )
    return mark_safe(json.dumps(page, ensure_ascii=False).translate(NOT_IN_SCRIPT))  # noqa: S308 - every < is escaped


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
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "@id": f"{url}#webpage",
        "url": url,
        "name": title,
        "inLanguage": standing.revision.language,
        "audience": AUDIENCES[audience],
        "medicalAudience": AUDIENCES[audience],
        "breadcrumb": _breadcrumb(topic, url=url, title=title),
        "publisher": _publisher(),
        "publishingPrinciples": _policy(),
    }
    page |= {"about": _about(topic)} if topic else {}
    if standing.is_reviewed and standing.reviewed_at:
        page["lastReviewed"] = standing.reviewed_at.date().isoformat()
        page["reviewedBy"] = reviewers(sign_offs)
    return page | {"mainEntity": _article(standing, references=references, url=url, title=title)}


def _policy() -> str:
    return absolute(reverse("about", args=["editorial-policy"]))


def _publisher() -> dict[str, Any]:
    return {
        "@type": "Organization",
        "@id": f"{absolute('/')}#publisher",
        "name": settings.SITE_NAME,
        "url": absolute("/"),
        "publishingPrinciples": _policy(),
        "correctionsPolicy": _policy(),
    }


def _about(topic: Category) -> dict[str, Any]:
    return {"@type": "Thing", "name": topic.name, "url": absolute(topic.get_absolute_url())}


def _breadcrumb(topic: Category | None, *, url: str, title: str) -> dict[str, Any]:
    """The trail above the article, and the article itself."""
    middle = (topic.name, absolute(topic.get_absolute_url())) if topic else ("Articles", absolute(reverse("articles")))  # fmt: skip
    steps = [("Home", absolute("/")), middle, (title, url)]
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": address}
        for place, (name, address) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


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
    return _person(
        sign_off.printed_name,
        credentials=sign_off.printed_credentials,
        url=absolute(reverse("person", args=[slug])) if slug else "",
    )


def _person(name: str, *, credentials: str, url: str) -> dict[str, Any]:
    """The bare name, and the letters after it where they belong."""
    facts = {"@type": "Person", "name": name, "honorificSuffix": credentials, "url": url}
    return {key: value for key, value in facts.items() if value}


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
        "publisher": _publisher(),
        "citation": references,
    }
    dates = {"datePublished": iso(standing.published_at), "dateModified": iso(updated_at(standing))}
    article |= {name: moment for name, moment in dates.items() if moment}
    if revision.lead_picture:
        article["image"] = absolute(revision.lead_picture)
    return article | ({"correction": _correction(standing.notice)} if standing.notice else {})


def _author(author: dict[str, Any]) -> dict[str, Any]:
    url = absolute(reverse("person", args=[author["slug"]]))
    if author["is_organisation"]:
        return {"@type": "Organization", "name": author["name"], "url": url}
    person = _person(author["name"], credentials=author["credentials"], url=url)
    affiliation = author.get("affiliation")
    return person | ({"affiliation": {"@type": "Organization", "name": affiliation}} if affiliation else {})


def _correction(notice: Notice) -> dict[str, Any]:
    return {
        "@type": "CorrectionComment",
        "name": notice.title,
        "text": notice.text,
        "datePublished": iso(notice.issued_at),
        "url": absolute(reverse("notice", args=[notice.pk])),
    }
