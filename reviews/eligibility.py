"""Who may judge this text, and if somebody may not: why?"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce

from articles.models import Byline, Contributor, Revision
from reviews.models import Credential, Review
from reviews.models.credential import Specialty
from reviews.models.policy import asked_for

SIGN = "reviews.sign_review"
RIGHTS = "django.contrib.auth.backends.ModelBackend"  # which of the backends knows who may do what
INACTIVE = "This account is not active."
NO_REVIEWER = "Only members of the group Medical reviewers can review."
WROTE = "Whoever wrote part of a text since its last approval cannot review it."
ON_BYLINE = "Whoever is on the byline cannot review the article."


@dataclass(frozen=True)
class Text:
    """The text to be judged and what its judge must be able to show."""

    revision: Revision
    specialties: tuple[str, ...]  # one of these; none: any

    @classmethod
    def of(cls, review: Review) -> Text:
        return cls(revision=review.revision, specialties=asked_for(review))


def refusals(user: User, text: Text, *, today: date) -> list[str]:
    """Why ``user`` may not claim, judge or sign ``text``: sentences, none when they may. Superusers are no exception."""
    if not user.is_active:
        return [INACTIVE]
    return [
        *([] if user.has_perm(SIGN) else [NO_REVIEWER]),
        *ties(user, text.revision),
        *([] if credential_for(user, text.specialties, today=today) else [_no_credential(text)]),
    ]


def refusals_of(people: Collection[User], text: Text, *, today: date) -> dict[int, list[str]]:
    """``refusals`` for many people by their keys, in a number of queries that does not grow with them."""
    keys = [person.pk for person in people]
    judges = set(
        User.objects.with_perm(SIGN, backend=RIGHTS).filter(pk__in=keys).values_list("pk", flat=True)
    )
    writers, authors = _writers(text.revision, among=keys), _authors(text.revision, among=keys)
    held = Credential.objects.filter(holder__in=keys).valid_on(today).covering(text.specialties)
    holders = set(held.values_list("holder", flat=True))
    return {
        person.pk: [
            sentence
            for sentence, applies in {
                NO_REVIEWER: person.pk not in judges,
                WROTE: person.pk in writers,
                ON_BYLINE: person.pk in authors,
                _no_credential(text): person.pk not in holders,
            }.items()
            if applies
        ]
        if person.is_active
        else [INACTIVE]
        for person in people
    }


def _no_credential(text: Text) -> str:
    wanted = f" in {' or '.join(Specialty(s).label for s in text.specialties)}" if text.specialties else ""
    return f"This takes a verified credential{wanted} that is valid today."


def ties(user: User, revision: Revision) -> list[str]:
    """What ties ``user`` to the text, so that they may not judge it."""
    wrote, is_author = _writers(revision, among=[user.pk]), _authors(revision, among=[user.pk])
    return [*([WROTE] if wrote else []), *([ON_BYLINE] if is_author else [])]


def credential_for(user: User, specialties: Collection[str], *, today: date) -> Credential | None:
    """The credential to review with, valid longest: in one of these specialties, where any is asked for."""
    return (
        Credential.objects.filter(holder=user)
        .valid_on(today)
        .covering(specialties)
        .order_by("-valid_until")
        .first()
    )


def writers_since_approval(revision: Revision) -> Q:
    """The revisions whose writers are part of this text: all after the last one approved before it.

    An approval that was rolled back does not count: what it let through is judged anew.
    """
    approved = Review.objects.filter(
        article=revision.article_id,
        approved_at__isnull=False,
        rolled_back_at=None,
        revision__number__lt=revision.number,
    ).aggregate(last=Max("revision__number"))["last"]
    return Q(article=revision.article_id, number__gt=approved or 0)


def _writers(revision: Revision, *, among: Collection[int]) -> set[int]:
    """Those of them who wrote part of the text."""
    written = Revision.objects.filter(writers_since_approval(revision), author__in=among)
    return set(written.order_by().values_list("author", flat=True).distinct())


def _authors(revision: Revision, *, among: Collection[int]) -> set[int]:
    """Those of them who are on the byline as the revision prints it, or as the article has it now."""
    named = Q(slug__in=[line["slug"] for line in revision.byline]) | Q(bylines__article=revision.article_id)
    known = Contributor.objects.filter(named, user__in=among)
    return {user for user in known.order_by().values_list("user", flat=True) if user is not None}


def eligible_reviewers(text: Text, *, today: date) -> list[User]:
    """Everybody who could review ``text`` today, by name."""
    holders = Credential.objects.valid_on(today).covering(text.specialties).values("holder")
    people = User.objects.filter(pk__in=holders, is_active=True).order_by("last_name", "username")
    refused = refusals_of(list(people), text, today=today)
    return [user for user in people if not refused[user.pk]]


def lacking(people: Collection[User], specialties: Collection[str], *, today: date) -> list[Specialty]:
    """The specialties among these in which none of these people could sign today."""
    held = Credential.objects.filter(holder__in=people).valid_on(today).covering(specialties)
    covered = set(held.order_by().values_list("specialty", flat=True))
    return [Specialty(specialty) for specialty in specialties if specialty not in covered]


def open_to(user: User, reviews: QuerySet[Review], *, today: date) -> QuerySet[Review]:
    """What ``user`` may judge of open reviews: ``refusals`` for many texts at once, by the database."""
    if not user.has_perm(SIGN):
        return reviews.none()
    held = set(Credential.objects.filter(holder=user).valid_on(today).values_list("specialty", flat=True))
    if not held:
        return reviews.none()
    asked = Q(specialty__in={*held, ""}) | Q(further_specialty__in=held)
    on_byline = Byline.objects.filter(contributor__user=user).values("article")
    free = reviews.filter(asked).exclude(article__in=on_byline).exclude(article__in=_written_by(user))
    return _not_printed(free, user)


def _written_by(user: User) -> QuerySet[Revision, int]:
    """The articles of whose open text ``user`` wrote part. It begins with what they wrote, which is little or nothing."""
    under_review = Review.objects.filter(article=OuterRef("article"), closed_at=None).values(
        "revision__number"
    )[:1]
    approved = Review.objects.filter(
        article=OuterRef("article"), approved_at__isnull=False, rolled_back_at=None,
        revision__number__lt=OuterRef("under_review"),
    ).order_by("-revision__number").values("revision__number")[:1]  # fmt: skip
    written = Revision.objects.filter(author=user).annotate(under_review=Subquery(under_review))
    part = written.annotate(approved=Subquery(approved)).filter(number__gt=Coalesce("approved", 0))
    return part.order_by().values_list("article", flat=True)


def _not_printed(texts: QuerySet[Review], user: User) -> QuerySet[Review]:
    """Without those whose byline, as it is printed, names ``user``. Its JSON is searched as text: a slug has no quotes."""
    texts = texts.annotate(printed=Cast("revision__byline", TextField()))
    for slug in Contributor.objects.filter(user=user).values_list("slug", flat=True):
        for written in {
            slug,
            json.dumps(slug).strip('"'),
        }:  # databases differ in how they write other scripts
            texts = texts.exclude(printed__contains=f'"slug": "{written}"')
    return texts
