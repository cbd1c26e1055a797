"""Does the front page list the open reviews that were asked for, whatever stands in the address?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from reviews import actions
from reviews.workflow import State
from tests import factories
from tests.desk.screens import at_the_desk, soup


def listed(address: str = "", *, user: object = None) -> list[str]:
    """The titles in the queue, in its order."""
    client = at_the_desk(user or factories.editor())
    response = client.get(f"/admin/{address}")
    assert response.status_code == 200
    return [" ".join(cell.get_text().split()) for cell in soup(response).select("table.queue tbody th")]


@pytest.fixture
def three() -> None:
    """One in the reviewer's hands, one overdue, one new in another topic; and one that is closed."""
    now = timezone.now()
    factories.claimed(title="Claimed", now=now - timedelta(days=1))
    factories.submitted(title="Overdue", now=now - timedelta(days=40))
    factories.submitted(title="In another topic", category=factories.category(name="Food"), now=now)
    factories.review_at(State.APPROVED, title="Approved")


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("address", "titles"),
    [
        ("", ["Overdue", "Claimed", "In another topic"]),
        ("?state=under_review", ["Claimed"]),
        ("?with=nobody", ["Overdue", "In another topic"]),
        ("?topic=food", ["In another topic"]),
        ("?due=overdue", ["Overdue"]),
        ("?q=claim", ["Claimed"]),
        ("?q=nothing+like+it", []),
    ],
)
def test_the_queue_holds_what_the_filters_ask_for_oldest_first(address: str, titles: list[str]) -> None:
    assert listed(address) == titles


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("address", ["?q=zzzz", "?topic=nowhere"])
def test_a_queue_in_which_nothing_fits_says_so_and_keeps_its_filters_and_charts(address: str) -> None:
    page = soup(at_the_desk(factories.editor()).get(f"/admin/{address}"))
    assert "No open review fits." in page.select("#h-queue")[0].find_parent("section").get_text()  # type: ignore[union-attr]
    assert page.select("form.filters")
    assert [chart["id"] for chart in page.select("figcaption")] == ["c-age", "c-time", "c-due"]


@pytest.mark.usefixtures("three")
def test_a_reviewer_can_ask_for_what_is_in_their_own_hands() -> None:
    assert listed("?with=me", user=factories.reviewer()) == ["Claimed"]
    assert listed("?with=me", user=factories.editor()) == []


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    "address",
    ["?state=approved", "?with=%00", "?due=never", "?page=zero", "?page=999", "?page=-1", "?unknown=1"],
)
def test_nonsense_in_the_address_is_no_filter(address: str) -> None:
    assert len(listed(address)) == 3


def test_the_second_page_keeps_the_filters() -> None:
    for number in range(26):
        factories.submitted(title=f"Text {number:02}")
    page = soup(at_the_desk(factories.editor()).get("/admin/?with=nobody"))
    [following] = page.select("nav.pages a")
    assert following["href"] == "?with=nobody&page=2#h-queue"
    assert listed("?with=nobody&page=2") == ["Text 25"]


def risks() -> dict[str, tuple[str, str]]:
    """The word and the reason for each title."""
    rows = soup(at_the_desk(factories.editor()).get("/admin/")).select("table.queue tbody tr")
    found = {}
    for row in rows:
        [risk] = row.select(".risk")
        word, _, why = risk.get_text().partition(". ")
        found[" ".join(row.select("th")[0].get_text().split())] = (word, why)
    return found


def test_the_risk_of_each_review_is_said_in_a_word_with_its_reason() -> None:
    hidden, now = factories.category(name="Hidden", public_before_approval=False), timezone.now()
    factories.submitted(title="Public, unsigned")
    for title, days in {"In time": 0, "Late": 20, "Very late": 60}.items():
        factories.submitted(title=title, category=hidden, now=now - timedelta(days=days))
    live = factories.approved_article(title="Cites", slug="cites", category=hidden)
    actions.flag_retracted_source(source=factories.source(), by=factories.editor(), retracted_on=now.date())
    factories.submitted(article=factories.edited(live, body="Nothing is cited any more.\n"))
    marked = factories.approved_article(
        title="Marked", slug="marked", category=hidden, body="Plain words.\n", now=now - timedelta(days=1)
    )
    actions.mark_for_re_review(article=marked, by=factories.editor(), reason="A guideline changed.")
    factories.submitted(article=factories.edited(marked))
    assert risks() == {
        "Public, unsigned": ("High", "The text is public and nobody has signed it."),
        "In time": ("Low", "In time, and nothing is known against the live text."),
        "Late": ("Medium", "Overdue by 6 days."),
        "Very late": ("High", "Overdue by 46 days."),
        "Cites": ("High", "The live text cites a retracted source."),
        "Marked": ("Medium", "The live text is marked for re-review."),
    }


def test_who_may_not_see_reviews_sees_no_queue() -> None:
    factories.submitted(title="Waiting")
    assert soup(at_the_desk(factories.stranger()).get("/admin/")).select("#h-queue") == []


def test_an_assigned_review_shows_who_has_it() -> None:
    review = factories.submitted(title="Waiting")
    actions.assign(review=review, reviewer=factories.reviewer(), by=factories.editor())
    [row] = soup(at_the_desk(factories.editor()).get("/admin/")).select("table.queue tbody tr")
    assert "reviewer" in row.get_text()
