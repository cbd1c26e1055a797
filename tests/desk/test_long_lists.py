"""Does a register with very many rows stay honest about them, and in order, and a form that offers them short?"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Contributor
from reviews import actions
from reviews.models import Review
from tests import factories as make
from tests.desk.form import ADD, filled_in, save
from tests.desk.screens import act, article_page, at_the_desk, review_page, soup, words

LIST = "/admin/articles/article/"


@pytest.fixture
def articles() -> None:
    for number in range(5):
        make.article(title=f"Number {number}", slug=f"n{number}")


def titles(address: str) -> list[str]:
    return [
        link.get_text() for link in soup(at_the_desk(make.editor()).get(address)).select("th.field-title a")
    ]


@pytest.mark.usefixtures("articles")
def test_each_page_has_its_own_rows_in_the_order_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.admin.ArticleAdmin.list_per_page", 2)
    assert titles(LIST) == ["Number 4", "Number 3"]
    assert titles(f"{LIST}?p=2") == ["Number 2", "Number 1"]
    assert titles(f"{LIST}?p=3") == ["Number 0"]


@pytest.mark.usefixtures("articles")
def test_a_register_with_more_rows_than_are_counted_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "there are more" not in words(at_the_desk(make.editor()).get(LIST))
    monkeypatch.setattr("articles.long_lists.MOST", 4)
    assert "These are the first 4; there are more." in words(at_the_desk(make.editor()).get(LIST))


# --- Forms that offer people, sources or pictures -----------------------------------------------------------------
@pytest.fixture
def few_are_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("articles.choosing", "articles.authors", "reviews.forms.decision"):
        monkeypatch.setattr(f"{place}.MOST_OFFERED", 3)


def offered(page: Any, name: str) -> list[str]:
    [field] = soup(page).select(f'select[name="{name}"]')
    return [option.get_text() for option in field.select("option[value]:not([value=''])")]


FORMS = [
    ADD,
    "/admin/reviews/credential/add/",
    "/admin/reviews/pool/add/",
    "/admin/articles/contributor/add/",
]


@pytest.mark.usefixtures("few_are_offered")
def test_no_form_grows_with_the_people_and_the_sources_that_it_offers() -> None:
    review = make.claimed()
    forms = [*FORMS, article_page(review.article), review_page(review)]

    def measured() -> dict[str, tuple[int, int]]:
        client, found = at_the_desk(make.superuser()), {}
        for address in forms:
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                page = client.get(address)
            found[address] = (len(soup(page).select("option")), len(captured))
        return found

    def people(numbers: range) -> None:
        for number in numbers:
            make.account(username=f"member-{number}", group="Writers")
            make.credential(holder=make.account(username=f"holder-{number}"))
            make.contributor(name=f"Test person {number}")
            make.source(key=f"key{number}")

    people(range(4))
    few = measured()
    people(range(4, 20))
    assert measured() == few


@pytest.mark.usefixtures("few_are_offered")
def test_each_author_s_place_offers_who_stands_there_and_the_newest_people_by_name() -> None:
    first = make.contributor(name="Test first")
    article = make.article(byline=[first])
    for name in ("Test Z", "Test y", "Test X"):
        make.contributor(name=name)
    page = at_the_desk(make.writer()).get(article_page(article))
    newest = ["Test X", "Test y", "Test Z"]
    assert [offered(page, f"author_{place}") for place in (1, 2, 5)] == [
        ["Test first", *newest],
        newest,
        newest,
    ]
    [box] = soup(page).select("#id_author_1.admin-autocomplete")
    assert (box["data-model-name"], box["data-field-name"]) == ("byline", "contributor")


def test_a_writer_finds_a_person_by_the_box_that_searches() -> None:
    wanted = make.contributor(name="Test wanted")
    make.contributor(name="Test other")
    asked = {"term": "wanted", "app_label": "articles", "model_name": "byline", "field_name": "contributor"}
    found = at_the_desk(make.writer()).get("/admin/autocomplete/", asked).json()
    assert found["results"] == [{"id": str(wanted.pk), "text": "Test wanted"}]


@pytest.mark.usefixtures("few_are_offered")
def test_who_was_found_by_searching_is_kept_and_stands_there_still_beside_a_fault() -> None:
    found = make.contributor(name="Test found")
    article = make.article()
    for number in range(4):
        make.contributor(name=f"Test newer {number}")
    page = save(article, author_2=found.pk, author_7=found.pk, title="")
    assert page.status_code == 200
    sent = filled_in(page=page)
    assert (sent["author_2"], sent["author_7"]) == ([str(found.pk)], [str(found.pk)])
    assert save(article, author_1="", author_2=found.pk).status_code == 302
    assert [line.contributor for line in Article.objects.get().bylines.all()] == [found]
    page = save(article, author_2=Contributor.objects.latest("pk").pk + 1)
    assert "is not one of the available choices" in words(page)


@pytest.mark.usefixtures("few_are_offered")
def test_an_editor_waives_for_whoever_asked_though_many_hold_newer_credentials() -> None:
    review = make.claimed()
    second = make.second_reviewer()
    actions.ask_for_waiver(review=review, by=second, interests="Shares in a maker.")
    for number in range(4):
        make.credential(holder=make.account(username=f"newer-{number}"))
    client = at_the_desk(make.editor())
    named = offered(client.get(review_page(review)), "reviewer")
    assert {"reviewer", "second-reviewer", "newer-3"} <= set(named)
    assert "newer-0" not in named
    act(client, review, "waive_conflict", reviewer=second.pk, reason="They are worth little.")
    assert Review.objects.get().waivers.get().reviewer == second
