"""What do all public pages have in common? Read only, no session, checked anew at every visit, errors in our own look."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Any, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page

from readers.held.asking import noting
from readers.held.door import leave_to_door
from readers.replica import read
from readers.shown import address_today, at_address

View = Callable[..., HttpResponse]
Answer = TypeVar("Answer", bound=HttpResponseBase)
SAFE_METHODS = ("GET", "HEAD")


def absolute(path: str) -> str:
    """The canonical address of a path of this site."""
    return f"{settings.SITE_URL}{path}"


def method_refused(request: HttpRequest, *, allowed: tuple[str, ...]) -> HttpResponse:
    """405, which says what the address does take."""
    refused = render(request, "405.html", status=405)
    refused["Allow"] = ", ".join(allowed)
    return refused


def only_read(view: Callable[..., Answer]) -> Callable[..., Answer | HttpResponse]:
    """GET and HEAD only. Whatever else is sent changes nothing, so nobody need prove that they meant to send it."""

    @csrf_exempt
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> Answer | HttpResponse:
        if request.method not in SAFE_METHODS:
            return method_refused(request, allowed=SAFE_METHODS)
        return view(request, *args, **kwargs)

    return page


def public_page(view: View) -> View:
    """Only read. Caches may keep the page but ask each time whether it still stands (ETag, RFC 9110)."""
    conditional = conditional_page(_tagged(view))

    @only_read
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        leave_to_door(request.META)
        make = partial(_noted, conditional, request, *args, **kwargs)
        try:
            # Whoever has a session may have changed something a moment ago.
            response: HttpResponse = make() if settings.SESSION_COOKIE_NAME in request.COOKIES else read(make)
        except Http404:
            return render(request, "404.html", status=404)
        patch_cache_control(response, no_cache=True)
        return response

    return page


def _tagged(view: View) -> View:
    """A digest of the page as its ETag. Django would take MD5, which is slower on today's processors."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if not response.streaming and response.status_code == HTTPStatus.OK:
            response.headers.setdefault("ETag", quote_etag(sha256(response.content).hexdigest()[:32]))
        return response

    return page


def _noted(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """The page, and left to the door what it asked the database."""
    with noting(request.META):
        return view(request, *args, **kwargs)


def article_page(view: View) -> View:
    """A page of one public article: the view gets its publication. A former address leads to today's, for ever."""

    @public_page
    @wraps(view)
    def page(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        found = at_address(slug)
        if found is not None:
            return view(request, found, **kwargs)
        match, today = request.resolver_match, address_today(slug)
        if today is None or match is None:
            raise Http404
        return redirect(match.view_name, permanent=True, slug=today, **kwargs)

    return page
