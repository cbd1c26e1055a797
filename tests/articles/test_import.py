"""Does a folder of Markdown become articles, whatever is in it, and does one bad file never stop the rest?"""

from __future__ import annotations

import gc
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from articles.importing import Importer, Report, files_in, import_file
from articles.models import Article, Category, Contributor, Revision
from reviews.models import LedgerEntry, Review
from tests import factories as make
from tests.articles.importer import article_file, command, import_articles, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house_with_a_topic() -> None:
    make.writer()
    make.category()


def refusal(answer: Any) -> tuple[int | None, str]:
    """The line and the sentence of the only refusal; the exit code says that there is one."""
    [refused] = answer.json["refused"]
    assert answer.code == 1
    return refused["line"], refused["error"]


def test_a_file_becomes_an_article_with_all_that_its_front_matter_says(tmp_path: Path) -> None:
    front = "tags: [sleep, light]\npublishedAt: 2020-05-04\nfunding: None\nlang: en-GB\nlayout: post"
    answer = import_articles(article_file(tmp_path, "Light at night", front=front))
    assert (answer.code, answer.counts) == (0, (1, 0, 0, 0))
    article = Article.objects.get()
    assert (article.slug, article.title, article.language) == ("light-at-night", "Light at night", "en-GB")
    assert str(article.category) == "Sleep"
    assert [line.contributor.name for line in article.bylines.all()] == ["Test writer"]
    assert set(article.tags.names()) == {"sleep", "light"}
    assert (article.funding, article.body) == ("None", "Text.\n")
    assert f"{article.original_published_at:%Y-%m-%d}" == "2020-05-04"
    assert article.front_matter["rest"] == {"layout": "post"}
    assert article.revisions.get().note == "Imported from light-at-night.md"


def test_the_answer_in_json_has_the_four_keys_and_for_each_refusal_three(tmp_path: Path) -> None:
    article_file(tmp_path, "Good")
    bad = write(tmp_path, "z.md", "---\ntitle: x\ntitle: y\n---\n")
    answer = import_articles(tmp_path)
    assert set(answer.json) == {"imported", "updated", "unchanged", "refused"}
    [refused] = answer.json["refused"]
    assert set(refused) == {"file", "line", "error"}
    assert (refused["file"], refused["line"]) == (str(bad), 3)


def test_without_json_each_refusal_is_a_line_and_the_end_a_count(tmp_path: Path) -> None:
    article_file(tmp_path, "Good")
    bad = write(tmp_path, "z.md", "---\ntitle: x\ntitle: y\n---\n")
    answer = command("import_articles", tmp_path, "--by", "writer")
    assert answer.code == 1
    assert answer.complained.startswith(f"{bad}, line 3: ")
    assert answer.said.strip() == "1 imported, 0 updated, 0 unchanged, 1 refused."


def test_a_refused_file_never_stops_the_rest(tmp_path: Path) -> None:
    article_file(tmp_path, "First", name="a.md")
    write(tmp_path, "b.md", "---\ntitle: [\n---\n")
    article_file(tmp_path, "Second", name="c.md")
    assert import_articles(tmp_path).counts == (2, 0, 0, 1)
    assert set(Article.objects.values_list("title", flat=True)) == {"First", "Second"}


def test_files_and_folders_within_folders_are_read_and_other_files_are_not(tmp_path: Path) -> None:
    article_file(tmp_path, "Deep", name="a/b/c/deep.markdown")
    article_file(tmp_path, "Quarto", name="a/x.qmd")
    write(tmp_path, "a/notes.txt", "no article")
    write(tmp_path, "a/picture.png", b"\x89PNG")
    single = article_file(tmp_path.parent, "Single", name="single.txt")
    assert import_articles(tmp_path, single).counts == (3, 0, 0, 0)


