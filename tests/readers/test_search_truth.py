"""Does the search ever know more, or less, than a reader may see at this moment?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from taggit.models import Tag

from articles.actions import save_article
from articles.models import Article, Category
from readers.models import SearchDocument, SearchWord
from readers.search import indexing, schema
from reviews import actions
from reviews.models import Policy, Publication
from reviews.workflow import State
from tests import factories as make
from tests.readers.conftest import Read
from tests.readers.test_search import heading, search, titles

CANARY = "serendipity"


def whole(read: Read, q: str) -> str:
    """Everything that the page says of a search, without the question itself."""
    page = search(read, q)
    for echo in page.find_all(id=["q", "count"]) + page.find_all(["title", "meta"]):
        echo.extract()
    for link in page.find_all("a"):
        del link["href"]
    return str(page)


def assert_hidden(read: Read, title: str = "Bird") -> None:
    """Neither as a hit, nor as a number, nor as a suggestion."""
    for q in (
        CANARY,
        f'"{CANARY}"',
        f"{CANARY} sleep",
        "sleep",
        f"sleep -{CANARY}",
        f"{CANARY[:-1]}a",
        f"{CANARY[1:]}",
    ):
        page = search(read, q)
        assert title not in titles(page), q
        assert CANARY not in whole(read, q), q
        assert title not in page.get_text(), q
    assert heading(search(read, CANARY)).startswith("0 results")
    assert "(1)" not in search(read, CANARY).find("main").get_text()


def bird(**fields: object) -> dict[str, object]:
    return {"title": "Bird", "body": f"A {CANARY} sleeps [@plain2020].", "tags": [f"{CANARY}tag"], **fields}


def test_a_draft_is_not_found(db: None, read: Read) -> None:
    make.article(**bird())
    assert_hidden(read)


def test_a_text_that_its_topic_hides_is_not_found(db: None, read: Read) -> None:
    make.submitted(**bird(category=make.category(name="Secret", public_before_approval=False)))
    assert_hidden(read)
    assert "Secret" not in search(read, "sleep").get_text()


def test_what_is_withdrawn_is_not_found_any_more(db: None, read: Read) -> None:
    review = make.submitted(**bird())
    assert titles(search(read, CANARY)) == ["Bird"]
    actions.withdraw(review=review, by=make.writer())
    assert_hidden(read)


def test_what_is_archived_is_not_found_any_more(db: None, read: Read) -> None:
    article = make.approved_article(**bird())
    assert titles(search(read, CANARY)) == ["Bird"]
    actions.archive(article=article, by=make.editor(), reason="Replaced.")
    assert_hidden(read)


def test_a_policy_that_hides_is_obeyed_even_behind_the_back_of_the_index(db: None, read: Read) -> None:
    make.submitted(**bird())
    assert titles(search(read, CANARY)) == ["Bird"]
    make.category(public_before_approval=False)
    assert SearchDocument.objects.exists(), "the index was told, so this test tests nothing"
    assert_hidden(read)


def change_policy(client: Client, *, is_public: bool) -> None:
    """As an editor does it at the desk."""
    client.force_login(make.superuser())
    category = make.category(required_sign_offs=1)
    policy = Policy.objects.get(category=category)
    form = {"name": category.name, "slug": category.slug, "description": "", "policy-TOTAL_FORMS": "1",
            "policy-INITIAL_FORMS": "1", "policy-0-id": policy.pk, "policy-0-category": category.pk,
            "policy-0-required_sign_offs": "1", "policy-0-review_interval_months": "12", "policy-0-due_days": "14",
            "policy-0-patient_reading_grade": "9"} | ({"policy-0-public_before_approval": "on"} if is_public else {})  # fmt: skip
    response = client.post(f"/admin/articles/category/{category.pk}/change/", form)
    assert response.status_code == 302, response.content.decode()
    assert Policy.objects.get(category=category).public_before_approval is is_public


def test_a_policy_changed_at_the_desk_is_seen_on_the_next_request(
    db: None, read: Read, client: Client
) -> None:
    make.submitted(**bird())
    change_policy(client, is_public=False)
    assert_hidden(read)
    assert not SearchDocument.objects.exists()
    assert not SearchWord.objects.exists()
    change_policy(client, is_public=True)
    assert titles(search(read, CANARY)) == ["Bird"]


def test_the_words_of_an_update_under_review_are_not_found(db: None, read: Read) -> None:
    article = make.approved_article(title="Bird", body="It sleeps [@plain2020].")
    make.submitted(article=make.edited(article, body=f"A {CANARY} sleeps [@plain2020]."))
    assert titles(search(read, "sleeps")) == ["Bird"]
    assert titles(search(read, CANARY)) == []
    assert CANARY not in whole(read, f"{CANARY[:-1]}a")


def test_what_is_approved_is_found_on_the_very_next_request(db: None, read: Read) -> None:
    article = make.approved_article(title="Bird", body="It was robins [@plain2020].")
    make.approved(article=make.edited(article, title="Wren", body=f"A {CANARY} [@plain2020]."))
    assert titles(search(read, CANARY)) == ["Wren"]
    assert titles(search(read, "robin")) == []


def test_what_is_rolled_back_to_is_found_on_the_very_next_request(db: None, read: Read) -> None:
    first, _ = make.approved_twice(body=f"A {CANARY} [@plain2020].", title="Bird")
    make.approved(article=make.edited(first.article, body="Only robins [@plain2020]."))
    assert titles(search(read, CANARY)) == []
    actions.roll_back(review=first, by=make.editor(), reason="The new text is wrong.")
    assert titles(search(read, CANARY)) == ["Bird"]
    assert titles(search(read, "robins")) == []


def test_a_retraction_and_its_end_are_seen_on_the_very_next_request(db: None, read: Read) -> None:
    article = make.approved_article(**bird())
    actions.retract(article=article, by=make.editor(), reason="Wrong.")
    page = search(read, CANARY)
    assert titles(page) == ["Retracted: Bird"]
    assert "Retracted (1)" in page.get_text()
    make.approved(article=make.edited(article))
    actions.reinstate(article=article, by=make.editor(), reason="Repeated.")
    page = search(read, CANARY)
    assert titles(page) == ["Bird"]
    assert "Approved (1)" in page.get_text()


@pytest.mark.parametrize(
    ("fields", "q"),
    [({"slug": "a-new-address"}, CANARY), ({"tags": ["ornithology"]}, "ornithology"), ({"tags": []}, CANARY)],
)
def test_what_is_only_navigation_is_seen_at_once_too(
    fields: dict[str, object], q: str, db: None, read: Read
) -> None:
    article = make.approved_article(**bird())
    save_article(by=make.writer(), article=article, **fields)
    page = search(read, q)
    assert titles(page) == ["Bird"]
    fresh = Article.objects.get(pk=article.pk)
    assert page.find("h3").find("a")["href"] == fresh.get_absolute_url()
    assert (f"{CANARY}tag" in whole(read, f"{CANARY}tag")) == ("tags" not in fields)


def test_a_topic_moved_is_seen_at_once(db: None, read: Read) -> None:
    article = make.approved_article(**bird())
    save_article(by=make.writer(), article=article, category=make.category(name="Birds"))
    page = search(read, CANARY)
    assert "Birds (1)" in page.get_text()
    assert titles(search(read, CANARY, topic="birds")) == ["Bird"]
    assert titles(search(read, CANARY, topic="sleep")) == []


def test_a_topic_renamed_is_seen_at_once(db: None, read: Read) -> None:
    make.approved_article(**bird())
    Category.objects.update(name="Night", slug="night")
    assert "Night (1)" in search(read, CANARY).get_text()
    assert titles(search(read, CANARY, topic="night")) == ["Bird"]


def test_a_tag_renamed_is_seen_at_once(db: None, read: Read) -> None:
    make.approved_article(**bird(tags=["Ornithology"]))
    tag = Tag.objects.get()
    tag.name = "Zoology"
    tag.save()
    assert titles(search(read, "zoology")) == ["Bird"]
    assert titles(search(read, "ornithology")) == []


def act_and_undo(act: Callable[[], object]) -> None:
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


def test_an_act_that_is_undone_leaves_the_search_as_it_was(db: None, read: Read) -> None:
    article = make.approved_article(title="Bird", body="Only robins [@plain2020].")
    act_and_undo(lambda: make.approved_article(title="Ghost", body=f"A {CANARY} [@plain2020]."))
    act_and_undo(lambda: make.approved(article=make.edited(article, body=f"A {CANARY} [@plain2020].")))
    act_and_undo(lambda: actions.archive(article=article, by=make.editor(), reason="Old."))
    assert titles(search(read, CANARY)) == []
    assert CANARY not in whole(read, f"{CANARY[:-1]}a")
    assert titles(search(read, "robins")) == ["Bird"]
    check_against_a_rebuild()


def test_an_index_that_cannot_be_written_stops_the_act(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    review = make.claimed()
    monkeypatch.setattr(indexing, "fields_of", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make.sign(review)
    assert Publication.objects.get().live_revision is None


def check_against_a_rebuild() -> None:
    """What the acts kept is what a rebuild makes."""
    kept = state_of_the_index()
    call_command("rebuild_search")
    assert state_of_the_index() == kept


def state_of_the_index() -> tuple[list[dict[str, object]], list[tuple[str, int]]]:
    documents = SearchDocument.objects.order_by("publication").values()
    rows = [{name: value for name, value in row.items() if name != "id"} for row in documents]
    return rows, sorted(SearchWord.objects.values_list("word", "documents"))


def test_after_any_acts_the_index_is_what_a_rebuild_makes(
    db: None, read: Read, capsys: pytest.CaptureFixture[str]
) -> None:
    for state in State:
        make.review_at(
            state, title=f"Bird {state}", body=f"A {CANARY} {state} [@plain2020].", tags=[state.value]
        )
    first, second = make.approved_twice(title="Twice", byline=[make.contributor(name="Ünal")])
    actions.roll_back(review=first, by=make.editor(), reason="Wrong.")
    actions.correct(article=second.article, by=make.editor(), reason="A number.")
    actions.archive(article=make.approved_article(title="Gone"), by=make.editor(), reason="Old.")
    found = titles(search(read, "bird"))
    check_against_a_rebuild()
    assert titles(search(read, "bird")) == found
    assert f"{SearchDocument.objects.count()} articles can be found." in capsys.readouterr().out


def test_a_rebuild_mends_an_index_that_was_lost(db: None, read: Read) -> None:
    make.approved_article(**bird())
    SearchDocument.objects.all().delete()
    SearchWord.objects.all().delete()
    assert titles(search(read, CANARY)) == []
    call_command("rebuild_search")
    assert titles(search(read, CANARY)) == ["Bird"]
    assert f"<a>{CANARY}</a>" in whole(read, f"{CANARY[:-2]}ay")


def test_a_rebuild_that_fails_leaves_the_former_index(
    db: None, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.approved_article(**bird())
    monkeypatch.setattr(indexing, "fields_of", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        call_command("rebuild_search")
    assert titles(search(read, CANARY)) == ["Bird"]


def test_the_index_of_the_database_agrees_with_the_documents(db: None) -> None:
    """SQLite can tell; PostgreSQL's columns are generated."""
    first, _ = make.approved_twice()
    make.approved(article=make.edited(first.article, title="Other", tags=["x"]))
    actions.archive(article=make.approved_article(title="Gone"), by=make.editor(), reason="Old.")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "INSERT INTO readers_searchindex (readers_searchindex, rank) VALUES ('integrity-check', 1)"
            )
            cursor.execute("SELECT count(*) FROM readers_searchindex WHERE readers_searchindex MATCH 'gone'")
        else:
            cursor.execute(
                "SELECT count(*) FROM readers_searchdocument WHERE words @@ to_tsquery('readers_search', 'gone')"
            )
        assert cursor.fetchone() == (0,)


