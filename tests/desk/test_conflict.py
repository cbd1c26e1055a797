"""Two people save the same article: is the second told, do the two texts become one, and is nothing lost?"""

from __future__ import annotations

from typing import Any

import pytest

from articles.models import Article, Revision
from tests import factories as make
from tests.desk.form import filled_in
from tests.desk.screens import alert, article_page, at_the_desk, soup, words

BODY = "One.\n\n## What helps\n\nGet up early [@plain2020].\n\nGo to bed.\n"
THEIRS = "One.\n\n## What helps\n\nGet up at six [@plain2020].\n\nGo to bed.\n\nTheir last word.\n"
MINE = "My first word.\n\n## What helps\n\nGet up at seven [@plain2020].\n\nGo to bed.\n"


@pytest.fixture
def article() -> Article:
    return make.article(body=BODY, tags=["old", "kept"])


@pytest.fixture
def conflict(article: Article) -> Any:
    """The answer to a form that was opened before the coauthor saved."""
    mine = filled_in(article, excerpt="My excerpt.", body=MINE, tags='"kept", "mine"', note="My note")
    make.edited(article, by=make.coauthor(), body=THEIRS, title="Their title", tags=["old", "kept", "theirs"])
    return post(article, mine)


def post(article: Article, sent: dict[str, Any]) -> Any:
    return at_the_desk(make.writer()).post(article_page(article), sent)


def answered(page: Any, **choices: str) -> dict[str, Any]:
    """The form of the conflict page as a browser sends it, with other choices than those it came with."""
    form = soup(page).select_one("#conflict_form")
    assert form is not None
    sent: dict[str, Any] = {"_continue": ""}
    for field in form.select("input[name]"):
        if field.get("type") != "radio" or field.has_attr("checked"):
            sent.setdefault(str(field["name"]), []).append(str(field.get("value", "")).replace("\n", "\r\n"))
    for field in form.select("textarea[name]"):
        sent[str(field["name"])] = field.get_text().removeprefix("\n").replace("\n", "\r\n")
    return sent | choices


def clashes(page: Any) -> list[str]:
    return [legend.get_text() for legend in soup(page).select(".clash legend")]


def name_of(page: Any, number: int = 0) -> str:
    """The name of the choice at that place of the page."""
    clash = soup(page).select(".clash")[number]
    return str(clash.select("input[type=radio]")[0]["name"])


def test_the_second_is_told_who_saved_before_and_that_nothing_is_lost(conflict: Any) -> None:
    assert conflict.status_code == 409
    assert "coauthor saved revision 2 of “Their title” while you were writing." in alert(conflict)
    assert "Your version was not saved and is not lost" in alert(conflict)
    assert Revision.objects.count() == 2


def test_only_what_both_changed_is_asked_about_with_the_words_that_changed(conflict: Any) -> None:
    assert clashes(conflict) == ["1 of 1: Text, under “What helps”"]
    theirs, mine = (side.get_text(" ") for side in soup(conflict).select(".clash .words")[:2])
    assert "six" in theirs
    assert "seven" in mine
    assert [d.get_text().split()[-1] for d in soup(conflict).select(".clash del")] == ["early", "early"]


def test_what_one_of_them_changed_is_said_to_be_in_the_text_already(conflict: Any) -> None:
    taken = [" ".join(line.get_text(" ").split()) for line in soup(conflict).select(".taken li .on")]
    assert taken == [
        "Title, changed by them", "Excerpt, changed by you", "Text, changed by you",
        "Text, under “What helps”, changed by them", "Tags, changed by them",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        ("theirs", "Get up at six [@plain2020]."),
        ("yours", "Get up at seven [@plain2020]."),
        ("both", "Get up at six [@plain2020].\n\nGet up at seven [@plain2020]."),
    ],
)
def test_the_answer_is_saved_as_one_more_revision_with_what_both_wrote(
    choice: str, kept: str, conflict: Any, article: Article
) -> None:
    again = post(article, answered(conflict, **{name_of(conflict): choice}))
    assert again.status_code == 302
    merged = Revision.objects.get(number=3)
    assert merged.body == f"My first word.\n\n## What helps\n\n{kept}\n\nGo to bed.\n\nTheir last word.\n"
    assert (merged.title, merged.excerpt, merged.note) == ("Their title", "My excerpt.", "My note")
    fresh = Article.objects.get()
    assert sorted(fresh.tags.names()) == ["kept", "mine", "theirs"]
    assert [line.contributor.name for line in fresh.bylines.all()] == ["Test writer"]
    assert Revision.objects.get(number=2).body == THEIRS


def test_both_can_be_written_anew(conflict: Any, article: Article) -> None:
    name = name_of(conflict).removesuffix("-choice")
    post(article, answered(conflict, **{f"{name}-both": "Get up at six or seven."}))
    assert "\n\nGet up at six or seven.\n\nGo to bed." in Revision.objects.get(number=3).body


def test_a_choice_that_is_missing_or_forged_keeps_both(conflict: Any, article: Article) -> None:
    sent = answered(conflict, **{name_of(conflict): "neither"})
    post(article, sent)
    body = Revision.objects.get(number=3).body
    assert "seven" in body
    assert post(article, {k: v for k, v in sent.items() if not k.endswith("-choice")}).status_code == 409


def test_a_title_that_both_changed_is_one_or_the_other(article: Article) -> None:
    mine = filled_in(article, title="My title", funding="Mine")
    make.edited(article, by=make.coauthor(), title="Their title", funding="Theirs")
    page = post(article, mine)
    assert clashes(page) == ["1 of 2: Title", "2 of 2: Funding"]
    post(article, answered(page, **{name_of(page): "theirs"}))
    fresh = Article.objects.get()
    assert (fresh.title, fresh.funding) == ("Their title", "Theirs Mine")


