"""How do pictures reach the reader? From MEDIA_ROOT, inert whatever they turn out to be."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.static import serve

from readers.public import only_read

A_YEAR = 31_536_000


@only_read
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """One stored picture. Its name holds its digest, so it may be kept for ever."""
    try:
        response = serve(request, path, document_root=settings.MEDIA_ROOT)
    except (
        SuspiciousFileOperation,
        OSError,
        ValueError,
    ) as error:  # a path that leads out, is too long, or is none
        raise Http404 from error
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response
