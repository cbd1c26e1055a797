"""How does a test upload a picture?"""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def encoded(picture: Image.Image, *, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def upload(
    content: Image.Image | bytes, *, name: str = "picture.png", content_type: str = "image/png"
) -> SimpleUploadedFile:
    """A file as a browser sends it: nothing about its name and type need be true."""
    data = encoded(content) if isinstance(content, Image.Image) else content
    return SimpleUploadedFile(name, data, content_type)
