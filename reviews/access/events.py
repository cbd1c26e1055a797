"""What happened at the door? Each log-in, failed one, end of a session and change of a factor, written once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from reviews.access import origin
from reviews.access.models import AccessEvent, EventOrigin, Happened

A_MINUTE = timedelta(minutes=1)


@transaction.atomic
def record(
    what: Happened,
    *,
    user: User | None,
    request: HttpRequest | None,
    details: str = "",
    now: datetime | None = None,
) -> AccessEvent:
    event = AccessEvent.objects.create(at=now or timezone.now(), what=what, user=user, details=details)
    if request is not None:
        EventOrigin.objects.create(
            event=event, address=origin.address(request), browser=origin.browser(request)
        )
    return event


def log_in_failed(
    sender: Any, *, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any
) -> None:
    """A name that nobody has is not kept: it may be a password, typed into the wrong field."""
    if getattr(request, "axes_locked_out", False) and _was_locked(request):
        return  # that it is locked was written down once; whoever goes on trying fills no register
    user = User.objects.filter(username=str(credentials.get("username", ""))[:150]).first()
    if user is None and _was_just_told_of_strangers():
        return
    is_code = credentials.get("is_second_factor", False)
    record(Happened.UNPROVED if is_code else Happened.FAILED, user=user, request=request)


def locked_out(sender: Any, *, request: HttpRequest, username: str | None = None, **_: Any) -> None:
    if _was_locked(request):
        return
    user = User.objects.filter(username=username or "").first()
    record(Happened.LOCKED_OUT, user=user, request=request)


def _was_locked(request: HttpRequest | None) -> bool:
    """Before this request, which was not even counted any more."""
    return getattr(request, "axes_failures_since_start", None) is None


def _was_just_told_of_strangers() -> bool:
    """Names that nobody has can be made up without end; one line a minute says that somebody does."""
    strangers = AccessEvent.objects.filter(what=Happened.FAILED, user=None)
    return strangers.filter(at__gt=timezone.now() - A_MINUTE).exists()
