"""How much may be sent in one request? More is refused before any of it is read or written to the disk.

And what of a file for which the disk has no room? No part of it stays.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

MEGABYTE = 1_000_000
# By how the address begins, the first that fits. A little more than what the pages themselves refuse with a better word.
MOST = (
    ("/admin/articles/source/retractions/", 210 * MEGABYTE),  # the public list of retractions
    ("/admin/", 32 * MEGABYTE),  # a Word file with its pictures
    ("", MEGABYTE),
)
TOO_LARGE = 413


class Bodies:
    """Django bounds the fields of a form, but not its files. A body without a length counts as empty."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        most = next(most for begin, most in MOST if request.path_info.startswith(begin))
        if _length(request) <= most:
            return self.get_response(request)
        page = render_to_string("413.html", {"most": most // MEGABYTE})
        return HttpResponse(page, status=TOO_LARGE)


def _length(request: HttpRequest) -> int:
    try:
        return int(request.headers.get("content-length") or 0)
    except ValueError:  # Django takes it for none
        return 0


class FileOnItsWay(TemporaryFileUploadHandler):
    """Django's leaves a file that cannot be written to the next collection of garbage, on a disk that is full."""

    def receive_data_chunk(self, *args: Any) -> None:
        try:
            super().receive_data_chunk(*args)
        except OSError:
            with suppress(OSError):  # closing tries to write the rest
                self.upload_interrupted()
            raise
