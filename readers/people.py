"""Who is known to the public? Those on the byline of a public text, those who signed one, and the advisory board."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from articles.models import Contributor
from readers.listed import walks
from readers.listed.models import ListedPerson, Part
from readers.listed.walks import Walk
from reviews.models import Credential, Review, SignOff, Specialty

# The sign-off is looked for first and its review then, never all reviews that were approved.
APPROVED = Exists(Review.objects.filter(pk=OuterRef("review"), approved_at__isnull=False))
SIGNED = SignOff.objects.filter(APPROVED)


@dataclass(frozen=True)
class People:
    """In the order of their names, each once: as an advisor, else as a reviewer if they signed, else as an author."""

    advisors: QuerySet[Contributor]
    reviewers: QuerySet[Contributor]
    authors: QuerySet[Contributor]


def known() -> People:
    found = Contributor.objects.order_by("name", "pk")
    others = found.filter(advisory_role="")
    return People(
        advisors=found.exclude(advisory_role=""),
        reviewers=others.filter(_has_signed()),
        authors=others.filter(_is_on_a_byline(), ~_has_signed()),
    )


def everybody() -> QuerySet[Contributor]:
    return Contributor.objects.filter(~Q(advisory_role="") | _is_on_a_byline() | _has_signed())


def credentials_of(person: Contributor, *, today: date) -> list[Credential]:
    """Under which this person signed what is public, as far as they are valid today; one for each specialty."""
    signed = SIGNED.filter(contributor_slug=person.slug, credential=OuterRef("pk"))
    found = Credential.objects.filter(_is_one(signed, by=("contributor_slug", "credential_id"))).valid_on(
        today
    )
    found = found.order_by("specialty", "-valid_until")
    return list({credential.specialty: credential for credential in found}.values())


def specialties(people: Iterable[Contributor]) -> dict[str, list[str]]:
    """By the slug of each of them who signed: the specialties in which they did, as readers call them."""
    signed = SIGNED.filter(contributor_slug=OuterRef("slug"))
    in_each = {
        specialty.name: _is_one(signed.filter(specialty=specialty), by=("contributor_slug", "specialty"))
        for specialty in Specialty
    }
    rows = Contributor.objects.filter(pk__in=[person.pk for person in people]).values_list("slug")
    return {
        slug: [specialty.label for specialty, is_theirs in zip(Specialty, theirs, strict=True) if is_theirs]
        for slug, *theirs in rows.annotate(**in_each).values_list("slug", *in_each)
    }


def _is_on_a_byline() -> Exists:
    return Exists(
        ListedPerson.objects.filter(slug=OuterRef("slug"), part__in=[Part.WROTE, Part.WROTE_ARCHIVED])
    )


def _has_signed() -> IsNull:
    return _is_one(SIGNED.filter(contributor_slug=OuterRef("slug")), by=("contributor_slug", "specialty"))


def _is_one(signed: QuerySet[SignOff], *, by: tuple[str, str]) -> IsNull:
    """Asked for in the order of an index: where a few people signed nearly all, PostgreSQL would rather read every sign-off
    than look whether there is one of somebody who signed none."""
    return IsNull(lhs=Subquery(signed.order_by(*by).values("pk")[:1]), rhs=False)


def is_known(person: Contributor) -> bool:
    """Of one person, whether they are among ``everybody``."""
    return everybody().filter(pk=person.pk).exists()


def written_by(person: Contributor) -> Walk:
    """What lists show of this person's, by the byline that is public, not the one being drafted."""
    return walks.of_person(person.slug, part=Part.WROTE)


def signed_by(person: Contributor) -> Walk:
    """Articles whose shown text rests on this person's signature: of the whole page, or of a change built on it."""
    return walks.of_person(person.slug, part=Part.SIGNED)
