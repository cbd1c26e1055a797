"""Does every page that takes a file say how large it may be, and keep nothing of one that is larger?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from articles import pictures, source_screens
from articles.models import Article, Picture, Source
from articles.word import MAX_BYTES as MOST_OF_WORD
from config.bodies import MOST
from reviews.forms import source as lists
from tests import factories as make
from tests.desk.screens import at_the_desk, words

DOORS: dict[str, tuple[str, dict[str, str], int, str]] = {
    "a picture in the editor": ("/admin/editor/upload/", {"file": "image"}, pictures.MAX_BYTES, "the most is 10"),
    "a picture of the library": ("/admin/articles/picture/add/", {"file": "upload", "alt": "A"}, pictures.MAX_BYTES, "the most is 10"),
    "a Word file": ("/admin/articles/article/word/", {"file": "file"}, MOST_OF_WORD, "the most is 20"),
    "a bibliography": ("/admin/articles/source/import/", {"file": "file"}, source_screens.MOST_BYTES, "larger than 4 MB"),
    "a list of retractions": ("/admin/articles/source/retractions/", {"file": "file"}, lists.MOST_BYTES, "has more than 200 MB"),
}  # fmt: skip


def sent(door: str, data: bytes, *, name: str = "a.bin") -> Any:
    path, fields, _, _ = DOORS[door]
    other = {key: value for key, value in fields.items() if key != "file"}
    return at_the_desk(make.editor()).post(path, {fields["file"]: SimpleUploadedFile(name, data), **other})


@pytest.fixture(autouse=True)
def nothing_is_kept(db: None) -> Any:
    yield
    assert not Article.objects.exists()
    assert not Picture.objects.exists()
    assert not Source.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.*"))


@pytest.mark.parametrize("door", DOORS)
def test_a_file_that_is_larger_than_it_may_be_is_refused_in_a_sentence(
    door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    most, said = DOORS[door][2:]
    if most > 10**8:  # as large a list would take longer to send than the rest of this module
        monkeypatch.setattr(lists, "MOST_BYTES", 1_000_000)
        most, said = 1_000_000, "has more than 1 MB"
    refused = sent(door, b"%PDF" + bytes(most))
    assert refused.status_code < 500
    assert said in (refused.text if "json" in refused["Content-Type"] else words(refused))


def test_the_sentence_of_the_page_comes_before_the_one_of_the_door() -> None:
    for path, _, most, _ in DOORS.values():
        at_the_door = next(size for begin, size in MOST if path.startswith(begin))
        assert most < at_the_door, path


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 50,
        b"\xff\xfe\x00",
        b"PK\x03\x04",
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    ],
)
def test_what_is_no_such_file_is_refused_whatever_it_is_called(door: str, data: bytes) -> None:
    for name in ("../../etc/passwd", "a" * 300 + ".docx", "\u202egpj.exe", "a\r\nSet-Cookie: b=c.png"):
        refused = sent(door, data, name=name)
        assert refused.status_code in (200, 400, 422), (name, refused.status_code)
        assert "Set-Cookie: b=c" not in str(refused.headers)
