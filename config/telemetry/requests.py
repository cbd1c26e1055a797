"""What is written down of a request that Django answers? What was asked for, how it went, how long it took; not by whom.

Of a member of staff who is logged in, the number of the account. No name, no network address, no query, no path: the
pattern that the address matched stands for it, with those of its parts that are public anyway. What the door before
Django answers from memory is counted (``telemetry.door``), and not written down.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from time import perf_counter

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from config.telemetry import metrics
from config.telemetry.logs import route_of
from config.telemetry.queries import Tally, counted

log = structlog.get_logger("imprimatur.requests")
REQUEST_ID = "imprimatur.request_id"  # in the environ: the id of a request that came as far as Django
_SHAPE = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")
_PUBLIC_PARTS = {"slug", "number", "form", "audience", "page", "first", "last", "object_id", "name"}
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def request_id(request: HttpRequest) -> str:
    """The proxy's, if it looks like one; else a new one."""
    given = request.headers.get("x-request-id", "")
    return given if _SHAPE.match(given) else uuid.uuid4().hex


class RequestLog:
    """Middleware, the outermost."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META[REQUEST_ID] = request_id(request)
        begun = perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request.META[REQUEST_ID]), counted() as tally:
            response = self.get_response(request)
            if not _is_file(request, response):
                _write_down(request, response, tally, seconds=perf_counter() - begun)
        return response


def _is_file(request: HttpRequest, response: HttpResponse) -> bool:
    """A style sheet or font that was found; there are many, and they tell nothing."""
    return request.path.startswith(settings.STATIC_URL) and response.status_code < 400


def _write_down(request: HttpRequest, response: HttpResponse, tally: Tally, *, seconds: float) -> None:
    route, method = route_of(request), request.method if request.method in _METHODS else "other"
    metrics.REQUESTS.labels(route=route, method=method, status=response.status_code).inc()
    metrics.SECONDS.labels(route=route).observe(seconds)
    parts = request.resolver_match.kwargs if request.resolver_match else {}
    log.info(
        "request", method=method, route=route, status=response.status_code, ms=round(seconds * 1000, 1),
        queries=tally.queries, query_ms=round(tally.seconds * 1000, 1), user=_account(request),
        **{name: value for name, value in parts.items() if name in _PUBLIC_PARTS},
    )  # fmt: skip


def _account(request: HttpRequest) -> int | None:
    """Whoever was asked for while the page was made. Asking here would make a query, and the page personal."""
    user = getattr(request, "_cached_user", None)
    return user.pk if user is not None else None
