"""Who would be a good reviewer of this text, why, and why not the others?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.contrib.auth.models import User
from django.db.models import Count, Exists, Max, OuterRef, Q

from articles.models import Contributor
from reviews import eligibility, quorum
from reviews.models import Credential, Preferences, Review, SignOff
from reviews.models.credential import Specialty
from reviews.workflow import State

MOST = 300  # people looked at; a desk with more of them asks a pool


@dataclass(frozen=True)
class Load:
    in_hand: int = 0
    overdue: int = 0

    def __str__(self) -> str:
        late = f", {self.overdue} overdue" if self.overdue else ""
        return f"{self.in_hand} in hand{late}" if self.in_hand else "Nothing in hand"


@dataclass(frozen=True)
class Suggestion:
    """One person: what speaks for them, or why they may not."""

    person: User
    name: str
    reasons: tuple[str, ...]
    refusals: tuple[str, ...]
    load: Load
    away_until: date | None
    fills_a_gap: bool
    knows_it: bool

    @property
    def rank(self) -> tuple[bool, int, int, bool, str]:
        """The least is the best: the missing specialty, then the free hands, then who knows the text."""
        return (
            not self.fills_a_gap,
            self.load.overdue,
            self.load.in_hand,
            not self.knows_it,
            self.name.casefold(),
        )


@dataclass(frozen=True)
class Suggestions:
    able: list[Suggestion]
    away: list[Suggestion]
    refused: list[Suggestion]


def loads(people: list[User], *, today: date) -> dict[int, Load]:
    """What each has in hand now."""
    held = Review.objects.filter(state=State.UNDER_REVIEW, reviewer__in=people)
    rows = (
        held.order_by()
        .values_list("reviewer")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)))
    )
    return {person: Load(in_hand=n, overdue=late) for person, n, late in rows}


def reviewers() -> list[User]:
    """Everybody who reviews here: those with the right to, and those who hold a credential."""
    may = User.objects.with_perm(eligibility.SIGN, include_superusers=False, backend=eligibility.RIGHTS)
    held = Credential.objects.filter(holder=OuterRef("pk"))
    found = User.objects.filter(Q(pk__in=may.values("pk")) | Exists(held), is_active=True)
    return list(found.order_by("last_name", "first_name", "username")[:MOST])


def names(people: list[User]) -> dict[int, str]:
    """The name that records print for each of them."""
    known = dict(Contributor.objects.filter(user__in=people).values_list("user", "name"))
    return {
        person.pk: known.get(person.pk) or person.get_full_name() or person.get_username()
        for person in people
    }


def suggest(review: Review, *, now: datetime) -> Suggestions:
    """Who could take ``review``, the best first; who is away; who may not, and why. The queries do not grow with them."""
    facts = _Facts(review, today=now.date())
    all_of_them = sorted((facts.suggestion(person) for person in facts.people), key=lambda one: one.rank)
    free = [one for one in all_of_them if not one.refusals]
    return Suggestions(
        able=[one for one in free if one.away_until is None],
        away=[one for one in free if one.away_until is not None],
        refused=[one for one in all_of_them if one.refusals],
    )


class _Facts:
    """What is known of everybody, each kind of fact in one query."""

    def __init__(self, review: Review, *, today: date) -> None:
        self.review, self.today = review, today
        self.text = eligibility.Text.of(review)
        self.people = reviewers()
        self.refused = eligibility.refusals_of(self.people, self.text, today=today)
        self.names = names(self.people)
        self.loads = loads(self.people, today=today)
        self.gaps = set(quorum.uncovered(review))

    @cached_property
    def credentials(self) -> dict[int, list[Credential]]:
        held = Credential.objects.filter(holder__in=self.people).valid_on(self.today)
        found: dict[int, list[Credential]] = {}
        for credential in held.covering(self.text.specialties).order_by("-valid_until"):
            found.setdefault(credential.holder_id, []).append(credential)
        return found

    @cached_property
    def signed(self) -> dict[int, datetime]:
        before = SignOff.objects.filter(revision__article=self.review.article_id, signer__in=self.people)
        return dict(before.order_by().values_list("signer").annotate(last=Max("signed_at")))

    @cached_property
    def signed_this(self) -> set[int]:
        return {signature.signer_id for signature in self.review.sign_offs.all()}

    @cached_property
    def away(self) -> dict[int, date]:
        absent = Preferences.objects.filter(user__in=self.people).away_on(self.today)
        return {user: until for user, until in absent.values_list("user", "away_until") if until}

    def suggestion(self, person: User) -> Suggestion:
        refusals = self.refused[person.pk] + self._at_it_already(person)
        specialties = {credential.specialty for credential in self.credentials.get(person.pk, [])}
        return Suggestion(
            person=person,
            name=self.names[person.pk],
            reasons=() if refusals else tuple(self._reasons(person)),
            refusals=tuple(refusals),
            load=self.loads.get(person.pk, Load()),
            away_until=self.away.get(person.pk),
            fills_a_gap=not self.gaps or bool(self.gaps & specialties),
            knows_it=person.pk in self.signed,
        )

    def _at_it_already(self, person: User) -> list[str]:
        if person.pk == self.review.reviewer_id:
            return ["Has this review now."]
        return ["Has signed this text already."] if person.pk in self.signed_this else []

    def _reasons(self, person: User) -> list[str]:
        held = self.credentials.get(person.pk, [])
        longest = {credential.specialty: credential.valid_until for credential in reversed(held)}
        covers = [f"{Specialty(name).label} until {until:%-d %B %Y}" for name, until in longest.items()]
        last = self.signed.get(person.pk)
        return [
            f"Credential: {', '.join(covers)}",
            str(self.loads.get(person.pk, Load())),
            "Took no part in writing; not on the byline",
            *([f"Last signed this article on {last:%-d %B %Y}"] if last else []),
        ]
