"""What does every answer tell the browser beyond what the libraries say? The rest is under Security in the settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

STAFF = ("/admin/", "/shared/")
NEVER_KEPT = "no-store, private"
REFUSED = 400


class Headers:
    """Stands before all that answers, so that errors, redirects, style sheets and pictures are told the same.

    Pages held by ``readers.held`` come from here too, the first time, and keep what they were told.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in settings.CROSS_ORIGIN.items():
            response.headers.setdefault(name, value)
        if "no-store" not in response.get("Cache-Control", "") and _is_personal(request, response):
            response["Cache-Control"] = NEVER_KEPT
        return response


class ContentSecurityPolicy(CSPMiddleware):
    """The library words the policy anew for each answer, in any order; that of this site never changes."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.policy = "; ".join(sorted(build_policy().split("; ")))

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if settings.DEBUG:  # when Django's own pages for errors are left alone
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response


def _is_personal(request: HttpRequest, response: HttpResponseBase) -> bool:
    """What the desk and a guest see, what hands out a cookie, and a refusal that may be over in a minute."""
    is_passing = response.status_code >= REFUSED and not response.has_header("Cache-Control")
    return request.path_info.startswith(STAFF) or bool(response.cookies) or is_passing
