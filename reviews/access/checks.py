"""Are the spans of access such that they protect? Django system checks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import checks

LONGEST = {
    "SIGNING_WINDOW": timedelta(minutes=10),
    "SESSION_IDLE": timedelta(hours=1),
    "SESSION_LONGEST": timedelta(hours=24),
}


def spans(**_: Any) -> list[checks.CheckMessage]:
    """Each lasts some time, and none outlasts the next."""
    window, idle, longest = (getattr(settings, name) for name in LONGEST)
    if timedelta(0) < window <= idle <= longest:
        return []
    told = "SIGNING_WINDOW, SESSION_IDLE and SESSION_LONGEST must be more than nothing, each within the next."
    return [
        checks.Error(told, hint="Leave them out for 10 minutes, 60 minutes and 24 hours.", id="reviews.E004")
    ]


def proxies(**_: Any) -> list[checks.CheckMessage]:
    if settings.TRUSTED_PROXIES >= 0:
        return []
    told = "TRUSTED_PROXIES is the number of proxies in front of the site: 0 or more."
    return [checks.Error(told, hint="Set it to 0 where visitors reach the site directly.", id="reviews.E005")]


def access_in_production(**_: Any) -> list[checks.CheckMessage]:
    """With ``check --deploy``: looser than what standards of access ask for."""
    found: list[checks.CheckMessage] = []
    if not settings.REQUIRE_SECOND_FACTOR:
        told = "REQUIRE_SECOND_FACTOR is off: a password that was found out is enough to sign."
        found.append(checks.Warning(told, hint="Take it out of the environment.", id="reviews.W002"))
    for name, longest in LONGEST.items():
        if getattr(settings, name) > longest:
            told = f"{name} is longer than {longest}."
            found.append(checks.Warning(told, hint="Make it shorter, or know why not.", id="reviews.W003"))
    return found


def register() -> None:
    checks.register(spans, checks.Tags.security)
    checks.register(proxies, checks.Tags.security)
    checks.register(access_in_production, checks.Tags.security, deploy=True)