# --- Numbers beside the choices ---------------------------------------------------------------------------
def many() -> None:
    patients = f"A {CANARY} [@plain2020].\n\n::: patients\nFor you.\n:::\n"
    birds = make.category(name="Birds")
    make.approved_article(**bird(title="One", now=make.NOW.replace(year=2025)))
    make.approved_article(**bird(title="Two", category=birds))
    make.approved_article(**bird(title="Three", category=birds, body=patients))
    make.submitted(**bird(title="Four"))
    make.approved_article(title="Unrelated", category=make.category(name="Elsewhere"))


def options(page: object, name: str) -> list[str]:
    main = page.find("main")  # type: ignore[attr-defined]
    if name == "status":
        return [label.get_text() for label in main.find("fieldset").find_all("label")]
    return [option.get_text() for option in main.find(id=name).find_all("option")[1:]]


def test_each_choice_says_how_many_results_it_leaves(db: None, read: Read) -> None:
    many()
    page = search(read, CANARY)
    assert options(page, "topic") == ["Birds (2)", "Sleep (2)"]
    assert options(page, "audience") == ["Patients (1)"]
    assert options(page, "status") == ["Submitted (1)", "Approved (2)", "Review overdue (1)"]
    narrowed = search(read, CANARY, topic="birds")
    assert set(titles(narrowed)) == {"Two", "Three"}
    assert heading(narrowed) == f"2 results for “{CANARY}”"
    assert options(narrowed, "topic") == ["Birds (2)", "Sleep (2)"]
    assert options(narrowed, "status")[0].endswith("(2)")


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        ({"topic": "birds"}, {"Two", "Three"}), ({"topic": "no-such"}, set()), ({"topic": "a\0b"}, set()),
        ({"audience": "patients"}, {"Three"}), ({"audience": "clinicians"}, set()), ({"audience": "x"}, set()),
        ({"year": "2025"}, {"One"}), ({"year": "1"}, set()), ({"year": "²"}, set()), ({"year": "9" * 5000}, set()),
        ({"status": "submitted"}, {"Four"}), ({"status": "x"}, set()),
        ({"status": ["submitted", "approved", "overdue"]}, {"One", "Two", "Three", "Four"}),
        ({"status": ["approved", "overdue"], "topic": "sleep", "year": "2025"}, {"One"}),
    ],
)  # fmt: skip
def test_a_search_can_be_narrowed(
    choice: dict[str, str | list[str]], found: set[str], db: None, read: Read
) -> None:
    many()
    page = search(read, CANARY, **choice)
    assert set(titles(page)) == found
    assert len(page.find("details").get("open", "closed")) == 0


