"""Are real article files read, and real mistakes refused where they are?"""

import json
from collections.abc import Iterator
from pathlib import Path

from articles.front_matter import FrontMatterError, article_fields, read, write


def article_files(corpora: Path) -> Iterator[Path]:
    files = (path for path in (corpora / "articles").rglob("*") if path.is_file())
    yield from (path for path in files if path.name != "manifest.json")


def refused_line(path: Path) -> int | None:
    """The line that the refusal names; None when the file is read."""
    try:
        read(path.read_bytes())
    except FrontMatterError as error:
        return error.line
    return None


def test_every_mistake_is_refused_on_a_line_that_is_right(corpora: Path) -> None:
    folder = corpora / "bad-front-matter"
    mistakes = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    right = {name: [mistake["line"], *mistake["also_right"]] for name, mistake in mistakes.items()}
    named = {name: refused_line(folder / name) for name in mistakes}
    assert mistakes
    assert {name: line for name, line in named.items() if line not in right[name]} == {}


def test_most_mistakes_are_named_on_the_very_line_they_were_made(corpora: Path) -> None:
    folder = corpora / "bad-front-matter"
    mistakes = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    exact = [name for name, mistake in mistakes.items() if refused_line(folder / name) == mistake["line"]]
    assert len(exact) >= 0.95 * len(mistakes)


def test_every_article_is_read_or_refused_and_survives_being_written(corpora: Path) -> None:
    count = 0
    for path in article_files(corpora):
        count += 1
        try:
            document = read(path.read_bytes())
        except FrontMatterError:
            continue
        again = read(write(metadata=document.metadata, body=document.body, kind=document.kind))
        assert (again.metadata, again.body) == (document.metadata, document.body), path.name
    assert count >= 160


def test_front_matter_never_stands_in_a_body(corpora: Path) -> None:
    for path in article_files(corpora):
        try:
            document = read(path.read_bytes())
        except FrontMatterError:
            continue
        body = document.body.lstrip()
        assert document.kind != "none" or not body.startswith(("---", "+++", "{", ";;;")), path.name
        assert not body.startswith(("title:", "layout:", "slug:")), path.name


def test_the_kind_of_front_matter_is_the_one_of_the_manifest(corpora: Path) -> None:
    folder = corpora / "articles"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name, facts in manifest.items():
        if refused_line(folder / name) is None:
            kind = read((folder / name).read_bytes()).kind
            assert facts["front_matter"].startswith(kind), name


def test_few_articles_have_fields_that_are_refused(corpora: Path) -> None:
    """An impossible or incomplete date, a placeholder: four among 160."""
    refused = []
    for path in article_files(corpora):
        if refused_line(path) is None:
            try:
                article_fields(read(path.read_bytes()))
            except FrontMatterError:
                refused.append(path.name)
    assert len(refused) <= 4
