"""How do pictures reach the reader? From wherever they are kept, inert whatever they turn out to be."""

from __future__ import annotations

import mimetypes

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

from readers.public import only_read

A_YEAR = 31_536_000


@only_read
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """One stored picture. Its name holds its digest, so it may be kept for ever."""
    try:
        picture = default_storage.open(path)
    except (
        SuspiciousFileOperation,
        OSError,
        ValueError,
    ) as error:  # a path that leads out, is too long, or is none
        raise Http404 from error
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    response = FileResponse(picture, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response
