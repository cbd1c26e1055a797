"""What is somebody told who gave too many wrong passwords or codes? How long to wait, and what else to do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

TOO_MANY = 429


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    now, until = timezone.now(), _until(request, credentials or {})
    seconds = max(1, round((until - now).total_seconds()))
    context = {
        **admin.site.each_context(request), "until": until, "minutes": -(-seconds // 60), "title": "Too many wrong attempts",
    }  # fmt: skip
    answer = render(request, "reviews/access/locked_out.html", context, status=TOO_MANY)
    answer["Retry-After"] = str(seconds)
    return answer


def _until(request: HttpRequest, credentials: dict[str, Any]) -> datetime:
    wrong = AccessAttempt.objects.filter(
        username=credentials.get("username"), ip_address=request.axes_ip_address  # type: ignore[attr-defined]
    )  # fmt: skip
    last = wrong.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    return (last or timezone.now()) + settings.AXES_COOLOFF_TIME
