"""Are the right people suggested as reviewers, the best first, each with the reason, and the others with theirs?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews import eligibility
from reviews.models import Credential, Preferences, Review, Specialty
from reviews.suggestions import Suggestion, Suggestions, suggest
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def suggested(review: Review) -> Suggestions:
    return suggest(Review.objects.get(pk=review.pk), now=NOW)


def names(people: list[Suggestion]) -> list[str]:
    return [one.name for one in people]


def test_a_suggestion_says_what_speaks_for_it() -> None:
    article = make.approved(now=NOW - timedelta(days=30)).article
    make.claimed(title="In hand", now=NOW - timedelta(days=20))
    [one] = suggested(make.submitted(article=make.edited(article), now=NOW)).able
    assert one.reasons == (
        "Credential: Psychiatry until 31 December 2999",
        "1 in hand, 1 overdue",
        "Took no part in writing; not on the byline",
        "Last signed this article on 31 January 2026",
    )


def test_the_free_come_before_the_busy_and_among_those_whoever_knows_the_text() -> None:
    review = make.submitted(now=NOW)
    late, busy, _, knows = (make.reviewer(username=name) for name in ("late", "busy", "free", "knows"))
    Credential.objects.filter(holder=make.reviewer()).update(revoked_at=NOW)
    make.claimed(title="One", by=busy, now=NOW)
    make.claimed(title="Two", by=late, now=NOW - timedelta(days=99))
    article = make.approved(by=[knows], title="Known", now=NOW).article
    assert names(suggested(review).able) == ["Test free", "Test knows", "Test busy", "Test late"]
    again = make.submitted(article=make.edited(article), now=NOW)
    assert names(suggested(again).able) == ["Test knows", "Test free", "Test busy", "Test late"]


def test_whoever_covers_the_specialty_that_is_still_missing_comes_first() -> None:
    chemist = make.reviewer(username="a-pharmacist", specialty=Specialty.PHARMACY)
    topic = make.category(
        specialty=Specialty.PSYCHIATRIC, further_specialty=Specialty.PHARMACY, required_sign_offs=2
    )
    review = make.claimed(category=topic, now=NOW)
    make.sign(review, now=NOW)
    make.claimed(title="Busy", slug="busy", by=chemist, now=NOW)
    first, *_ = suggested(review).able
    assert (first.person, first.fills_a_gap) == (chemist, True)


def test_whoever_is_away_stands_apart_with_the_last_day() -> None:
    review = make.submitted(now=NOW)
    make.second_reviewer()
    Preferences.objects.create(user=make.reviewer(), away_from=TODAY, away_until=date(2026, 3, 9))
    found = suggested(review)
    assert names(found.able) == ["Test second reviewer"]
    assert [(one.name, one.away_until) for one in found.away] == [("Test reviewer", date(2026, 3, 9))]


def test_the_refused_are_named_with_the_reasons_that_the_gate_would_give() -> None:
    author = make.reviewer(username="author")
    author.groups.add(*make.writer().groups.all())
    ended = make.reviewer(username="ended")
    Credential.objects.filter(holder=ended).update(valid_until=TODAY - timedelta(days=1))
    review = make.submitted(
        article=make.article(by=User.objects.get(pk=author.pk), now=NOW), by=author, now=NOW
    )
    refused = {one.person: list(one.refusals) for one in suggested(review).refused}
    assert set(refused) == {author, ended}
    for person, reasons in refused.items():
        text = eligibility.Text.of(review)
        assert reasons == eligibility.refusals(User.objects.get(pk=person.pk), text, today=TODAY)


def test_whoever_has_it_or_has_signed_it_is_not_suggested() -> None:
    review = make.claimed(category=make.category(required_sign_offs=2), now=NOW)
    make.sign(review, by=make.second_reviewer(), now=NOW)
    refused = {one.name: one.refusals for one in suggested(review).refused}
    assert refused == {
        "Test reviewer": ("Has this review now.",),
        "Test second reviewer": ("Has signed this text already.",),
    }


def test_an_account_that_was_closed_is_not_named() -> None:
    review = make.submitted(now=NOW)
    User.objects.filter(pk=make.second_reviewer().pk).update(is_active=False)
    found = suggested(review)
    assert names(found.able + found.away + found.refused) == ["Test reviewer"]


def test_more_people_take_no_more_queries() -> None:
    review = make.submitted(now=NOW)

    def queries(number: int) -> int:
        for person in make.reviewers(number=number):
            make.claimed(title=f"Of {person}", slug=f"of-{person}-{number}", by=person, now=NOW)
        with CaptureQueriesContext(connection) as captured:
            assert len(suggested(review).able) == number
        return len(captured)

    assert queries(4) == queries(9)


@pytest.mark.parametrize("who", ["writer", "editor", "stranger", "superuser", "reviewer", "second_reviewer"])
def test_what_is_said_of_many_is_what_is_said_of_each(who: str) -> None:
    """One rule, two ways to ask it: person by person at the gate, all at once for the suggestions."""
    review = make.submitted(
        article=make.article(byline=[make.contributor(user=make.second_reviewer())]), now=NOW
    )
    person, text = getattr(make, who)(), eligibility.Text.of(review)
    assert eligibility.refusals_of([person], text, today=TODAY)[person.pk] == eligibility.refusals(
        person, text, today=TODAY
    )
