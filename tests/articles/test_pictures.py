"""Is an upload kept only as a picture written anew, whatever it claims to be?"""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from PIL import Image, PngImagePlugin

from articles import pictures
from articles.exceptions import NotPermitted, PictureRefused
from articles.models import Picture
from articles.pictures import add_picture, reencode
from tests import factories as make
from tests.articles.pictures import encoded, upload

HUNDRED_PIXELS = encoded(Image.new("L", (10, 10)))
ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


@pytest.mark.parametrize(("kind", "suffix"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_a_jpeg_png_or_webp_is_kept_in_its_own_format(kind: str, suffix: str) -> None:
    data, found = reencode(encoded(Image.new("RGB", (30, 20), "red"), kind=kind))
    assert found == suffix
    assert (opened(data).format, opened(data).size) == (kind, (30, 20))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_a_picture_of_any_colour_mode_is_kept(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    data, _ = reencode(encoded(Image.new(mode, (3, 2)), kind=kind))
    assert opened(data).size == (3, 2)


def test_what_can_be_seen_through_stays_so() -> None:
    data, _ = reencode(encoded(Image.new("RGBA", (3, 2), (255, 0, 0, 10))))
    assert opened(data).getpixel((0, 0)) == (255, 0, 0, 10)


def test_a_picture_taken_sideways_stands_upright_and_says_nothing_of_where_and_with_what() -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "A maker"
    exif.get_ifd(GPS)[1] = "N"
    data, _ = reencode(encoded(Image.new("RGB", (40, 10)), kind="JPEG", exif=exif))
    assert opened(data).size == (10, 40)
    assert not opened(data).getexif()
    assert b"A maker" not in data


def test_words_and_profiles_inside_a_picture_are_gone() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "<script>alert(1)</script>")
    data, _ = reencode(encoded(Image.new("RGB", (3, 2)), pnginfo=notes, icc_profile=b"profile" * 9))
    assert opened(data).info == {}
    assert b"script" not in data


def test_what_hangs_behind_a_picture_is_gone() -> None:
    data, _ = reencode(encoded(Image.new("RGB", (3, 2))) + b"<script>alert(1)</script>")
    assert b"script" not in data


def test_only_the_first_of_moving_pictures_is_kept() -> None:
    frames = [Image.new("RGB", (3, 2), colour) for colour in ("red", "blue")]
    data, _ = reencode(encoded(frames[0], save_all=True, append_images=frames[1:]))
    assert getattr(opened(data), "n_frames", 1) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"%PDF-1.7",
    ],
)
def test_what_is_no_picture_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(PictureRefused, match=r"Upload a JPEG, PNG or WebP file\."):
        reencode(data)


def test_a_format_that_is_not_accepted_is_refused_though_it_is_a_picture() -> None:
    with pytest.raises(PictureRefused):
        reencode(encoded(Image.new("P", (3, 2)), kind="GIF"))


def test_a_picture_cut_off_half_way_is_refused() -> None:
    whole = encoded(Image.effect_noise((200, 200), 60))
    with pytest.raises(PictureRefused):
        reencode(whole[: len(whole) // 2])


def test_a_file_or_a_picture_that_is_too_large_is_refused_before_it_is_decoded(monkeypatch: Any) -> None:
    with pytest.raises(PictureRefused, match="the most is 10"):
        reencode(b"\x89PNG\r\n\x1a\n" + bytes(pictures.MAX_BYTES))
    monkeypatch.setattr(pictures, "MAX_PIXELS", 99)
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("it was decoded"))
    with pytest.raises(PictureRefused, match="has 10 x 10 pixels"):
        reencode(HUNDRED_PIXELS)


@pytest.mark.django_db
def test_a_kept_picture_has_its_name_size_and_digest_from_what_is_stored() -> None:
    picture = add_picture(
        file=upload(Image.new("RGB", (30, 20)), name="../../x.php"), by=make.writer(), alt="Red"
    )
    with picture.file.open() as stored:
        data = stored.read()
    assert picture.digest == hashlib.sha256(data).hexdigest()
    assert picture.file.name == f"pictures/{picture.digest[:24]}.png"
    assert (picture.width, picture.height) == (30, 20)
    assert picture.owner == make.writer()


@pytest.mark.django_db
def test_the_same_picture_twice_is_one_picture() -> None:
    first = add_picture(file=upload(Image.new("RGB", (3, 2))), by=make.writer(), alt="First said")
    again = add_picture(
        file=upload(Image.new("RGB", (3, 2)), name="other.png"), by=make.coauthor(), alt="Other"
    )
    assert first == again
    assert Picture.objects.get().alt == "First said"


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["reviewer", "stranger"])
def test_only_writers_and_editors_add_pictures(person: str) -> None:
    with pytest.raises(NotPermitted, match="Only writers and editors can add pictures"):
        add_picture(file=ContentFile(HUNDRED_PIXELS), by=getattr(make, person)())
    assert not Picture.objects.exists()
