"""What is said where a form is not taken in, because nothing shows that it came from one of our own pages?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Instead of Django's page. ``reason`` is for developers, and ``CsrfViewMiddleware`` logs it."""
    return render(request, "403_csrf.html", status=403)
