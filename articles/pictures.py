"""Which uploads become pictures, and in what form are they kept?

An upload proves nothing about itself, so every picture is decoded and written anew: its metadata, its profile and
whatever hung behind it are gone, and its name and type come from what was decoded.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from typing import IO, Any

from django.contrib.auth.models import User
from django.core.files.base import ContentFile, File
from django.db import transaction
from PIL import Image, ImageOps

from articles.exceptions import NotPermitted, PictureRefused
from articles.models import Picture
from articles.registers import announce

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
NO_ROOM = (
    "The picture could not be kept: where pictures are kept, there is no room or no way to write. Nothing was saved. "
    "Tell whoever runs this site, then upload it again."
)


def reencode(data: bytes) -> tuple[bytes, str]:
    """The picture's bytes as they are kept, and its file suffix. Raises PictureRefused with a sentence."""
    if len(data) > MAX_BYTES:
        raise PictureRefused(
            f"The file has {len(data) / 1_048_576:.0f} MB; the most is 10. Make the picture smaller."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the cap below is ours and lower
            with Image.open(io.BytesIO(data), formats=list(FORMATS)) as picture:
                return _written_anew(picture)
    except PictureRefused:
        raise
    except Exception as error:
        raise PictureRefused(
            "This is not a picture that can be read. Upload a JPEG, PNG or WebP file."
        ) from error


def _written_anew(picture: Image.Image) -> tuple[bytes, str]:
    if picture.width * picture.height > MAX_PIXELS:
        raise PictureRefused(
            f"The picture has {picture.width} x {picture.height} pixels; the most is {MAX_PIXELS // 1_000_000} million in all."
        )
    kind = str(picture.format)
    ImageOps.exif_transpose(picture, in_place=True)  # a copy of the largest takes 160 MB
    modes = ("RGB", "L") if kind == "JPEG" else ("RGB", "RGBA", "L")
    clean = picture if picture.mode in modes else picture.convert("RGB" if kind == "JPEG" else "RGBA")
    bare = Image.new(clean.mode, clean.size)
    bare.paste(clean)
    out = io.BytesIO()
    bare.save(out, kind, **({"quality": 88, "optimize": True} if kind != "PNG" else {"optimize": True}))
    return out.getvalue(), FORMATS[kind]


@transaction.atomic
def add_picture(
    *, file: IO[Any] | File, by: User, alt: str = "", credit: str = "", caption: str = ""
) -> Picture:
    """Keep an upload; the same picture a second time is the one already there. Raises PictureRefused, NotPermitted."""
    if not by.has_perm("articles.add_picture"):
        raise NotPermitted("Only writers and editors can add pictures.")
    data, suffix = reencode(file.read(MAX_BYTES + 1))
    digest = hashlib.sha256(data).hexdigest()
    if known := Picture.objects.filter(digest=digest).first():
        return known
    picture = Picture(owner=by, digest=digest, alt=alt, credit=credit, caption=caption)
    name = f"{digest[:24]}.{suffix}"
    try:
        picture.file.save(
            name, ContentFile(data, name), save=False
        )  # without its own name, no width and height
    except OSError as error:
        picture.file.storage.delete(f"pictures/{name}")  # what there was room for
        raise PictureRefused(NO_ROOM) from error
    picture.save()
    announce(picture, by=by, changed=["digest", "alt", "credit", "caption"], is_new=True)
    return picture
