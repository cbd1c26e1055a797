"""Does a Word file become a draft, and is whatever cannot be carried over named?"""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pypandoc
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from articles.models import Article, Picture
from articles.word import pandoc
from articles.word.carrying import carry
from tests import factories as make
from tests.desk.screens import alert, at_the_desk, messages, words

SCREEN = "/admin/articles/article/word/"
TEXT = """---
title: Sleep & \\<script>alert(1)\\</script>
---

## What helps

A cool room[^1], says \\[@plain2020\\]. It is $x^2$.

[^1]: Not too cool.

+-------+-----------+
| Dose  | Effect    |
+=======+===========+
| 1 mg  | - better  |
|       | - longer  |
+-------+-----------+

![A bed](bed.png)

[Run](javascript:alert)[Read](https://example.org/)
"""


def docx(folder: Path, text: str = TEXT) -> bytes:
    """A Word file of that text, and of a picture."""
    Image.new("RGB", (40, 20), "navy").save(folder / "bed.png")
    command = [pypandoc.get_pandoc_path(), "--from=markdown", "--to=docx", "--output=-"]
    return subprocess.run(command, input=text.encode(), cwd=folder, capture_output=True, check=True).stdout


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same package with one part more, or another in its place."""
    old, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def with_parts(data: bytes, number: int) -> bytes:
    """The same package with that many empty parts more."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as package:
        for one in range(number):
            package.writestr(f"word/nothing{one}.xml", b"")
    return out.getvalue()


def upload(data: bytes, *, name: str = "Draft of sleep.docx", by: Any = None) -> Any:
    return at_the_desk(by or make.writer()).post(
        SCREEN, {"file": SimpleUploadedFile(name, data)}, follow=True
    )


def test_a_word_file_becomes_a_draft_with_its_tables_footnotes_pictures_and_citations(tmp_path: Path) -> None:
    make.source()
    done = upload(docx(tmp_path))
    article = Article.objects.get()
    assert done.redirect_chain[-1][0].endswith(f"/{article.pk}/change/")
    assert article.title == "Sleep & <script>alert(1)</script>"
    for piece in (
        "## What helps",
        "A cool room[^1], says [@plain2020].",
        "[^1]: Not too cool.",
        "better; longer",
    ):
        assert piece in article.body
    assert Picture.objects.get().src in article.body
    html = article.revisions.get().rendered["everyone"]["html"]
    assert ("<table>" in html, "javascript" in html, 'href="https://example.org/"' in html) == (
        True,
        False,
        True,
    )
    assert any(said.startswith("The link of “Run” was left out") for said in messages(done))
    assert any(said.startswith("Formulas stand in the text as LaTeX: 1.") for said in messages(done))


def test_what_no_draft_can_hold_is_counted_and_named(tmp_path: Path) -> None:
    data = with_part(docx(tmp_path), "word/charts/chart1.xml", b"<c/>")
    data = with_part(data, "word/comments.xml", b'<w:comments xmlns:w="w"><w:comment w:id="1"/></w:comments>')
    data = with_part(data, "word/media/rId9.emf", b"no picture")
    said = messages(upload(data))
    assert "Charts were left out: 1. Save each as a picture and upload it." in said
    assert "Comments in the margin were left out: 1." in said


def test_a_picture_that_is_none_is_left_out_and_named(tmp_path: Path) -> None:
    data = docx(tmp_path)
    [name] = [part for part in zipfile.ZipFile(io.BytesIO(data)).namelist() if part.startswith("word/media/")]
    said = messages(upload(with_part(data, name, b"<svg onload='alert(1)'/>")))
    assert any("was left out. This is not a picture that can be read." in sentence for sentence in said)
    assert not Picture.objects.exists()
    assert "![" not in Article.objects.get().body


def cell(word: str, *, rows: int = 1, columns: int = 1) -> list[Any]:
    return [
        ["", [], []],
        {"t": "AlignDefault"},
        rows,
        columns,
        [{"t": "Plain", "c": [{"t": "Str", "c": word}]}],
    ]


def test_merged_cells_are_taken_apart_and_nothing_moves_under_another_heading() -> None:
    none = ["", [], []]
    rows = [[none, [cell("a", rows=2), cell("b", columns=2)]], [none, [cell("c"), cell("d")]]]
    columns = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}]] * 3
    head = [none, [[none, [cell("A"), cell("B"), cell("C")]]]]
    table = {"t": "Table", "c": [none, [None, []], columns, head, [[none, 0, [], rows]], [none, []]]}
    carried = carry(
        {"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": [table]}, shown=lambda name, alt: ""
    )
    lines = [line.replace(" ", "") for line in pandoc.markdown_of(carried.tree).strip().split("\n")]
    assert [lines[0], *lines[2:]] == ["|A|B|C|", "|a|b||", "||c|d|"]
    assert carried.left_out == [
        "Table 1: merged cells were taken apart. Look whether it still says the same."
    ]


def test_what_is_no_word_file_is_refused_with_what_to_do_and_nothing_is_kept(tmp_path: Path) -> None:
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    good = docx(tmp_path)
    for data in (b"PK no archive", b"{\\rtf1}", empty.getvalue(), good[: len(good) // 2]):
        refused = upload(data)
        assert (refused.status_code, "Save it in Word as a .docx file" in alert(refused)) == (422, True)
    for data, said in (
        (with_part(good, "word/document.xml", b"<w:broken"), "The file is damaged or too complex"),
        (with_parts(good, 5_001), "The file holds more than 5,000 parts."),
        (with_part(good, "word/bomb.bin", b"\0" * 201_000_000), "Unpacked, the file has more than 200 MB."),
    ):
        assert said in alert(upload(data))
    assert "This field is required." in words(at_the_desk(make.writer()).post(SCREEN))
    assert not Article.objects.exists()


def test_a_file_without_a_title_is_named_after_itself(tmp_path: Path) -> None:
    upload(docx(tmp_path, "Words.\n"))
    assert Article.objects.get().title == "Draft of sleep"


def test_the_converter_has_so_long_and_no_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "SECONDS", 0.001)
    assert "Split it." in alert(upload(docx(tmp_path)))


def test_without_the_optional_part_the_screen_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = docx(tmp_path)
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    pandoc._program.cache_clear()
    try:
        assert "is not installed" in alert(at_the_desk(make.writer()).get(SCREEN))
        assert "is not installed" in alert(upload(data))
    finally:
        monkeypatch.undo()
        pandoc._program.cache_clear()


def test_only_who_may_write_articles_uploads_one(tmp_path: Path) -> None:
    assert upload(docx(tmp_path), by=make.reviewer()).status_code == 403
    assert at_the_desk(make.reviewer()).get(SCREEN).status_code == 403