def test_what_is_overdue_is_decided_by_the_clock(db: None, read: Read) -> None:
    signed = make.approved_article(**bird())
    review = signed.publication.approval
    assert SearchDocument.objects.get().next_review_on == review.next_review_on
    assert "Approved (1)" in search(read, CANARY).get_text()
    SearchDocument.objects.update(next_review_on=make.NOW.date().replace(year=2001))
    page = search(read, CANARY)
    assert "Review overdue (1)" in page.get_text()
    assert titles(search(read, CANARY, status="approved")) == []
    assert titles(search(read, CANARY, status="overdue")) == ["Bird"]


@pytest.mark.parametrize("choice", [{}, {"topic": "birds"}, {"status": "approved"}, {"year": "2025"}, {"sort": "date"},
                                    {"status": "overdue"}, {"audience": "patients"}])  # fmt: skip
def test_where_more_is_found_than_is_looked_at_the_page_says_so(
    choice: dict[str, str], db: None, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    many()
    whole = set(titles(search(read, CANARY, **choice)))
    monkeypatch.setattr("readers.search.engine.MOST", 2)
    page = search(read, CANARY, **choice)
    assert set(titles(page)) <= whole
    assert len(titles(page)) == min(2, len(whole))
    assert ("2+ results" in heading(page)) == (len(whole) > 2)
    if choice == {"sort": "date"}:
        assert titles(page) == ["Four", "Three"]


def test_a_common_word_finds_the_titles_that_have_it_first(
    db: None, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.approved_article(title=CANARY, body="Nothing more [@plain2020].")
    for number in range(4):
        make.approved_article(**bird(title=f"Number {number}"))
    monkeypatch.setattr("readers.search.engine.MOST", 2)
    page = search(read, CANARY)
    assert titles(page)[0] == CANARY
    assert heading(page) == f"2+ results for “{CANARY}”"


def test_after_a_migration_took_the_triggers_down_the_index_follows_again(db: None, read: Read) -> None:
    """As one does on SQLite that rebuilds the table. PostgreSQL has none to lose."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for name in schema.TRIGGERS:
                cursor.execute(f"DROP TRIGGER {name}")
    schema.install_after_migrate(apps.get_app_config("readers"), using="default")
    article = make.approved_article(**bird())
    make.approved(article=make.edited(article, body="Only robins [@plain2020].", tags=[]))
    assert titles(search(read, "robins")) == ["Bird"]
    assert titles(search(read, CANARY)) == []
