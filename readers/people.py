"""Who is known to the public? Those on the byline of a public text, and those who signed one."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from articles.models import Contributor
from readers.listing import listed
from reviews.models import Publication, SignOff
from reviews.models.publication import PublicationQuerySet

SIGNED = SignOff.objects.filter(review__approved_at__isnull=False)


@dataclass(frozen=True)
class People:
    """In the order of their names. Who signed is a reviewer, whatever else they wrote."""

    reviewers: list[Contributor]
    authors: list[Contributor]


def known() -> People:
    signers = _among_signers()
    people = list(Contributor.objects.filter(slug__in=_on_bylines() | signers).order_by("name", "pk"))
    return People(
        reviewers=[person for person in people if person.slug in signers],
        authors=[person for person in people if person.slug not in signers],
    )


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
    return shown.exists() or SIGNED.filter(contributor_slug=person.slug).exists()


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
    """Articles whose shown text rests on this person's signature."""
    return listed().filter(Exists(SIGNED.filter(review=OuterRef("approval"), contributor_slug=person.slug)))
