"""How do the demonstration's accounts log in? By a door that exists with DEBUG on alone.

Their stored passwords are unusable, so a database that is later served with DEBUG off lets none of them in.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.http import HttpRequest

PASSWORD = "demo"  # noqa: S105 - said on the first page of the README


class DemonstrationBackend(ModelBackend):
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if not settings.DEBUG or password != PASSWORD:
            return None
        user = User.objects.filter(username=username, is_active=True).first()
        return user if user and not user.has_usable_password() else None
