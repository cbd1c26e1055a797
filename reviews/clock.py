"""Who acts when nobody does? Jobs that run by the time of day act as the clock."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

CLOCK = "clock"


def clock_user() -> User:
    """The account of the jobs: nobody can log in as it, and it belongs to no group."""
    user, _ = User.objects.get_or_create(
        username=CLOCK, defaults={"first_name": "The", "last_name": "clock", "password": make_password(None)}
    )
    return user


def is_clock(user: User) -> bool:
    return user.is_active and user.get_username() == CLOCK
