"""How much may be sent in one request? More is refused before any of it is read or written to the disk."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

MEGABYTE = 1_000_000
AT_THE_DESK, ELSEWHERE = 32 * MEGABYTE, 1 * MEGABYTE  # the largest file that the desk takes in has 20
TOO_LARGE = 413


class Bodies:
    """Django bounds the fields of a form, but not its files. A body without a length counts as empty."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        most = AT_THE_DESK if request.path_info.startswith("/admin/") else ELSEWHERE
        if _length(request) <= most:
            return self.get_response(request)
        page = render_to_string("413.html", {"most": most // MEGABYTE})
        return HttpResponse(page, status=TOO_LARGE)


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:  # Django takes it for none
        return 0