def test_importing_twice_changes_nothing(tmp_path: Path) -> None:
    article_file(tmp_path, "Twice", front="tags: [B, a, b]\nfunding: 'None '")
    import_articles(tmp_path)
    again = import_articles(tmp_path)
    assert (again.code, again.counts) == (0, (0, 0, 1, 0))
    assert (Revision.objects.count(), Article.objects.get().version) == (1, 1)


def test_a_changed_file_updates_its_article_and_makes_a_revision(tmp_path: Path) -> None:
    article_file(tmp_path, "Changing")
    import_articles(tmp_path)
    article_file(tmp_path, "Changing", body="Other text.")
    assert import_articles(tmp_path).counts == (0, 1, 0, 0)
    assert Revision.objects.get(number=2).body == "Other text.\n"


def test_a_dry_run_says_what_would_happen_and_writes_nothing(tmp_path: Path) -> None:
    article_file(tmp_path, "New", front="author: Somebody new", name="new.md")
    make.article(title="There")
    write(tmp_path, "bad.md", "no front matter")
    before = (
        Article.objects.count(),
        Revision.objects.count(),
        Contributor.objects.count(),
        LedgerEntry.objects.count(),
    )
    answer = import_articles(tmp_path, "--dry-run", "--create-categories", "--submit")
    assert answer.code == 1
    assert answer.counts[0] <= 1
    after = (
        Article.objects.count(),
        Revision.objects.count(),
        Contributor.objects.count(),
        LedgerEntry.objects.count(),
    )
    assert before == after
    told = command("import_articles", tmp_path / "new.md", "--by", "writer", "--dry-run")
    assert "Nothing was written." in told.said or told.code == 1


def test_a_topic_is_known_by_its_name_or_as_a_constant_in_capitals(tmp_path: Path) -> None:
    make.category(name="Treatment innovations")
    for number, written in enumerate(
        ["Treatment innovations", "TREATMENT_INNOVATIONS", "treatment-innovations"]
    ):
        file = article_file(tmp_path, f"Number {number}")
        file.write_text(file.read_text().replace("Sleep", written))
    assert import_articles(tmp_path).counts == (3, 0, 0, 0)
    assert Article.objects.filter(category__name="Treatment innovations").count() == 3


def test_an_unknown_topic_is_refused_at_its_line_with_those_there_are(tmp_path: Path) -> None:
    file = article_file(tmp_path, "Elsewhere")
    file.write_text(file.read_text().replace("category: Sleep", "category: GARDENING"))
    line, error = refusal(import_articles(file))
    assert line == 4
    assert "There is no category “GARDENING”." in error
    assert "“Sleep”" in error
    assert "--create-categories" in error


def test_unknown_topics_are_made_when_asked_for(tmp_path: Path) -> None:
    file = article_file(tmp_path, "Elsewhere")
    file.write_text(file.read_text().replace("category: Sleep", "category: GARDEN_WORK"))
    assert import_articles(file, "--create-categories").counts == (1, 0, 0, 0)
    assert Category.objects.get(slug="garden-work").name == "Garden work"
    assert import_articles(file).counts == (0, 0, 1, 0)


def test_two_files_of_one_run_never_take_the_same_address(tmp_path: Path) -> None:
    first = article_file(tmp_path, "Same", name="a.md", body="One.")
    article_file(tmp_path, "Same", name="b.md", body="Two.")
    answer = import_articles(tmp_path)
    assert answer.counts == (1, 0, 0, 1)
    assert refusal(answer)[0] == 2
    assert str(first) in refusal(answer)[1]
    assert Article.objects.get().body == "One.\n"


def test_the_same_file_named_twice_is_unchanged_the_second_time(tmp_path: Path) -> None:
    file = article_file(tmp_path, "Once")
    assert import_articles(file, file).counts == (1, 0, 1, 0)


