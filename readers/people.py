"""Who is known to the public? Those on the byline of a public text, those who signed one, and the advisory board."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from articles.models import Contributor
from readers.listing import listed
from reviews.models import Credential, Publication, SignOff, Specialty
from reviews.models.publication import PublicationQuerySet

SIGNED = SignOff.objects.filter(review__approved_at__isnull=False)


@dataclass(frozen=True)
class People:
    """In the order of their names, each once: as an advisor, else as a reviewer if they signed, else as an author."""

    advisors: list[Contributor]
    reviewers: list[Contributor]
    authors: list[Contributor]


def known() -> People:
    signers = _among_signers()
    public = Q(slug__in=_on_bylines() | signers) | ~Q(advisory_role="")
    people = list(Contributor.objects.filter(public).order_by("name", "pk"))
    others = [person for person in people if not person.advisory_role]
    return People(
        advisors=[person for person in people if person.advisory_role],
        reviewers=[person for person in others if person.slug in signers],
        authors=[person for person in others if person.slug not in signers],
    )


def credentials_of(person: Contributor, *, today: date) -> list[Credential]:
    """Under which this person signed what is public, as far as they are valid today; one for each specialty."""
    signed = SIGNED.filter(contributor_slug=person.slug).values("credential")
    found = Credential.objects.filter(pk__in=signed).valid_on(today).order_by("specialty", "-valid_until")
    return list({credential.specialty: credential for credential in found}.values())


def specialties() -> dict[str, list[str]]:
    """By the slug of each who signed: the specialties in which they did, as readers call them."""
    rows = SIGNED.exclude(contributor_slug="").values_list("contributor_slug", "specialty")
    by_slug: dict[str, list[str]] = {}
    for slug, specialty in rows.order_by("contributor_slug", "specialty").distinct():
        by_slug.setdefault(slug, []).append(Specialty(specialty).label)
    return by_slug


def _on_bylines() -> set[str]:
    live = Publication.objects.filter(live_revision__isnull=False).values_list(
        "live_revision__byline", flat=True
    )
    pending = (
        Publication.objects.public()
        .filter(live_revision=None)
        .values_list("current_review__revision__byline", flat=True)
    )
    return {author["slug"] for byline in live.union(pending) for author in byline}


def _among_signers() -> set[str]:
    return set(SIGNED.exclude(contributor_slug="").values_list("contributor_slug", flat=True))


def is_known(person: Contributor) -> bool:
    """Twin of ``known``, for one person."""
    shown = Publication.objects.public().filter(_names_in_shown(person))
    return (
        bool(person.advisory_role) or shown.exists() or SIGNED.filter(contributor_slug=person.slug).exists()
    )


def written_by(person: Contributor) -> PublicationQuerySet:
    """What lists show of this person's, by the byline that is public, not the one being drafted."""
    return listed().filter(_names_in_shown(person))


def _names_in_shown(person: Contributor) -> Q:
    live, pending = Q(live_revision__isnull=False), Q(live_revision=None)
    return (live & _names("live_revision", person)) | (pending & _names("current_review__revision", person))


def _names(revision: str, person: Contributor) -> Q:
    """Does the stored byline of that revision name the person? Each database searches JSON in its own way."""
    if connection.features.supports_json_field_contains:
        return Q(**{f"{revision}__byline__contains": [{"slug": person.slug}]})
    return Q(**{f"{revision}__byline__icontains": json.dumps({"slug": person.slug})[1:-1]})


def signed_by(person: Contributor) -> PublicationQuerySet:
    """Articles whose shown text rests on this person's signature: of the whole page, or of a change built on it."""
    theirs = Q(contributor_slug=person.slug) | Q(builds_on__contributor_slug=person.slug)
    return listed().filter(Exists(SIGNED.filter(theirs, review=OuterRef("approval"))))
