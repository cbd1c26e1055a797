"""What is said where a request is not answered: a form that nothing shows to be ours, a database that is gone, a fault?"""

from __future__ import annotations

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from articles.exceptions import StorageUnreachable

GONE = (OperationalError, InterfaceError, StorageUnreachable)
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # for a large file while it is being sent, say
SOON = "30"  # seconds after which it is worth asking again


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Instead of Django's page. ``reason`` is for developers, and ``CsrfViewMiddleware`` logs it."""
    return render(request, "403_csrf.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Instead of Django's: what does not answer now will answer later, and that is no fault of the site's code."""
    fault = sys.exc_info()[1]
    is_gone = isinstance(fault, GONE) or getattr(fault, "errno", None) in NO_ROOM
    status = 503 if is_gone else 500
    page = "503_silent.html" if _is_silent(fault) else f"{status}.html"
    answer = HttpResponse(render_to_string(page), status=status)
    answer["Cache-Control"] = "no-store"
    if is_gone:
        answer["Retry-After"] = SOON
    return answer


def _is_silent(fault: BaseException | None) -> bool:
    """Was the database asked, and did not say in time whether it did what it was asked for?"""
    return isinstance(getattr(fault, "__cause__", None), TimeoutError)
