"""Can an editor give a review to the right person, to a pool, or to somebody else, and say why?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from reviews import actions
from reviews.exceptions import EditorialError, NotPermitted, ReasonMissing, TransitionNotAllowed
from reviews.models import LedgerEntry, Pool, Preferences, Review
from reviews.workflow import State
from tests import factories as make
from tests.factories import NOW
from tests.reviews import acts

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def away(person: User, *, first: date = TODAY, last: date = TODAY) -> None:
    Preferences.objects.create(user=person, away_from=first, away_until=last)


def pool_of(*members: User, name: str = "Sleep clinicians") -> Pool:
    pool = Pool.objects.create(name=name)
    pool.members.set(members)
    return pool


def last_entries(number: int) -> list[tuple[str, dict[str, object]]]:
    found = LedgerEntry.objects.order_by("-number")[:number]
    return [(entry.verb, entry.details) for entry in reversed(found)]


# --- Handing over --------------------------------------------------------------------------------------------
def test_a_review_that_somebody_has_is_handed_over_in_one_act_with_its_reason() -> None:
    review = make.claimed(now=NOW)
    second, first = make.second_reviewer(), make.reviewer()
    due = TODAY + timedelta(days=3)
    actions.assign(
        review=review, reviewer=second, by=make.editor(), due_on=due, reason=" On leave. ", now=NOW
    )
    fresh = Review.objects.get()
    assert (fresh.state, fresh.reviewer, fresh.claimed_at, fresh.due_on) == (
        State.UNDER_REVIEW,
        second,
        NOW,
        due,
    )
    assert last_entries(2) == [
        ("release", {"reviewer": first.pk, "reason": "On leave.", "to": second.pk}),
        ("assign", {"reviewer": second.pk, "due_on": due.isoformat(), "reason": "On leave."}),
    ]


def test_nobody_s_review_is_taken_away_without_a_reason() -> None:
    review = make.claimed(now=NOW)
    second = make.second_reviewer()
    before = acts.everything()
    with pytest.raises(ReasonMissing, match="needs a reason"):
        actions.assign(review=review, reviewer=second, by=make.editor(), reason=" ", now=NOW)
    assert acts.everything() == before


def test_only_an_editor_hands_over_and_not_to_whoever_has_it_already() -> None:
    review = make.claimed(now=NOW)
    for person in (make.reviewer(), make.writer()):
        with pytest.raises(NotPermitted, match="by an editor"):
            actions.assign(review=review, reviewer=make.second_reviewer(), by=person, reason="Mine.", now=NOW)
    with pytest.raises(TransitionNotAllowed, match="with Test reviewer already"):
        actions.assign(review=review, reviewer=make.reviewer(), by=make.editor(), reason="Yours.", now=NOW)


def test_the_signatures_given_before_a_review_changes_hands_stay_and_their_signer_is_not_asked_again() -> (
    None
):
    review = make.claimed(category=make.category(required_sign_offs=2), now=NOW)
    third = make.reviewers(number=3)[2]
    make.sign(review, by=make.second_reviewer(), now=NOW)
    with pytest.raises(EditorialError, match="has signed this text already"):
        actions.assign(
            review=review, reviewer=make.second_reviewer(), by=make.editor(), reason="On leave.", now=NOW
        )
    actions.assign(review=review, reviewer=third, by=make.editor(), reason="On leave.", now=NOW)
    make.sign(review, by=third, now=NOW)
    assert Review.objects.get().state == State.APPROVED


def test_whoever_wrote_the_text_gets_it_by_no_hand_over() -> None:
    review = make.claimed(now=NOW)
    make.credential(holder=make.writer())
    with pytest.raises(NotPermitted, match="wrote part of a text"):
        actions.assign(review=review, reviewer=make.writer(), by=make.editor(), reason="On leave.", now=NOW)


# --- Days ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("days", [-1, 6 * 365], ids=["past", "years ahead"])
def test_a_due_date_lies_ahead(days: int) -> None:
    review = make.submitted(now=NOW)
    before = acts.everything()
    with pytest.raises(EditorialError, match="The due date lies in the past"):
        actions.assign(
            review=review,
            reviewer=make.reviewer(),
            by=make.editor(),
            due_on=TODAY + timedelta(days=days),
            now=NOW,
        )
    assert acts.everything() == before


@pytest.mark.parametrize(
    ("first", "last", "is_away"), [(-3, -1, False), (-3, 0, True), (0, 0, True), (0, 9, True), (1, 9, False)]
)
def test_whoever_is_away_today_is_assigned_only_when_the_editor_says_anyway(
    first: int, last: int, is_away: bool
) -> None:
    review = make.submitted(now=NOW)
    away(make.reviewer(), first=TODAY + timedelta(days=first), last=TODAY + timedelta(days=last))
    if is_away:
        with pytest.raises(EditorialError, match=r"Test reviewer is away until \d+ March 2026"):
            actions.assign(review=review, reviewer=make.reviewer(), by=make.editor(), now=NOW)
        assert Review.objects.get().reviewer is None
    actions.assign(review=review, reviewer=make.reviewer(), by=make.editor(), anyway=is_away, now=NOW)
    assert Review.objects.get().reviewer == make.reviewer()


def test_whoever_is_away_can_still_claim_by_themselves() -> None:
    review = make.submitted(now=NOW)
    away(make.reviewer())
    assert actions.claim(review=review, by=make.reviewer(), now=NOW).reviewer == make.reviewer()


# --- Pools ---------------------------------------------------------------------------------------------------
def test_a_pool_is_asked_and_the_review_waits_until_one_of_them_claims_it() -> None:
    review, pool = make.submitted(now=NOW), pool_of(make.reviewer(), make.writer())
    due = TODAY + timedelta(days=5)
    actions.assign_to_pool(review=review, pool=pool, by=make.editor(), due_on=due, now=NOW)
    fresh = Review.objects.get()
    assert (fresh.state, fresh.pool, fresh.reviewer, fresh.due_on) == (State.SUBMITTED, pool, None, due)
    assert last_entries(1) == [
        ("assign_to_pool", {"pool": pool.pk, "name": "Sleep clinicians", "due_on": due.isoformat()})
    ]
    actions.claim(review=fresh, by=make.reviewer(), now=NOW)
    assert Review.objects.get().pool is None


def test_another_pool_can_be_asked_instead() -> None:
    review = make.submitted(now=NOW)
    first, second = pool_of(make.reviewer()), pool_of(make.second_reviewer(), name="Others")
    for pool in (first, second):
        actions.assign_to_pool(review=review, pool=pool, by=make.editor(), now=NOW)
    assert Review.objects.get().pool == second


def test_a_pool_in_which_nobody_could_review_is_not_asked() -> None:
    review = make.submitted(now=NOW)
    for pool in (pool_of(make.writer()), pool_of(name="Empty")):
        with pytest.raises(EditorialError, match="Nobody in"):
            actions.assign_to_pool(review=review, pool=pool, by=make.editor(), now=NOW)
    assert Review.objects.get().pool is None


@pytest.mark.parametrize("state", [state for state in State if state != State.SUBMITTED])
def test_only_a_review_that_nobody_has_goes_to_a_pool(state: State) -> None:
    review, pool = make.review_at(state, now=NOW), pool_of(make.reviewer())
    with pytest.raises(TransitionNotAllowed, match="Only one that nobody has"):
        actions.assign_to_pool(review=review, pool=pool, by=make.editor(), now=NOW)


def test_a_reviewer_asks_no_pool() -> None:
    review, pool = make.submitted(now=NOW), pool_of(make.reviewer())
    with pytest.raises(NotPermitted, match="Only an editor can ask a pool"):
        actions.assign_to_pool(review=review, pool=pool, by=make.reviewer(), now=NOW)


# --- Reminding -----------------------------------------------------------------------------------------------
def test_a_reviewer_is_reminded_once_a_day() -> None:
    review = make.claimed(now=NOW)
    actions.remind(review=review, by=make.editor(), now=NOW)
    assert last_entries(1) == [("remind", {"reviewer": make.reviewer().pk})]
    with pytest.raises(EditorialError, match="within the last day"):
        actions.remind(review=review, by=make.editor(), now=NOW + timedelta(hours=3))
    actions.remind(review=review, by=make.editor(), now=NOW + timedelta(days=1))
    assert LedgerEntry.objects.filter(verb="remind").count() == 2


@pytest.mark.parametrize("state", [state for state in State if state != State.UNDER_REVIEW])
def test_where_nobody_has_it_nobody_is_reminded(state: State) -> None:
    with pytest.raises(TransitionNotAllowed, match="There is nobody to remind"):
        actions.remind(review=make.review_at(state, now=NOW), by=make.editor(), now=NOW)


# --- The due date --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("how", ["claim", "assign", "assign_to_pool"])
def test_what_waited_longer_than_its_policy_allows_is_due_so_many_days_from_when_somebody_has_it(
    how: str,
) -> None:
    """Nobody gets a review that is overdue the moment they have it."""
    review = make.submitted(now=NOW, category=make.category(due_days=7))
    later = NOW + timedelta(days=60)
    given: dict[str, Any] = {
        "claim": {"by": make.reviewer()},
        "assign": {"by": make.editor(), "reviewer": make.reviewer()},
        "assign_to_pool": {"by": make.editor(), "pool": pool_of(make.reviewer())},
    }[how]
    getattr(actions, how)(review=review, now=later, **given)
    assert Review.objects.get().due_on == later.date() + timedelta(days=7)
    [(_, details)] = last_entries(1)
    assert details.get("due_on") == (later.date() + timedelta(days=7)).isoformat()


def test_what_is_claimed_in_time_keeps_its_day() -> None:
    review = make.submitted(now=NOW)
    assert (
        actions.claim(review=review, by=make.reviewer(), now=NOW + timedelta(days=9)).due_on == review.due_on
    )
