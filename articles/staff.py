"""Who sits at the desk?"""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def staff(request: HttpRequest) -> User:
    """The person who sent the request. The admin lets in nobody else; whoever slips through is refused here."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
