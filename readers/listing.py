"""Which articles stand in a list, in which order, and what does each line say?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Q, Value, When

from readers.signatures import sign_offs_of
from reviews.models import NoticeKind, Publication, SignOff
from reviews.models.publication import PublicationQuerySet
from reviews.standing import PublicState, Standing, standing
from reviews.workflow import State

PER_PAGE = 20
NEWEST_FIRST = (F("published_at").desc(nulls_last=True), "-pk")
BODIES = ("body", "rendered", "sources", "pictures", "funding")  # what no list shows


@dataclass(frozen=True)
class Entry:
    """One line of a list."""

    standing: Standing
    sign_offs: list[SignOff]

    @property
    def title(self) -> str:
        return titled(self.standing)

    @property
    def address(self) -> str:
        return self.standing.publication.article.get_absolute_url()

    @property
    def signers(self) -> tuple[str, ...]:
        return tuple(sign_off.signature_line for sign_off in self.sign_offs)


def titled(standing: Standing) -> str:
    """The title as readers see it: a retraction is part of it wherever it stands."""
    title = standing.revision.title
    return f"Retracted: {title}" if standing.is_retracted else title


def listed() -> PublicationQuerySet:
    """What lists show, without the texts themselves."""
    return without_bodies(Publication.objects.listed().with_facts())


def without_bodies(publications: PublicationQuerySet) -> PublicationQuerySet:
    revisions = ("live_revision", "current_review__revision")
    return publications.defer(
        "article__body", "article__excerpt", "article__funding", "article__front_matter",
        *(f"{revision}__{name}" for revision in revisions for name in BODIES),
    )  # fmt: skip


def entries(publications: Iterable[Publication], *, today: date) -> list[Entry]:
    """The lines for these publications, with one more query for all their signatures."""
    standings = [standing(publication, today=today) for publication in publications]
    signed = sign_offs_of(standings)
    return [Entry(s, signed.get(s.publication.pk, [])) for s in standings]


def in_states(publications: PublicationQuerySet, states: list[str], *, today: date) -> PublicationQuerySet:
    """Those that ``reviews.standing`` calls by one of these states, all when none is asked for."""
    if not states:
        return publications
    known = [state for state in states if state in PublicState.values]
    return publications.annotate(shown_state=_shown_state(today)).filter(shown_state__in=known)


def _shown_state(today: date) -> Case:
    """The rules of ``reviews.standing`` for rows, so that the database can choose before a page is cut."""
    is_live = Q(live_revision__isnull=False)
    is_signed = is_live & Q(
        approval__state=State.APPROVED, approval__revision=F("live_revision"),
        valid_sign_offs__gte=F("approval__required_sign_offs"),
    )  # fmt: skip
    is_late = Q(approval__next_review_on__lt=today)
    return Case(
        When(is_live & Q(notice__kind=NoticeKind.RETRACTION), then=Value(PublicState.RETRACTED.value)),
        When(is_signed & is_late, then=Value(PublicState.OVERDUE.value)),
        When(is_signed, then=Value(PublicState.APPROVED.value)),
        When(is_live, then=Value(PublicState.UNREVIEWED.value)),
        When(current_review__state=State.SUBMITTED, then=Value(PublicState.SUBMITTED.value)),
        When(current_review__state=State.UNDER_REVIEW, then=Value(PublicState.UNDER_REVIEW.value)),
        default=Value(PublicState.UNREVIEWED.value),
    )
