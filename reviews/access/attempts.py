"""How many wrong passwords and codes came from one address for one name? One count for both, kept by django-axes."""

from __future__ import annotations

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest


def may_try(request: HttpRequest, *, user: User) -> bool:
    """False: too many were wrong; the answer to this request will say until when."""
    credentials = {"username": user.get_username()}
    if AxesProxyHandler.is_allowed(request, credentials):
        return True
    request.axes_locked_out, request.axes_credentials = True, credentials  # type: ignore[attr-defined]
    return False


def count_wrong(request: HttpRequest, *, user: User) -> None:
    credentials = {"username": user.get_username(), "is_second_factor": True}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)


def forget(request: HttpRequest, *, user: User) -> None:
    """Once everything asked for was shown, and not before: whoever knows a password would guess codes without end."""
    AxesProxyHandler.update_request(request)
    AxesProxyHandler.reset_attempts(username=user.get_username(), ip_address=request.axes_ip_address)  # type: ignore[attr-defined]
