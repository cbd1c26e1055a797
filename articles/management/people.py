"""Who runs a command? ``--by`` names an account; without one nothing is done."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.management.base import CommandError


def account(username: str) -> User:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(
            f"There is no active account “{username}”. Name the person who answers for this with --by."
        )
    return user