def test_an_article_that_moved_is_updated_under_its_new_address(tmp_path: Path) -> None:
    file = article_file(tmp_path, "Moving", front="slug: former")
    import_articles(file)
    make.edited(Article.objects.get(), slug="present")
    file.write_text(file.read_text().replace("Text.", "Changed."))
    assert import_articles(file).counts == (0, 1, 0, 0)
    article = Article.objects.get()
    assert (article.slug, article.body) == ("present", "Changed.\n")


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"---\ntitle: x\n---\na\x00b\n", 4, "NUL character"),
        (b"---\ntitle: x\n---\n\xff\xfe\n", 4, "UTF-8"),
        (b"---\nexcerpt: none\n---\ntext\n", 1, "There is no title."),
        (b"---\ntitle: ''\n---\ntext\n", None, "title"),
        (b"", 1, ""),
        (b"only text\n", 1, ""),
        (b"---\ntitle: x\nno end\n", None, ""),
        (b"---\ntitle: x\nslug: a/b\n---\ntext\n", 3, "cannot be an address"),
        (b"---\ntitle: x\n---\n" + b"word " * 990_000, 4, "the most that is kept"),
        (b"---\ntitle: x\n---\n" + b"word " * 1_300_000, 1, "split it"),
        (b"---\ntitle: " + b"t" * 301 + b"\n---\n", 2, "the most that is kept is 300"),
        (b"---\ntitle: x\nexcerpt: " + b"t" * 2001 + b"\n---\n", 3, "the most that is kept is 2,000"),
    ],
    ids=["NUL", "Latin-1", "no title", "empty title", "empty", "no front matter", "no end", "bad slug",
         "4.95 MB", "6.5 MB", "long title", "long excerpt"],
)  # fmt: skip
def test_what_cannot_be_an_article_is_refused_with_line_and_reason(
    tmp_path: Path, content: bytes, line: int | None, words: str
) -> None:
    named, error = refusal(import_articles(write(tmp_path, "bad.md", content)))
    assert words in error
    assert named is not None
    assert line in {None, named}
    assert not Article.objects.exists()


def test_what_is_not_there_or_cannot_be_read_is_refused_by_name(tmp_path: Path) -> None:
    article_file(tmp_path, "Good")
    missing = tmp_path / "missing.md"
    answer = import_articles(missing, tmp_path)
    assert answer.counts == (1, 0, 0, 1)
    assert answer.json["refused"][0]["file"] == str(missing)
    assert "cannot be read" in answer.json["refused"][0]["error"]


@pytest.mark.parametrize("by", ["nobody-of-that-name", "retired"])
def test_the_command_takes_an_active_account_that_answers_for_it(tmp_path: Path, by: str) -> None:
    retired = make.writer(username="retired")
    retired.is_active = False
    retired.save()
    with pytest.raises(CommandError, match="There is no active account"):
        import_articles(article_file(tmp_path, "Good"), by=by)


@pytest.mark.parametrize("person", ["reviewer", "stranger"])
def test_whoever_may_not_write_may_not_import(tmp_path: Path, person: str) -> None:
    getattr(make, person)()
    answer = import_articles(article_file(tmp_path, "Good"), by=person)
    assert answer.counts == (0, 0, 0, 1)
    assert "may not add articles" in answer.json["refused"][0]["error"]
    assert not Article.objects.exists()


def test_an_organisation_is_on_the_byline_as_one_and_a_known_person_is_not_rewritten(tmp_path: Path) -> None:
    known = make.contributor(name="Test writer", credentials="MD")
    front = "authors:\n  - {name: Test writer, credentials: PhD}\n  - Institute of Tests"
    file = article_file(tmp_path, "Both", front=front)
    file.write_text(file.read_text().replace("author: Test writer\n", ""))
    import_articles(file)
    people = [line.contributor for line in Article.objects.get().bylines.all()]
    assert people[0] == known
    assert people[0].credentials == "MD"
    assert (people[1].name, people[1].is_organisation) == ("Institute of Tests", True)


def test_submit_opens_a_review_for_what_is_ready_and_says_what_is_missing_of_the_rest(tmp_path: Path) -> None:
    make.reviewer()
    make.contributor(user=make.writer(), name="Test writer")
    article_file(tmp_path, "Ready", front="funding: None")
    article_file(tmp_path, "Unready")
    article_file(tmp_path, "Draft", front="funding: None\ndraft: true")
    answer = import_articles(tmp_path, "--submit")
    assert answer.counts == (2, 0, 0, 1)  # each file counts once
    [refused] = answer.json["refused"]
    assert refused["file"].endswith("unready.md")
    assert "The text is kept, but was not submitted: " in refused["error"]
    assert "Funding is not answered" in refused["error"]
    assert Article.objects.filter(title="Unready").exists()
    assert Review.objects.get().article.title == "Ready"
    again = import_articles(tmp_path / "ready.md", "--submit")
    assert (again.code, again.counts) == (0, (0, 0, 1, 0))
    assert Review.objects.count() == 1


def test_a_file_in_utf_16_with_its_mark_is_read_as_the_text_it_is(tmp_path: Path) -> None:
    text = article_file(tmp_path, "Déjà vu").read_text("utf-8")
    assert import_articles(write(tmp_path, "wide.md", text.encode("utf-16"))).counts == (1, 0, 0, 0)
    assert (Article.objects.get().title, Article.objects.get().body) == ("Déjà vu", "Text.\n")


def test_an_import_holds_on_to_nothing_but_names_however_many_the_files(tmp_path: Path) -> None:
    for number in range(400):
        article_file(tmp_path, f"Number {number}", body=f"Words {number}.")
    importer, report, held = Importer(by=make.writer()), Report(), []
    for count, file in enumerate(files_in([tmp_path]), start=1):
        import_file(importer, file, report)
        if count % 100 == 0:
            gc.collect()
            held.append(len(gc.get_objects()))
    assert report.imported == 400
    # Something kept of every file shows in every hundred; what the interpreter caches by itself, in one of them.
    assert min(after - before for before, after in pairwise(held)) < 50, held


LONG = "t" * 2001


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f"excerpt: {LONG}", "most that is kept is 2,000"),
        (f"description: {LONG}", "most that is kept is 2,000"),
        (f"summary: {LONG}", "most that is kept is 2,000"),
        (f"keywords: [{LONG}]", "longer than 100 characters"),
        (f"tags: [{LONG}]", "longer than 100 characters"),
        (f"categories: [Sleep, {LONG}]", "longer than 100 characters"),
        (f"lang: {LONG}", "most that is kept is 12"),
        (f"language: {LONG}", "most that is kept is 12"),
        ("lang: <x>", "“<x>” is no language tag"),
        ('author: "A\\x07B"', "“author”: The name of an author holds a character that is not text"),
        ('funding: "A\\x07B"', "Funding, line 1, holds a character that is not text"),
        (f"slug: {LONG}", "longer than 120"),
        ("title: ''", "There is no title"),
    ],
)
def test_a_fault_is_told_at_the_line_of_the_key_under_which_it_stands(
    tmp_path: Path, line: str, words: str
) -> None:
    title = "" if line.startswith("title") else "title: x\n"
    number, error = refusal(import_articles(write(tmp_path, "a.md", f"---\n{title}weight: 1\n{line}\n---\n")))
    assert number == (4 if title else 3)
    assert words in error
    assert not Article.objects.exists()


def test_an_address_made_from_a_title_is_refused_at_the_title(tmp_path: Path) -> None:
    assert refusal(import_articles(write(tmp_path, "a.md", "---\nweight: 1\ntitle: New\n---\n")))[0] == 3


def test_so_many_authors_that_no_page_could_print_them_are_refused_at_once(tmp_path: Path) -> None:
    names = "\n".join(f"  - Test author {number}" for number in range(10_000))
    line, error = refusal(
        import_articles(write(tmp_path, "a.md", f"---\ntitle: x\nauthors:\n{names}\n---\n"))
    )
    assert (line, Contributor.objects.count()) == (3, 0)
    assert "10,000 authors" in error
    assert "200" in error
