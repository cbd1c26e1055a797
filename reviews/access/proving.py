"""Did this person just show that it is them: by their password, by their second factor?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from axes.backends import AxesStandaloneBackend
from django.contrib.auth import get_backends
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice

from reviews.access import factors, passkeys
from reviews.access.events import record
from reviews.access.models import Happened
from reviews.access.telling import tell


@dataclass(frozen=True)
class Shown:
    """What was typed or held up."""

    password: str = ""
    code: str = ""
    passkey: str = ""

    @property
    def has_factor(self) -> bool:
        return bool(self.code or self.passkey)


def password_is_right(user: User, password: str) -> bool:
    """By the backends that know passwords; attempts are counted by the caller, who knows what they are for."""
    knowing = [backend for backend in get_backends() if not isinstance(backend, AxesStandaloneBackend)]
    asked = {"username": user.get_username(), "password": password}
    return bool(password) and any(backend.authenticate(None, **asked) == user for backend in knowing)


def factor_is_right(request: HttpRequest, *, user: User, shown: Shown, now: datetime) -> bool:
    """A code of an app, a recovery code, or a passkey; each counts once."""
    if shown.passkey:
        return passkeys.is_shown(request, user=user, answer=shown.passkey)
    if not shown.code:
        return False
    if len(factors.plain(shown.code)) <= 8:
        return _is_app_code(user, shown.code)
    if not factors.use_recovery_code(user, code=shown.code, now=now):
        return False
    left = user.recovery_codes.filter(used_at=None).count()
    record(Happened.CODE_USED, user=user, request=request, details=f"{left} left", now=now)
    tell(user, f"A recovery code was used; {left} are left.", now=now)
    return True


def _is_app_code(user: User, code: str) -> bool:
    """Locked, so that two requests at a time cannot both use the same code."""
    with transaction.atomic():
        app = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
        return app is not None and bool(app.verify_token(factors.plain(code)))
