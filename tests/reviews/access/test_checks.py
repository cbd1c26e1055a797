"""Is a setting of access that does not protect named before the site runs?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.checks import Tags, run_checks

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def found(*, deploy: bool = False) -> set[str | None]:
    return {message.id for message in run_checks(tags=[Tags.security], include_deployment_checks=deploy)}


@pytest.mark.parametrize(
    ("window", "idle", "longest"),
    [
        (0 * HOUR, HOUR, 24 * HOUR),
        (-MINUTE, HOUR, 24 * HOUR),
        (2 * HOUR, HOUR, 24 * HOUR),
        (MINUTE, 25 * HOUR, 24 * HOUR),
    ],
)
def test_a_signing_window_lasts_some_time_and_never_longer_than_a_session(
    window: timedelta, idle: timedelta, longest: timedelta, settings: Any
) -> None:
    assert "reviews.E004" not in found()
    settings.SIGNING_WINDOW, settings.SESSION_IDLE, settings.SESSION_LONGEST = window, idle, longest
    assert "reviews.E004" in found()


def test_no_number_of_proxies_is_below_nothing(settings: Any) -> None:
    settings.TRUSTED_PROXIES = -1
    assert "reviews.E005" in found()


def test_before_it_goes_public_a_site_is_told_of_what_is_looser_than_it_should_be(settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    assert not {"reviews.W002", "reviews.W003"} & found(deploy=True)
    settings.REQUIRE_SECOND_FACTOR, settings.SESSION_LONGEST = False, 48 * HOUR
    assert {"reviews.W002", "reviews.W003"} <= found(deploy=True)
