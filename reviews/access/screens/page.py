"""What do the screens of access have in common? Each belongs to one session, and to nobody else's."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from reviews.access.models import DeskSession


def current(request: HttpRequest) -> DeskSession:
    """The door let nobody in without one."""
    session: DeskSession = request.desk_session  # type: ignore[attr-defined]
    return session


def page(
    request: HttpRequest, site: AdminSite, name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    told = {**site.each_context(request), **context}
    return TemplateResponse(request, f"reviews/access/{name}.html", told, status=status)
