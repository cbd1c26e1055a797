"""How do pictures reach the reader? From wherever they are kept, inert whatever they turn out to be."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

from readers.public import only_read

A_YEAR = 31_536_000
# Of what is shown as a picture. Anything else that came to lie there is a file to be saved, and no page.
TYPES = {".avif": "image/avif", ".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
UNKNOWN = "application/octet-stream"
INERT = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


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
    kind = TYPES.get(PurePosixPath(path).suffix, UNKNOWN)
    response = FileResponse(picture, content_type=kind)
    response["Content-Disposition"] = "attachment" if kind == UNKNOWN else "inline"
    response["Content-Security-Policy"] = INERT
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response
