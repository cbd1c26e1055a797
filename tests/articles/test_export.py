"""Does what is exported come back as it was?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError
from PIL import Image

from articles import front_matter
from articles.exporting import export
from articles.models import Article, Revision
from articles.pictures import add_picture
from tests import factories as make
from tests.articles.importer import article_file, command, import_articles, write
from tests.articles.pictures import upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house_with_a_topic() -> None:
    make.writer()
    make.category()


def comes_back(folder: Path) -> bool:
    """Does importing what was exported leave every article as it is?"""
    before = list(Article.objects.order_by("pk").values_list("version", "body", "front_matter"))
    assert command("export_articles", folder).code == 0
    answer = import_articles(folder)
    assert answer.json["refused"] == []
    assert answer.counts == (0, 0, len(before), 0)
    return list(Article.objects.order_by("pk").values_list("version", "body", "front_matter")) == before


def test_an_article_begun_here_comes_back_as_it_was(tmp_path: Path) -> None:
    picture = add_picture(file=upload(Image.new("RGB", (3, 2))), by=make.writer(), alt="Red", credit="Us")
    people = [make.contributor(name="Test first", credentials="MD"), make.contributor(name="Test second")]
    make.article(
        title='Quotes: "these", #that: and\u2019those', excerpt="One line: here", tags=["b", "A: c"], byline=people,
        picture=picture, funding="A fund\u2014of tests", language="en-GB", reading_grade_reason="Doses have names.",
        original_published_at=datetime(2020, 5, 4, 3, 2, 1, tzinfo=UTC),
        body="\n    code first\n\n---\n\ntitle: not front matter\n\n+++\n\nText.  \n\n\n",
    )  # fmt: skip
    assert comes_back(tmp_path / "out")


@pytest.mark.parametrize("text", ["", "---\ntitle: x\n---\n", "no line end", "\ttab\n", "a\n\n\n"])
def test_a_body_comes_back_to_the_letter(tmp_path: Path, text: str) -> None:
    make.article(body=text)
    assert comes_back(tmp_path)


@pytest.mark.parametrize(
    "title", ["2024", "yes", "null", "1.50", "- a", "'", "~", "@x", "2020-05-04", "{a}", "x: y", "ﬁn"]
)
def test_a_title_that_yaml_would_take_for_something_else_comes_back(tmp_path: Path, title: str) -> None:
    make.article(title=title, tags=[title, "no"], funding=title)
    assert comes_back(tmp_path)


def test_keys_that_are_not_ours_are_kept_in_the_format_they_came_in(tmp_path: Path) -> None:
    front = "layout: post\nnested: {a: [1, 2.5, true], b: null}\nday: 2021-02-03\nfeaturedImage: /images/placeholder.jpg"
    article_file(tmp_path, "Yaml", front=front)
    toml = '+++\ntitle = "Toml"\nweight = 3\nwhen = 2021-02-03T04:05:06Z\n[menu]\nmain = "x"\n+++\nText.\n'
    write(tmp_path, "toml.md", toml)
    assert import_articles(tmp_path).counts == (2, 0, 0, 0)
    assert comes_back(tmp_path / "out")
    assert export(Article.objects.get(title="Toml")).startswith(b"+++\n")
    kept = front_matter.read(export(Article.objects.get(title="Yaml"))).metadata
    assert kept["nested"]["a"] == [1, 2.5, True]
    assert kept["featuredImage"] == "/images/placeholder.jpg"


def test_each_file_is_named_after_the_address(tmp_path: Path) -> None:
    make.article(slug="one")
    make.article(slug="two")
    answer = command("export_articles", tmp_path / "new" / "folder")
    assert answer.said.startswith("2 article(s) written to")
    assert {file.name for file in (tmp_path / "new" / "folder").iterdir()} == {"one.md", "two.md"}


def test_what_is_exported_is_the_working_copy_and_exporting_changes_nothing(tmp_path: Path) -> None:
    article = make.approved_article()
    make.edited(article, body="A draft.\n")
    revisions = Revision.objects.count()
    command("export_articles", tmp_path)
    assert "A draft." in (tmp_path / f"{article.slug}.md").read_text("utf-8")
    assert Revision.objects.count() == revisions


def test_a_folder_that_cannot_be_written_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = write(tmp_path, "file", "in the way")
    with pytest.raises(CommandError, match=r"Cannot write to .* Choose another folder"):
        command("export_articles", file / "folder")
