"""The application that is measured: the site behind its door, the same without the door, and a constant page beside it.

The constant page is 22 KB behind the middleware of a new Django project, in the same process: what is as fast as that is
as fast as Django can be. ``/-/`` in front of an address leads past the door; ``/+/`` too, in a process that knows nothing of any single
article; ``/~/`` asks as if something else on the site had changed since the last request.
"""

from __future__ import annotations

from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from articles.addresses import address_of
from config.wsgi import application as door
from config.wsgi import django
from readers import citing
from reviews.proof import ed25519

CONSTANT, PAST, NEW, CHANGED = "/-constant", "/-", "/+", "/~"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
PAGE = "<!DOCTYPE html><html lang=en><title>Constant</title>" + "<p>The same as ever.</p>" * 940


class Constant(WSGIHandler):
    def get_response(self, request: HttpRequest) -> Any:
        request.urlconf = __name__  # type: ignore[attr-defined]
        return super().get_response(request)


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


urlpatterns = [path(CONSTANT.lstrip("/"), page)]
with override_settings(MIDDLEWARE=MIDDLEWARE):
    constant = Constant()


def _forget() -> None:
    """All that the process remembers of single articles."""
    for remembered in (address_of, ed25519._verifies, citing._printed):
        remembered.cache_clear()


def application(environ: dict[str, Any], start_response: Any) -> Any:
    address = environ["PATH_INFO"]
    if address == CONSTANT:
        return constant(environ, start_response)
    if address.startswith(f"{PAST}/"):
        environ["PATH_INFO"] = address.removeprefix(PAST)
        return django(environ, start_response)
    if address.startswith(f"{NEW}/"):
        environ["PATH_INFO"] = address.removeprefix(NEW)
        _forget()
        return django(environ, start_response)
    if address.startswith(f"{CHANGED}/"):
        environ["PATH_INFO"] = address.removeprefix(CHANGED)
        for held in door.application.shelf._pages.values():
            held.edition = (0, held.edition[1])
    return door(environ, start_response)
