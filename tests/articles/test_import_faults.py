"""Is a file that nobody foresaw refused alone, with a sentence, and never the end of the run?"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError

from articles.actions import article_saved
from articles.models import Article, Category
from tests import factories as make
from tests.articles.importer import article_file, command, import_articles, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house_with_a_topic() -> None:
    make.writer()
    make.category()


def in_topic(folder: Path, title: str, *, category: str) -> Path:
    file = article_file(folder, title)
    file.write_text(file.read_text().replace("category: Sleep", f"category: '{category}'"))
    return file


def test_topics_of_signs_alone_are_made_told_apart_and_found_again(tmp_path: Path) -> None:
    for title, category in {"First": "!!!", "Second": "!!!", "Third": "???", "Fourth": "Sleep?"}.items():
        in_topic(tmp_path, title, category=category)
    assert import_articles(tmp_path, "--create-categories").counts == (4, 0, 0, 0)
    assert set(Category.objects.values_list("name", flat=True)) == {"!!!", "???", "Sleep"}
    assert len(set(Category.objects.values_list("slug", flat=True))) == 3
    out = tmp_path / "out"
    command("export_articles", out)
    assert import_articles(out).counts == (0, 0, 4, 0)


def test_a_topic_is_the_one_of_exactly_that_name_before_the_one_whose_address_is_like_it(
    tmp_path: Path,
) -> None:
    Category.objects.create(name="C", slug="c")
    precise = Category.objects.create(name="C++", slug="c-plus-plus")
    import_articles(in_topic(tmp_path, "One", category="C++"))
    assert Article.objects.get().category == precise


@pytest.mark.parametrize("category", ["x" * 101, "!" * 150, "a\x07b"])
def test_a_topic_that_cannot_be_kept_as_it_is_written_is_refused_at_its_line(
    tmp_path: Path, category: str
) -> None:
    text = article_file(tmp_path, "One").read_text()
    written = category.replace("\x07", "\\x07")
    write(tmp_path, "one.md", text.replace("category: Sleep", f'category: "{written}"'))
    answer = import_articles(tmp_path, "--create-categories")
    [refused] = answer.json["refused"]
    assert refused["line"] == 4
    assert "longer than 100 characters or is not text" in refused["error"]
    assert Category.objects.count() == 1


@pytest.mark.parametrize(
    "written",
    ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00", "9999-12-31T23:59:59Z", "0001-01-01"],
)
@pytest.mark.parametrize("key", ["date", "lastmod"])
def test_a_date_that_some_zone_of_the_world_does_not_have_is_refused_at_its_line(
    tmp_path: Path, written: str, key: str
) -> None:
    article_file(tmp_path, "Bad", front=f"{key}: {written}", name="a.md")
    article_file(tmp_path, "Good", front=f"{key}: 2024-02-29", name="b.md")
    answer = import_articles(tmp_path)
    assert answer.counts == (1, 0, 0, 1)
    [refused] = answer.json["refused"]
    assert refused["line"] == 6
    assert "is not a date that can be read" in refused["error"]


@pytest.mark.parametrize("line", ['"a\\u0000b" = "y"', 'a = {"b\\u0000" = 1}', 'a = "\\u0000"'])
def test_a_nul_in_a_key_or_a_value_of_toml_is_refused(tmp_path: Path, line: str) -> None:
    write(tmp_path, "a.md", f'+++\ntitle = "Bad"\n{line}\n+++\nText.\n')
    article_file(tmp_path, "Good")
    answer = import_articles(tmp_path)
    assert answer.counts == (1, 0, 0, 1)
    assert "NUL" in answer.json["refused"][0]["error"]


def test_a_file_whose_name_is_no_utf_8_is_imported_or_refused_under_a_name_that_can_be_printed(
    tmp_path: Path,
) -> None:
    for name, title in {b"good-\xff.md": "Good", b"bad-\xff.md": "''"}.items():
        Path(tmp_path, os.fsdecode(name)).write_bytes(article_file(tmp_path, title, name="x.md").read_bytes())
    (tmp_path / "x.md").unlink()
    answer = import_articles(tmp_path)
    assert answer.counts == (1, 0, 0, 1)
    assert answer.json["refused"][0]["file"].endswith("bad-\\xff.md")
    plain = command("import_articles", tmp_path, "--by", "writer")
    (answer.said + plain.said + plain.complained).encode()  # as a strict stream does
    assert Article.objects.get().revisions.get().note == "Imported from good-\\xff.md"


def a_fault(*, article: Article, **_: Any) -> None:
    if article.title == "Bad":
        raise IntegrityError("a fault that nobody foresaw")


def test_a_fault_of_the_software_refuses_its_file_is_logged_and_never_ends_the_run(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name, title in {"a.md": "First", "b.md": "Bad", "c.md": "Last"}.items():
        article_file(tmp_path, title, name=name)
    article_saved.connect(a_fault)
    try:
        with caplog.at_level(logging.ERROR):
            answer = import_articles(tmp_path)
    finally:
        article_saved.disconnect(a_fault)
    assert answer.counts == (2, 0, 0, 1)
    assert "IntegrityError" in answer.json["refused"][0]["error"]
    assert "a fault that nobody foresaw" in caplog.text
    assert set(Article.objects.values_list("title", flat=True)) == {"First", "Last"}
