"""Do real files become articles or refusals with a place, and does the way out lead back in?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from articles.models import Article, Revision
from tests import factories as make
from tests.articles.importer import command, import_articles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_writer() -> None:
    make.writer()


def files(folder: Path) -> list[Path]:
    return sorted(
        p for p in folder.rglob("*") if p.is_file() and p.name not in {"manifest.json", "expected.json"}
    )


def places(answer: Any) -> dict[str, int | None]:
    return {refused["file"]: refused["line"] for refused in answer.json["refused"]}


def test_every_article_is_imported_or_refused_with_its_line_and_stays_as_it_is(
    corpora: Path, tmp_path: Path
) -> None:
    paths = files(corpora / "articles")
    first = import_articles(*paths, "--create-categories")
    imported, updated, unchanged, refused = first.counts
    assert imported + refused == len(paths)
    assert (updated, unchanged) == (0, 0)
    assert imported >= 0.8 * len(paths)
    assert all(places(first).values()), "a refusal names no line"
    assert all(len(r["error"]) > 20 and "Traceback" not in r["error"] for r in first.json["refused"])

    again = import_articles(*paths, "--create-categories")
    assert again.counts == (0, 0, imported, refused)
    assert places(again) == places(first)

    before = set(Article.objects.values_list("pk", "version"))
    command("export_articles", tmp_path)
    back = import_articles(tmp_path)
    assert back.json["refused"] == []
    assert back.counts == (0, 0, imported, 0)
    assert set(Article.objects.values_list("pk", "version")) == before
    assert Revision.objects.count() == imported


def test_no_front_matter_is_left_in_a_body(corpora: Path) -> None:
    import_articles(*files(corpora / "articles"), "--create-categories")
    for article in Article.objects.all():
        start = article.body.lstrip()
        assert not start.startswith(("---\n", "+++\n", "title:", "layout:")), article.slug


def test_every_mistake_is_refused_where_it_was_made_and_nothing_of_it_is_kept(corpora: Path) -> None:
    folder = corpora / "bad-front-matter"
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    answer = import_articles(*files(folder), "--create-categories")
    assert answer.code == 1
    assert not Article.objects.exists()
    found = {str(Path(file).relative_to(folder)): line for file, line in places(answer).items()}
    right = {name: {facts["line"], *facts["also_right"]} for name, facts in expected.items()}
    assert {name: line for name, line in found.items() if line not in right[name]} == {}
    assert set(found) == set(right)
