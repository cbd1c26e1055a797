"""Can everybody say when they are away and how they are told, on a page of their own?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from reviews.models import Credential, Pool, Preferences
from tests import factories as make
from tests.desk.screens import alert, at_the_desk, messages, soup, typed, words

ME = "/admin/me/"
TODAY = timezone.now().date()


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def keep(by: Any = None, **typed: str) -> Any:
    return at_the_desk(by or make.reviewer()).post(ME, typed, follow=True)


def test_an_absence_and_the_daily_digest_are_kept_and_shown_again() -> None:
    page = keep(away_from=day(1), away_until=day(9), daily_digest="on")
    assert "You are away from" in messages(page)[0]
    kept = Preferences.objects.get()
    assert (kept.user, kept.daily_digest, kept.away_from) == (
        make.reviewer(),
        True,
        TODAY + timedelta(days=1),
    )
    assert (typed(page, "away_from"), typed(page, "away_until")) == (day(1), day(9))
    assert soup(page).select_one("[name=daily_digest]").has_attr("checked")  # type: ignore[union-attr]


def test_an_absence_is_taken_back_by_emptying_its_days() -> None:
    keep(away_from=day(1), away_until=day(9))
    assert messages(keep(away_from="", away_until="")) == ["Kept. You are here."]
    kept = Preferences.objects.get()
    assert (kept.away_from, kept.away_until, kept.daily_digest) == (None, None, False)


WRONG = {
    "only a first day": ({"away_from": day(1)}, "Give the first and the last day, or neither."),
    "only a last day": ({"away_until": day(1)}, "Give the first and the last day, or neither."),
    "the wrong way round": (
        {"away_from": day(9), "away_until": day(1)},
        "The last day lies before the first one.",
    ),
    "over already": ({"away_from": day(-9), "away_until": day(-1)}, "This absence is over already."),
    "no date": ({"away_from": "soon", "away_until": day(1)}, "Enter a valid date."),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_makes_no_absence_is_refused_in_a_sentence_and_stands_in_its_box(wrong: str) -> None:
    days, sentence = WRONG[wrong]
    page = keep(**days)
    assert page.status_code == 422
    assert sentence in alert(page)
    assert not Preferences.objects.exists()
    for name, value in days.items():
        assert typed(page, name) == value


def test_an_absence_that_is_over_is_not_shown_and_does_not_stand_in_the_way() -> None:
    Preferences.objects.create(user=make.reviewer(), away_from=date(2020, 1, 1), away_until=date(2020, 1, 9))
    page = at_the_desk(make.reviewer()).get(ME)
    assert typed(page, "away_from") == typed(page, "away_until") == ""
    assert keep(daily_digest="on").status_code == 200


def test_everybody_sees_their_own_credentials_with_their_end_and_their_pools() -> None:
    make.reviewer()
    Credential.objects.update(valid_until=TODAY + timedelta(days=12))
    Pool.objects.create(name="Sleep clinicians").members.add(make.reviewer())
    mine = words(at_the_desk(make.reviewer()).get(ME))
    assert "Expires in 12 days" in mine
    assert "Sleep clinicians" in mine
    other = words(at_the_desk(make.writer()).get(ME))
    assert "No credential of yours is on the register." in other
    assert "You are in no pool of reviewers." in other


def test_nobody_sets_the_preferences_of_somebody_else() -> None:
    keep(away_from=day(1), away_until=day(9), user=str(make.editor().pk))
    assert [kept.user for kept in Preferences.objects.all()] == [make.reviewer()]


def test_the_page_is_for_staff_and_every_page_of_the_desk_leads_to_it() -> None:
    assert Client().get(ME).status_code == 302
    assert Client().post(ME, {"daily_digest": "on"}).status_code == 302
    client = at_the_desk(make.stranger())
    assert soup(client.get("/admin/")).select_one(f'#user-tools a[href="{ME}"]')
    assert client.get(ME).status_code == 200
    assert client.delete(ME).status_code == 405
    assert not Preferences.objects.exists()


def test_looking_keeps_nothing() -> None:
    at_the_desk(make.reviewer()).get(ME, {"daily_digest": "on"})
    assert not Preferences.objects.exists()
