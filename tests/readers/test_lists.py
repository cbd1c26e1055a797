"""What stands in the lists, and what happens to those who ask for odd pages of them?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from readers.listing import PER_PAGE, in_states, listed
from readers.related import NEAR
from reviews import actions
from reviews.models import Publication
from reviews.standing import PublicState, standing
from reviews.workflow import State
from tests import factories
from tests.readers.conftest import Read, Tamper

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=factories.UTC)
TODAY = date(2026, 3, 3)


def titles(page: BeautifulSoup) -> list[str]:
    return [heading.get_text() for heading in page.find("main").select(".entries h3")]


def one_of_each(*, now: datetime) -> None:
    """An article in every state that readers can see."""
    factories.review_at(State.SUBMITTED, title="Submitted one", now=now)
    factories.review_at(State.UNDER_REVIEW, title="Read now", now=now)
    factories.review_at(State.CHANGES_REQUESTED, title="Sent back", now=now)
    factories.approved_article(title="Signed one", now=now)
    factories.approved_article(title="Overdue one", now=now - timedelta(days=800))
    retracted = factories.approved_article(title="Retracted one", now=now)
    actions.retract(article=retracted, by=factories.editor(), reason="Wrong.", now=now)
    corrected = factories.approved_article(title="Corrected one", now=now)
    actions.correct(article=corrected, by=factories.editor(), reason="A number.", now=now)


STATES = {
    PublicState.SUBMITTED: {"Submitted one"},
    PublicState.UNDER_REVIEW: {"Read now"},
    PublicState.UNREVIEWED: {"Sent back"},
    PublicState.APPROVED: {"Signed one", "Corrected one"},
    PublicState.OVERDUE: {"Overdue one"},
    PublicState.RETRACTED: {"Retracted: Retracted one"},
}


@pytest.mark.parametrize("state", PublicState)
def test_the_list_can_be_narrowed_to_one_status(state: PublicState, db: None, read: Read) -> None:
    one_of_each(now=timezone.now())
    assert set(titles(read(f"/articles/?status={state}"))) == STATES[state]


def test_rows_are_chosen_by_the_same_rules_that_name_their_state(db: None, tamper: Tamper) -> None:
    one_of_each(now=NOW)
    for age in (0, 800):
        altered = factories.approved_article(title="Signature lost", now=NOW - timedelta(days=age))
        tamper(
            "UPDATE reviews_signoff SET digest = 'x' WHERE revision_id = %s",
            altered.publication.live_revision_id,
        )
    named = {p.pk: standing(p, today=TODAY).state for p in Publication.objects.public().with_facts()}
    chosen = {p.pk: state for state in PublicState for p in in_states(listed(), [state], today=TODAY)}
    assert chosen == named
    assert set(named.values()) == set(PublicState)


def test_the_list_says_who_signed_and_where_nobody_did(db: None, read: Read) -> None:
    one_of_each(now=timezone.now())
    for entry in read("/articles/").select(".entry"):
        is_reviewed = entry.find(class_="standing")["data-state"] in {"approved", "overdue"}
        assert ("Signed by Test reviewer, MD" in " ".join(entry.get_text().split())) == is_reviewed


def test_the_newest_article_comes_first(db: None, read: Read) -> None:
    for age, name in ((3, "Older"), (1, "Newest"), (2, "Old")):
        factories.approved_article(title=name, now=timezone.now() - timedelta(days=age))
    assert titles(read("/articles/")) == ["Newest", "Old", "Older"]


def test_hidden_and_archived_articles_are_not_listed(db: None, read: Read) -> None:
    factories.submitted(
        title="Hidden", category=factories.category(name="Hidden topic", public_before_approval=False)
    )
    factories.article(title="A draft")
    old = factories.approved_article(title="Archived")
    actions.archive(article=old, by=factories.editor(), reason="Replaced.")
    factories.approved_article(title="Shown")
    for address in ("/articles/", "/"):
        page = read(address).find("main").get_text()
        assert "Shown" in page
        assert not [name for name in ("Hidden", "A draft", "Archived") if name in page]
    assert titles(read("/topics/hidden-topic/")) == []


def test_the_list_can_be_narrowed_to_a_topic_and_a_tag(db: None, read: Read) -> None:
    food = factories.category(name="Food")
    factories.approved_article(title="Both", category=food, tags=["Café", "b"])
    factories.approved_article(title="Topic alone", category=food)
    factories.approved_article(title="Tag alone", tags=["café"])
    assert set(titles(read("/articles/?topic=food"))) == {"Both", "Topic alone"}
    assert set(titles(read("/articles/?tag=café"))) == {"Both", "Tag alone"}
    assert titles(read("/articles/?topic=food&tag=café&status=approved")) == ["Both"]
    assert set(titles(read("/topics/food/"))) == {"Both", "Topic alone"}
    assert set(titles(read("/tags/café/"))) == {"Both", "Tag alone"}


@pytest.mark.parametrize(
    "query", ["topic=no-such", "tag=no-such", "status=no-such", "topic=a%00b", "tag=%00", "status=%00"]
)
def test_a_choice_that_fits_nothing_is_told_in_a_sentence(query: str, db: None, read: Read) -> None:
    factories.approved_article()
    page = read(f"/articles/?{query}")
    assert titles(page) == [] or "%00" in query
    assert "No article fits this choice." in page.get_text() or query == "tag=%00"


@pytest.mark.parametrize("page", ["0", "-1", "2", "1.5", "x", "", "%00", "9" * 30, "9" * 5000, "١٢"])
def test_a_page_there_is_not_is_not_found(page: str, db: None, read: Read) -> None:
    for address in ("/articles/", "/topics/sleep/", "/notices/"):
        factories.category()
        read(f"{address}?page={page}", status=404)


def test_long_lists_are_cut_into_pages_that_keep_the_choice(db: None, read: Read) -> None:
    for number in range(PER_PAGE + 1):
        factories.approved_article(title=f"Number {number}", tags=["many"])
    first = read("/articles/?tag=many&status=approved")
    assert len(titles(first)) == PER_PAGE
    link = first.find("a", rel="next")["href"]
    second = read(f"/articles/{link}")
    assert len(titles(second)) == 1
    assert not set(titles(first)) & set(titles(second))


@pytest.mark.parametrize("address", ["/topics/unknown/", "/topics/%00/", "/tags/unknown/", "/tags/%00/"])
def test_unknown_topics_and_tags_are_not_found(address: str, db: None, read: Read) -> None:
    read(address, status=404)


def test_the_tags_of_a_draft_are_nobodys_business(db: None, read: Read) -> None:
    factories.article(tags=["merger"])
    read("/tags/merger/", status=404)


def test_the_front_page_puts_the_latest_signed_text_first(db: None, read: Read) -> None:
    one_of_each(now=timezone.now())
    newest = factories.approved_article(title="Signed last")
    page = read("/")
    assert page.find(class_="front").find("h2").get_text() == newest.title
    assert "Read now" in page.find(id="waiting").parent.get_text()
    assert "Retraction: Retracted one" in page.find(id="noticed").parent.get_text()


def test_the_front_page_dates_what_was_lately_signed_by_its_approval(db: None, read: Read) -> None:
    for days, title in ((30, "Old, signed anew"), (20, "Second"), (10, "Third")):
        factories.approved_article(title=title, now=NOW - timedelta(days=days))
    renewed = Publication.objects.get(article__title="Old, signed anew").article
    factories.approved(article=factories.edited(renewed, now=NOW), now=NOW)
    factories.approved_article(title="In front", now=NOW + timedelta(days=1))
    lately = read("/").find(id="latest").parent
    assert [heading.get_text() for heading in lately.select("h3")] == ["Old, signed anew", "Third", "Second"]
    assert [date.get_text() for date in lately.select("time")] == [
        "2 March 2026",
        "20 February 2026",
        "10 February 2026",
    ]


def test_an_empty_site_says_what_would_be_here(db: None, read: Read) -> None:
    assert "Nothing has been signed yet." in read("/").get_text()
    assert "No article is public here yet." in read("/articles/").get_text()
    assert "No notice has been issued yet." in read("/notices/").get_text()
    assert "Nobody has signed an article yet." in read("/people/").get_text()


def test_related_articles_are_those_with_most_tags_in_common(db: None, read: Read) -> None:
    food = factories.category(name="Food")
    here = factories.approved_article(title="Here", category=food, tags=["a", "b"])
    for title, fields in {
        "Two tags": {"tags": ["a", "b", "c"]},
        "One tag, same topic": {"tags": ["a"], "category": food},
        "One tag": {"tags": ["b"]},
        "Same topic": {"category": food},
        "Same topic, older": {"category": food, "now": timezone.now() - timedelta(days=9)},
        "Nothing in common": {"tags": ["z"]},
    }.items():
        factories.approved_article(title=title, **fields)
    retracted = factories.approved_article(title="Retracted", tags=["a", "b"])
    actions.retract(article=retracted, by=factories.editor(), reason="Wrong.")
    archived = factories.approved_article(title="Archived", tags=["a", "b"])
    actions.archive(article=archived, by=factories.editor(), reason="Old.")
    assert titles(read(here.get_absolute_url())) == [
        "Two tags",
        "One tag, same topic",
        "One tag",
        "Same topic",
    ]


def test_an_old_article_with_a_rare_tag_in_common_stands_before_all_the_new_ones_with_a_common_tag(
    db: None, read: Read
) -> None:
    here = factories.approved_article(title="Here", tags=["common", "rare"])
    years_ago = timezone.now() - timedelta(days=700)
    factories.approved_article(title="Old, both tags", tags=["common", "rare"], now=years_ago)
    factories.approved_article(title="Old, common tag", tags=["common"], now=years_ago)
    for number in range(NEAR):
        factories.approved_article(title=f"New {number}", tags=["common"])
    newest = [f"New {number}" for number in range(NEAR - 1, NEAR - 4, -1)]
    assert titles(read(here.get_absolute_url())) == ["Old, both tags", *newest]
