"""Does the screen of a review show what changed, since the last approval and since somebody's own last look?"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from articles.models import Source, SourceKind
from reviews import actions
from reviews.models import Look, Review
from reviews.workflow import State
from tests import factories as make
from tests.desk.a_change import DOSE, changed, page, section
from tests.desk.screens import act, at_the_desk, soup


# --- What changed --------------------------------------------------------------------------------------------
def test_the_change_stands_first_with_its_numbers_and_leads_to_its_place() -> None:
    seen = page(changed())
    told = section(seen, "changes")
    assert "Numbers that changed from 1.25 mg → to 2.5 mg" in told
    assert "unchanged since the sign-off of 2 March 2026 by Test reviewer" in told
    assert soup(seen).select_one('.numbers a[href="#change-1"]')
    assert soup(seen).select_one('#change-1 a[href="#block-1"]')
    [marked] = soup(seen).select(".paper .block.changed, .paper .block.new")
    assert "Take 2.5 mg" in marked.get_text()
    order = [h.get_text(" ", strip=True) for h in soup(seen).select(".reading h2")]
    assert order[0].startswith("What changed since revision 1, the last one approved")


def test_what_changed_beside_the_text_is_shown_too() -> None:
    make.source(key="new2021", title="A new source")
    other = make.contributor(name="Test second author")
    body = DOSE.replace("[@plain2020]", "[@new2021]")
    seen = page(
        changed(
            body=body,
            title="How to sleep",
            funding="A fund",
            byline=[make.contributor(user=make.writer()), other],
        )
    )
    told = section(seen, "changes")
    for label in ("Title", "Funding", "Byline", "Sources"):
        assert f" {label} " in told
    assert "added: [@new2021]" in told
    assert "added: Test second author" in told


def test_another_source_under_the_same_number_marks_the_passage_and_a_new_number_alone_does_not() -> None:
    make.source(key="new2021", title="A new source")
    two = "First [@plain2020].\n\nThen [@other2019].\n"
    make.source(key="other2019", title="Another source")
    article = make.approved(body=two).article
    review = make.claimed(article=make.edited(article, body=f"Before [@new2021].\n\n{two}"))
    [marked] = soup(page(review)).select(".paper .block.changed, .paper .block.new")
    assert "Before" in marked.get_text()


def test_a_change_for_one_audience_says_so_and_is_marked_in_its_wording() -> None:
    review = changed(body=DOSE.replace("Ask first.", "Ask twice."))
    assert "for patients alone" in section(page(review), "changes")
    [marked] = soup(page(review, **{"for": "patients"})).select(".paper .block.changed")
    assert "Ask twice." in marked.get_text()
    assert not soup(page(review, **{"for": "clinicians"})).select(".paper .block.changed")
    assert "For patients alone: 1 passage." in section(page(review), "as-read")


def test_a_renewal_says_that_nothing_changed() -> None:
    article = make.approved_article()
    review = actions.submit(article=article, by=make.writer(), revision=article.publication.live_revision)
    assert "Nothing: this is a renewal of the same text" in section(page(review), "changes")


def test_a_text_of_which_only_what_is_signed_unseen_differs_is_no_renewal() -> None:
    article = make.approved_article()
    Source.objects.update(kind=SourceKind.GUIDELINE)
    told = section(page(make.claimed(article=make.edited(article, body=f"{article.body}\n\n"))), "changes")
    assert "Nothing" not in told
    assert "plain2020, kind: removed:" in told
    assert "added: guideline" in told


def test_numbers_that_changed_in_title_and_excerpt_stand_among_the_numbers() -> None:
    seen = page(changed(body=DOSE, title="Sleep in 7 days", excerpt="It takes 10 mg."))
    told = [" ".join(row.get_text(" ").split()) for row in soup(seen).select(".numbers li")]
    assert told == ["nothing → to 7 days Title", "nothing → to 10 mg Excerpt"]
    assert soup(seen).select_one('.numbers a[href="#beside"]')
    assert soup(seen).select_one("#beside")


def test_a_first_text_is_compared_with_nothing() -> None:
    assert not section(page(make.claimed()), "changes")


def test_a_text_that_was_never_approved_is_compared_with_the_round_before() -> None:
    first = make.review_at(State.CHANGES_REQUESTED, body=DOSE)
    review = make.claimed(article=make.edited(first.article, body=DOSE.replace("1.25", "2.5")))
    assert "What changed since revision 1" in section(page(review), "changes")
    assert "1.25 mg → to 2.5 mg" in section(page(review), "changes")


def test_an_approval_that_was_rolled_back_is_no_approved_text_to_compare_with() -> None:
    first, second = make.approved_twice(body=DOSE)
    actions.roll_back(review=first, by=make.editor(), reason="Wrong.")
    review = make.claimed(article=make.edited(second.article, body=DOSE))
    assert "What changed since revision 1, the last one approved" in section(page(review), "changes")


# --- Since I last looked -------------------------------------------------------------------------------------
def seen_by(review: Review, person: User) -> Any:
    return at_the_desk(person).post(reverse("admin:reviews_review_seen", args=[review.pk]))


def test_reading_the_page_changes_nothing_and_the_page_s_own_word_notes_the_look() -> None:
    review = make.claimed()
    page(review)
    assert not Look.objects.exists()
    answer = seen_by(review, make.reviewer())
    assert (answer.status_code, answer.content) == (204, b"")
    look = Look.objects.get()
    assert (look.user, look.revision) == (make.reviewer(), review.revision)


def test_every_act_notes_the_look_of_whoever_did_it() -> None:
    review = make.claimed()
    act(at_the_desk(make.reviewer()), review, "comment", text="Why?")
    assert Look.objects.get().user == make.reviewer()
    act(at_the_desk(make.editor()), review, "comment", text="")
    assert Look.objects.count() == 1  # refused


def test_what_is_new_since_my_last_look_can_be_chosen() -> None:
    article = make.approved(body=DOSE).article
    middle = make.submitted(article=make.edited(article, body=DOSE.replace("1.25", "2.5")))
    seen_by(middle, make.reviewer())
    review = make.claimed(article=make.edited(article, body=DOSE.replace("1.25", "3.75")))
    assert "1.25 mg → to 3.75 mg" in section(page(review), "changes")
    since = page(review, since="look")
    assert "2.5 mg → to 3.75 mg" in section(since, "changes")
    assert "unchanged since you looked on" in section(since, "changes")
    assert "what you saw last" not in section(page(review, by=make.editor()), "changes")


def test_looking_at_an_older_text_again_takes_nothing_back() -> None:
    first = make.submitted()
    second = make.submitted(article=make.edited(first.article))
    for review in (second, first):
        seen_by(review, make.reviewer())
    assert Look.objects.get().revision == second.revision


def test_a_look_is_posted_by_those_who_may_see_the_review_alone() -> None:
    review = make.claimed()
    url = reverse("admin:reviews_review_seen", args=[review.pk])
    assert at_the_desk(make.reviewer()).get(url).status_code == 405
    assert seen_by(review, make.stranger()).status_code == 403
    assert (
        at_the_desk(make.editor()).post(reverse("admin:reviews_review_seen", args=[999_999])).status_code
        == 404
    )
    assert not Look.objects.exists()


@pytest.mark.parametrize(
    "query",
    [{"since": "yesterday"}, {"for": "dogs"}, {"comment": "-1"}, {"comment": "9" * 99}, {"comment": "²"}],
)
def test_an_address_that_asks_for_nonsense_shows_the_page_as_it_is(query: dict[str, str]) -> None:
    seen = page(changed(), **query)
    assert seen.status_code == 200
    assert "1.25 mg → to 2.5 mg" in section(seen, "changes")
    assert "Take 2.5 mg" in section(seen, "as-read")
