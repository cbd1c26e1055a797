"""Can an editor act on many rows at once, each through its own gate, and is every row that was skipped named?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from reviews.admin import bulk
from reviews.models import LedgerEntry, Publication, Review
from reviews.workflow import State
from tests import factories as make
from tests.desk.screens import alert, at_the_desk, messages, soup, typed, words

REVIEWS, PUBLICATIONS = "/admin/reviews/review/?state=all", "/admin/reviews/publication/?again=all"
NOW = timezone.now()


def choose(rows: Iterable[Any], action: str, *, at: str = REVIEWS, by: Any = None, **typed: Any) -> Any:
    data = {"action": action, "_selected_action": [row.pk for row in rows], **typed}
    return at_the_desk(by or make.editor()).post(at, data, follow=True)


def waiting(*titles: str) -> list[Review]:
    return [make.submitted(title=title, slug=title.lower(), now=NOW - timedelta(days=9)) for title in titles]


def published(*titles: str) -> list[Publication]:
    articles = [make.approved_article(title=title, slug=title.lower()) for title in titles]
    return list(Publication.objects.filter(article__in=articles).order_by("pk"))


# --- Assign --------------------------------------------------------------------------------------------------
def test_many_are_assigned_to_the_person_chosen_on_the_page_between() -> None:
    rows = waiting("One", "Two")
    between = choose(rows, "assign")
    assert between.status_code == 200
    assert [li.get_text() for li in soup(between).select(".chosen li")] == ["Two", "One"]
    assert "Test reviewer: nothing in hand" in words(between)
    assert not Review.objects.filter(reviewer__isnull=False).exists()
    done = choose(rows, "assign", apply="on", reviewer=make.reviewer().pk, due_on="2031-05-04")
    assert messages(done) == ["2 of 2 assigned."]
    assert {(r.state, r.reviewer, str(r.due_on)) for r in Review.objects.all()} == {
        (State.UNDER_REVIEW, make.reviewer(), "2031-05-04")
    }
    assert LedgerEntry.objects.filter(verb="assign").count() == 2


def test_every_row_that_was_skipped_is_named_with_its_reason() -> None:
    rows = [
        *waiting("Free"),
        make.claimed(title="Taken", slug="taken"),
        make.approved(title="Done", slug="done"),
    ]
    author = make.reviewer(username="author")
    author.groups.add(*make.writer().groups.all())
    rows.append(make.submitted(title="Own", slug="own", by=make.account(username="author")))
    page = choose(rows, "assign", apply="on", reviewer=author.pk)
    said = messages(page)
    assert said[0] == "1 of 4 assigned."
    for title, why in {
        "Taken": "needs a reason", "Done": "cannot be assigned", "Own": "wrote part of a text",
    }.items():  # fmt: skip
        assert [line for line in said if line.startswith(f"Skipped “{title}”") and why in line], (title, said)
    assert Review.objects.filter(reviewer=author).get().revision.title == "Free"


def test_the_page_between_asks_again_for_what_is_missing_and_keeps_the_choice() -> None:
    rows = waiting("One")
    page = choose(rows, "assign", apply="on", reason="On leave.")
    assert page.status_code == 422
    assert alert(page) == "Nothing was changed. Reviewer: This field is required."
    assert typed(page, "reason") == "On leave."
    assert typed(page, "_selected_action") == str(rows[0].pk)


# --- Remind --------------------------------------------------------------------------------------------------
def test_those_who_have_a_review_are_reminded_and_the_others_are_named() -> None:
    rows = [make.claimed(title="Late", slug="late"), *waiting("Nobody")]
    page = choose(rows, "remind")
    said = messages(page)
    assert said[0] == "1 of 2 reminded."
    assert "Skipped “Nobody”: This review is “Submitted”. There is nobody to remind." in said
    assert LedgerEntry.objects.get(verb="remind").review == rows[0]
    assert messages(choose(rows[:1], "remind"))[0] == "0 of 1 reminded."


# --- Re-review -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("at", [REVIEWS, PUBLICATIONS])
def test_many_are_marked_for_re_review_with_one_reason(at: str) -> None:
    live = published("One", "Two")
    pending = waiting("Pending")[0]
    rows: list[Any] = live
    rows = [*live, Publication.objects.get(article=pending.article)]
    if at == REVIEWS:
        rows = [*Review.objects.filter(article__in=[one.article for one in live]), pending]
    assert choose(rows, "mark_for_re_review", at=at, apply="on", reason=" ").status_code == 422
    said = messages(choose(rows, "mark_for_re_review", at=at, apply="on", reason="A guideline changed."))
    assert said[0] == "2 of 3 marked for re-review."
    assert said[1] == "Skipped “Pending”: Only an approved article can be marked for re-review."
    marked = Publication.objects.filter(re_review_reason="A guideline changed.")
    assert set(marked) == set(live)


def test_many_live_texts_are_brought_to_review_as_they_stand() -> None:
    rows = published("One", "Two")
    assert messages(choose(rows, "renew_all", at=PUBLICATIONS)) == ["2 of 2 in review."]
    said = messages(choose(rows, "renew_all", at=PUBLICATIONS))
    assert said[0] == "0 of 2 in review."
    assert len(said) == 3


def test_the_review_of_a_publication_is_assigned_from_its_list() -> None:
    rows = published("Closed")
    make.submitted(article=make.article(title="Open", slug="open"))
    rows += Publication.objects.filter(current_review__isnull=False)
    said = messages(choose(rows, "assign", at=PUBLICATIONS, apply="on", reviewer=make.reviewer().pk))
    assert said == ["1 of 2 assigned.", "Skipped “Closed”: No review of it is open. Open one first."]


# --- Limits --------------------------------------------------------------------------------------------------
def test_too_many_rows_are_refused_at_once_and_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST", 2)
    rows = waiting("One", "Two", "Three")
    page = choose(rows, "assign", apply="on", reviewer=make.reviewer().pk)
    assert messages(page) == [
        "More than 2 rows were chosen, which is the most at once. Nothing was done. Choose fewer."
    ]
    assert not Review.objects.filter(reviewer__isnull=False).exists()


@pytest.mark.parametrize("person", ["writer", "reviewer", "superuser"])
def test_nobody_is_offered_what_is_an_editor_s_and_nobody_signs_in_bulk(person: str) -> None:
    rows = waiting("One")
    client = at_the_desk(getattr(make, person)())
    offered = {
        str(option["value"]) for option in soup(client.get(REVIEWS)).select("select[name=action] option")
    }
    assert offered - {""} == ({"assign", "remind", "mark_for_re_review"} if person == "superuser" else set())
    before = LedgerEntry.objects.count()
    for action in ("assign", "sign_off", "approve", "delete_selected"):
        if person != "superuser" or action != "assign":
            choose(rows, action, by=getattr(make, person)(), apply="on", reviewer=make.reviewer().pk)
    assert LedgerEntry.objects.count() == before
    assert Review.objects.get().state == State.SUBMITTED
