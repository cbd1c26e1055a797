"""From which address does a request come, where proxies stand before the site?"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class Forwarded:
    """Makes ``REMOTE_ADDR`` the reader's own address, for everything that counts, locks out or logs by it.

    Each proxy adds the address it was asked from to the end of ``X-Forwarded-For``; what stands before the entries of
    those that we trust, anybody may have written. A request with fewer entries did not come through them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",")]
        trusted = settings.TRUSTED_PROXIES
        if 0 < trusted <= len(hops) and hops[-trusted]:
            request.META["REMOTE_ADDR"] = _bare(hops[-trusted])
        return self.get_response(request)


def _bare(hop: str) -> str:
    """Without the port and the brackets that some proxies write."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop
