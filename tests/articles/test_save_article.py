"""What does a save do? It makes the revision that goes with the change, or nothing; and nobody overwrites anybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from articles import markdown
from articles.actions import article_saved, save_article
from articles.exceptions import EditConflict, InvalidArticle, NotPermitted
from articles.models import Article, Contributor, FormerSlug, Revision
from reviews.models import LedgerEntry
from tests import factories as make
from tests.factories import NOW
from tests.reviews.acts import everything

pytestmark = pytest.mark.django_db


def save(article: Article, **fields: Any) -> Article:
    return save_article(by=make.writer(), article=Article.objects.get(pk=article.pk), **fields)


# --- Revisions -----------------------------------------------------------------------------------------------
def test_the_first_save_makes_the_first_revision_of_all_that_a_reader_sees() -> None:
    article = make.article(now=NOW, note="First version.", tags=["sleep"])
    revision = article.revisions.get()
    assert (revision.number, revision.author, revision.author_name) == (1, make.writer(), "Test writer")
    assert (revision.created_at, revision.note, revision.significance) == (
        NOW,
        "First version.",
        "substantive",
    )
    assert [line["name"] for line in revision.byline] == ["Test writer"]
    assert [source["key"] for source in revision.sources] == ["plain2020"]
    assert "<strong>restored</strong>" in revision.rendered["everyone"]["html"]
    assert revision.is_intact()


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another title"}, {"excerpt": "Another."}, {"body": "Another text."}, {"funding": "A fund."},
        {"language": "es"}, {"byline": []},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_every_change_of_what_a_reader_sees_makes_a_revision(change: dict[str, Any]) -> None:
    article = make.article()
    assert save(article, **change).revision_number == 2
    first, second = Revision.objects.order_by("number")
    assert first.digest != second.digest


def test_a_save_renders_its_text_once_and_one_that_leaves_the_text_alone_never(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rendered: list[str] = []
    parse = markdown.parse  # whoever renders a text reads it with this

    def counted(text: str, *arguments: Any, **options: Any) -> Any:
        rendered.append(text)
        return parse(text, *arguments, **options)

    monkeypatch.setattr(markdown, "parse", counted)
    article = make.article()
    assert rendered == [make.BODY]
    save(article, body="Another text.")
    assert rendered == [make.BODY, "Another text."]
    save(article, body="Another text.", tags=["sleep"])
    save(article)
    assert rendered == [make.BODY, "Another text."]


def test_an_identical_save_writes_nothing_at_all() -> None:
    article = make.article(tags=["Sleep", "Rest"])
    before = everything()
    same = {
        "title": f" {article.title} ", "body": make.BODY.replace("\n", "\r\n"), "tags": ["rest", "SLEEP", "sleep"],
        "byline": [make.contributor(user=make.writer())], "category": make.category(),
    }  # fmt: skip
    save(article, **same)
    save(article)
    assert everything() == before


def test_the_same_text_has_the_same_digest_whoever_saves_it_and_whenever() -> None:
    article = make.article(now=NOW)
    save(article, title="Another title")
    save_article(
        by=make.coauthor(), article=Article.objects.get(), title=article.title, significance="editorial", note="Back.",
        now=NOW + timedelta(days=1),
    )  # fmt: skip
    digests = list(Revision.objects.order_by("number").values_list("digest", flat=True))
    assert digests[0] == digests[2] != digests[1]


def test_navigation_is_saved_and_entered_in_the_ledger_without_a_revision() -> None:
    article = make.article()
    saved = save(article, tags=["night"], slug="better-sleep", category=make.category(name="Rest"))
    assert (saved.revision_number, saved.version) == (1, 2)
    entry = LedgerEntry.objects.get(verb="save", revision=None)
    assert entry.details["changed"] == ["category", "slug", "tags"]


def test_a_credential_that_changed_is_taken_in_by_the_next_save() -> None:
    article = make.article()
    Contributor.objects.update(credentials="RN")
    assert save(article).revisions.get(number=2).byline[0]["credentials"] == "RN"


def test_the_order_of_the_byline_is_kept_and_each_name_once() -> None:
    people = [make.contributor(name=name) for name in ("Test b", "Test a")]
    article = make.article(byline=[*people, people[0]])
    assert [line["name"] for line in article.revisions.get().byline] == ["Test b", "Test a"]


def test_a_receiver_that_fails_undoes_the_save(monkeypatch: pytest.MonkeyPatch) -> None:
    article = make.article()
    before = everything()

    def fail(entry: LedgerEntry, *args: Any, **kwargs: Any) -> None:
        raise OSError("The disk is full.")

    monkeypatch.setattr(LedgerEntry, "save", fail)
    for act in (
        lambda: save(article, title="Lost"),
        lambda: save(article, tags=["lost"]),
        lambda: make.article(title="Lost"),
    ):
        with pytest.raises(OSError, match="disk"):
            act()
    assert everything() == before
    assert article_saved.receivers


# --- Who, and in which order ---------------------------------------------------------------------------------
def test_only_writers_and_editors_save() -> None:
    article = make.article()
    for person in (make.reviewer(), make.stranger()):
        with pytest.raises(NotPermitted, match="group Writers"):
            save_article(by=person, article=article, title="Mine now")
        with pytest.raises(NotPermitted):
            save_article(by=person, title="New")
    assert save_article(by=make.editor(), article=article, title="Edited").revision_number == 2


def test_the_second_of_two_who_save_is_told_sees_both_versions_and_loses_nothing() -> None:
    article = make.article()
    opened = Article.objects.get(pk=article.pk)
    save_article(by=make.coauthor(), article=article, title="Theirs")
    with pytest.raises(
        EditConflict, match="coauthor saved revision 2 of “Theirs” while you were writing"
    ) as conflict:
        save_article(by=make.writer(), article=opened, title="Mine", body="My text.")
    assert conflict.value.theirs.title == "Theirs"
    assert conflict.value.yours["title"] == "Mine"
    assert conflict.value.yours["body"] == "My text."
    assert Article.objects.get().title == "Theirs"
    merged = save_article(by=make.writer(), article=conflict.value.article, title="Theirs and mine")
    assert merged.revision_number == 3


def test_a_form_says_which_version_it_was_opened_on() -> None:
    article = make.article()
    save(article, excerpt="Changed meanwhile.")
    with pytest.raises(EditConflict):
        save(article, title="Mine", base=article.version)


def test_a_field_that_nobody_edits_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError, match="revision_number"):
        save(make.article(), revision_number=7)


# --- What may be kept ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "name", "says"),
    [
        ({"title": "  "}, "title", "needs a title"),
        ({"title": "a" * 301}, "title", "301 characters"),
        ({"body": "fine\nnot \x00 fine"}, "body", "line 2, holds a character that is not text"),
        ({"excerpt": "\ud800"}, "excerpt", "not text"),
        ({"funding": "a" * 5_001}, "funding", "5,001"),
        ({"tags": ["a\x00"]}, "tags", "not text"),
        ({"tags": ["a" * 101]}, "tags", "longer than 100"),
        ({"slug": "with space"}, "slug", "cannot be an address"),
        ({"slug": "newline\n"}, "slug", "cannot be an address"),
        ({"slug": "new"}, "slug", "reserved"),
        ({"slug": "a" * 121}, "slug", "longer than 120"),
        ({"title": "Ok", "note": "\x00"}, "note", "not text"),
        ({"title": "Ok", "significance": "huge"}, "significance", "not one of editorial, minor, substantive"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(fields: dict[str, Any], name: str, says: str) -> None:
    article = make.article()
    before = everything()
    with pytest.raises(InvalidArticle, match=says) as refused:
        save(article, **fields)
    assert list(refused.value.errors) == [name]
    assert everything() == before


def test_every_field_at_fault_is_named_at_once() -> None:
    with pytest.raises(InvalidArticle) as refused:
        save(make.article(), title="", slug="?", tags=["\x00"])
    assert set(refused.value.errors) == {"title", "slug", "tags"}


def test_a_title_is_one_line() -> None:
    assert make.article(title="How to\r\nsleep \t better").title == "How to sleep better"


# --- Addresses -----------------------------------------------------------------------------------------------
def test_a_title_used_before_gets_the_next_free_address() -> None:
    assert [make.article(title="Sleep").slug for _ in range(3)] == ["sleep", "sleep-2", "sleep-3"]


@pytest.mark.parametrize(
    ("title", "slug"), [("New", "new-2"), ("¿?", "article"), ("Schlaf für Ältere", "schlaf-für-ältere")]
)
def test_every_title_finds_an_address(title: str, slug: str) -> None:
    assert make.article(title=title).slug == slug


def test_an_address_that_was_left_still_belongs_to_its_article() -> None:
    article = make.article(title="Sleep")
    save(article, slug="rest")
    assert FormerSlug.objects.get(slug="sleep").article == article
    with pytest.raises(InvalidArticle, match="belongs to another article"):
        make.article(slug="sleep")
    assert make.article(title="Sleep").slug == "sleep-2"
    assert save(article, slug="sleep").slug == "sleep"
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["rest"]