def test_authors_sources_topic_and_address_that_one_changed_are_kept(article: Article) -> None:
    people = [make.contributor(user=make.writer()), make.contributor(name="Test newcomer")]
    mine = filled_in(article, listed_sources=[make.source(key="mine2020").pk], slug="my-address")
    make.edited(
        article, by=make.coauthor(), byline=people, category=make.category(name="Pain"), listed_sources=[make.source()]
    )  # fmt: skip
    page = post(article, mine)
    assert clashes(page) == []
    assert "No place was changed by both of you" in words(page)
    assert post(article, answered(page)).status_code == 302
    fresh = Article.objects.get()
    assert [line.contributor for line in fresh.bylines.all()] == people
    assert sorted(source.key for source in fresh.listed_sources.all()) == ["mine2020", "plain2020"]
    assert (str(fresh.category), fresh.slug) == ("Pain", "my-address")


def test_authors_that_both_changed_are_a_choice_and_both_is_everybody(article: Article) -> None:
    first = make.contributor(user=make.writer())
    one, other = make.contributor(name="Test one"), make.contributor(name="Test other")
    mine = filled_in(article, author_2=one.pk)
    make.edited(article, by=make.coauthor(), byline=[first, other])
    page = post(article, mine)
    assert clashes(page) == ["1 of 1: Authors"]
    post(article, answered(page))
    assert [line.contributor for line in Article.objects.get().bylines.all()] == [first, other, one]


def test_authors_typed_into_places_that_are_gone_meanwhile_are_not_lost(article: Article) -> None:
    many = [make.contributor(name=f"Test author {n}") for n in range(6)]
    make.edited(article, byline=many)
    mine = filled_in(article, author_10=make.contributor(name="Test last").pk)
    make.edited(article, by=make.coauthor(), byline=many[:1])
    page = post(article, mine)
    post(article, answered(page))
    names = [line.contributor.name for line in Article.objects.get().bylines.all()]
    assert names == [*(person.name for person in many), "Test last"]


def test_a_third_save_meanwhile_is_a_conflict_again_with_the_merged_text(
    conflict: Any, article: Article
) -> None:
    third = THEIRS.replace("Their last word.", "A third word.")
    make.edited(article, by=make.editor(), body=third)
    again = post(article, answered(conflict, **{name_of(conflict): "yours"}))
    assert again.status_code == 409
    assert clashes(again) == []
    assert post(article, answered(again)).status_code == 302
    assert Revision.objects.get(number=4).body == (
        "My first word.\n\n## What helps\n\nGet up at seven [@plain2020].\n\nGo to bed.\n\nA third word.\n"
    )


@pytest.mark.parametrize(
    "opened", ["", "{", "[]", '{"revision": 99}', '{"revision": "1"}', '{"revision": 1, "tags": 5}']
)
def test_a_form_that_does_not_say_what_it_was_opened_on_loses_nothing_either(
    opened: str, article: Article
) -> None:
    mine = filled_in(article, body=MINE, opened=opened)
    make.edited(article, by=make.coauthor(), body=THEIRS)
    page = post(article, mine)
    assert page.status_code == 409
    assert post(article, answered(page)).status_code == 302
    merged = Revision.objects.get(number=3).body
    for words_of in ("My first word.", "at six", "at seven", "Their last word."):
        assert words_of in merged


def test_two_texts_with_nothing_in_common_are_one_choice(article: Article) -> None:
    mine = filled_in(article, body="\n\n".join(f"mine {n} same" for n in range(200)))
    make.edited(article, body="\n\n".join(f"base {n} same" for n in range(200)))
    first = filled_in(Article.objects.get(), body="\n\n".join(f"mine {n} same" for n in range(200)))
    make.edited(
        Article.objects.get(), by=make.coauthor(), body="\n\n".join(f"their {n} same" for n in range(200))
    )
    assert len(clashes(post(article, first))) == 1
    assert post(article, mine).status_code == 409


def test_whoever_typed_nothing_new_has_no_conflict(article: Article) -> None:
    unchanged = filled_in(article, body=THEIRS)
    make.edited(article, by=make.coauthor(), body=THEIRS)
    assert post(article, unchanged).status_code == 302
    assert Revision.objects.count() == 2


def test_what_cannot_be_kept_is_said_before_any_conflict(article: Article) -> None:
    mine = filled_in(article, title="")
    make.edited(article, by=make.coauthor(), body=THEIRS)
    answer = post(article, mine)
    assert answer.status_code == 200
    assert "This field is required." in words(answer)


def test_an_answer_that_cannot_be_kept_stands_in_the_article_s_own_form(
    conflict: Any, article: Article
) -> None:
    page = post(article, answered(conflict) | {"excerpt": "e" * 2001})
    assert page.status_code == 200
    assert "at most 2000 characters" in words(page)
    body = soup(page).select_one("#id_body")
    assert body is not None
    assert "My first word." in body.get_text()
    assert "Their last word." in body.get_text()


def test_a_text_that_would_be_code_is_shown_as_text(article: Article) -> None:
    mine = filled_in(
        article, body="</textarea><script>alert(1)</script>", title='"><img src=x onerror=alert(1)>'
    )
    make.edited(article, by=make.coauthor(), body="<script>alert(2)</script>")
    page = soup(post(article, mine))
    assert not [
        s
        for s in page.select("#content script, #content img")
        if not s.get("src", "/").startswith("/static/")
    ]
