"""What happens to a button pressed by the wrong person, at the wrong time, twice, or without its words? Nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reviews import actions
from reviews.forms import REVIEW_FORMS
from reviews.models import Comment, LedgerEntry, Review
from reviews.workflow import State
from tests import factories as make
from tests.desk.screens import act, alert, at_the_desk, messages, soup, typed

LETTER = "Say which dose, and where it was measured."


def complete(review: Review, verb: str) -> dict[str, Any]:
    """All that the form of ``verb`` asks for."""
    digest = {"digest": review.revision.digest}
    answers = {f"answer_{question['key']}": "yes" for question in review.checklist}
    signing = {**digest, **answers, "interests": "none", "scope": "whole", "password": make.PASSWORD}
    return {
        "assign": {"reviewer": make.reviewer().pk},
        "request_changes": {**digest, "reason": LETTER},
        "sign_off": signing,
        "comment": {"text": LETTER},
        "schedule": {"go_live_at": f"{timezone.now().year + 1}-01-01T08:00"},
        "waive_conflict": {"reviewer": make.reviewer().pk, "reason": LETTER},
    }.get(verb, {})


def at(state: State) -> Review:
    """A review in that state whose article has two reviewers to choose from."""
    make.second_reviewer()
    return make.review_at(state)


def footprint(review: Review) -> tuple[Any, ...]:
    """Everything that an act could have left behind."""
    fresh = Review.objects.get(pk=review.pk)
    return (
        fresh.state, fresh.reviewer_id, fresh.due_on, fresh.sign_offs.count(), fresh.comments.count(),
        fresh.waivers.count(), LedgerEntry.objects.count(),
    )  # fmt: skip


ALLOWED: list[tuple[str, State, Callable[[], User], str]] = [
    ("claim", State.SUBMITTED, make.reviewer, "The review is yours."),
    ("assign", State.SUBMITTED, make.editor, "has the review, due on"),
    ("release", State.UNDER_REVIEW, make.reviewer, "The review is back in the queue."),
    ("request_changes", State.UNDER_REVIEW, make.reviewer, "went back to its writers with your reason."),
    ("withdraw", State.UNDER_REVIEW, make.writer, "The text was taken back from review."),
    ("sign_off", State.UNDER_REVIEW, make.reviewer, "It is approved and live."),
    ("comment", State.UNDER_REVIEW, make.writer, "Your comment stands beside the text."),
    ("waive_conflict", State.UNDER_REVIEW, make.editor, "Your reason is on record"),
    ("schedule", State.UNDER_REVIEW, make.editor, "goes public on 1 January"),
]


@pytest.mark.parametrize(("verb", "state", "person", "sentence"), ALLOWED, ids=lambda value: str(value)[:20])
def test_after_a_button_a_sentence_says_what_happened(
    verb: str, state: State, person: Callable[[], User], sentence: str
) -> None:
    review = at(state)
    before = LedgerEntry.objects.count()
    client = at_the_desk(person())
    answer = act(client, review, verb, **complete(review, verb))
    assert answer.status_code == 302
    assert sentence in messages(client.get(answer.url))[0]
    assert LedgerEntry.objects.count() > before


WRONG_STATE = [
    ("claim", State.UNDER_REVIEW, make.second_reviewer),
    ("claim", State.APPROVED, make.reviewer),
    ("assign", State.UNDER_REVIEW, make.editor),
    ("release", State.SUBMITTED, make.editor),
    ("request_changes", State.SUBMITTED, make.reviewer),
    ("request_changes", State.APPROVED, make.reviewer),
    ("sign_off", State.SUBMITTED, make.reviewer),
    ("sign_off", State.APPROVED, make.second_reviewer),
    ("sign_off", State.CHANGES_REQUESTED, make.reviewer),
    ("sign_off", State.WITHDRAWN, make.reviewer),
    ("withdraw", State.APPROVED, make.writer),
    ("withdraw", State.SUPERSEDED, make.editor),
    ("comment", State.APPROVED, make.writer),
    ("schedule", State.APPROVED, make.editor),
]


@pytest.mark.parametrize(("verb", "state", "person"), WRONG_STATE)
def test_an_act_that_comes_too_late_or_too_early_is_a_conflict(
    verb: str, state: State, person: Callable[[], User]
) -> None:
    review = at(state)
    before = footprint(review)
    page = act(at_the_desk(person()), review, verb, **complete(review, verb))
    assert page.status_code == 409
    assert "This review is" in alert(page)
    assert footprint(review) == before


WRONG_PERSON = {
    "claim": ["writer", "editor", "superuser"],
    "assign": ["writer", "reviewer"],
    "release": ["writer", "second_reviewer"],
    "request_changes": ["writer", "second_reviewer", "editor", "superuser"],
    "sign_off": ["writer", "editor", "superuser"],
    "withdraw": ["reviewer", "coauthor"],
    "waive_conflict": ["writer", "reviewer"],
    "schedule": ["writer", "reviewer"],
    "comment": ["coauthor"],
}


@pytest.mark.parametrize("verb", WRONG_PERSON)
def test_an_act_by_the_wrong_person_is_refused_with_the_reason(verb: str) -> None:
    review = at(State.SUBMITTED if verb in {"claim", "assign"} else State.UNDER_REVIEW)
    before = footprint(review)
    for person in WRONG_PERSON[verb]:
        page = act(at_the_desk(getattr(make, person)()), review, verb, **complete(review, verb))
        assert page.status_code == 403, person
        assert alert(page), person
        assert footprint(review) == before, person


@pytest.mark.parametrize("verb", REVIEW_FORMS)
def test_whoever_may_not_see_the_review_cannot_act_on_it(verb: str) -> None:
    review = at(State.UNDER_REVIEW)
    before = footprint(review)
    assert act(at_the_desk(make.stranger()), review, verb, **complete(review, verb)).status_code == 403
    answer = act(Client(), review, verb, **complete(review, verb))
    assert answer.status_code == 302
    assert answer.url.startswith("/admin/login/")
    assert footprint(review) == before


MISSING = [
    ("request_changes", "reason", "What must change, and why"),
    ("request_changes", "digest", "Digest"),
    ("assign", "reviewer", "Reviewer"),
    ("comment", "text", "Your comment"),
    ("waive_conflict", "reason", "Why the declared interest does not stand in the way"),
    ("sign_off", "digest", "Digest"),
    ("sign_off", "interests", "Interests in the last 36 months"),
    ("sign_off", "scope", "What you sign"),
]


@pytest.mark.parametrize(("verb", "name", "label"), MISSING)
def test_an_act_without_a_field_names_the_field(verb: str, name: str, label: str) -> None:
    review = at(State.SUBMITTED if verb == "assign" else State.UNDER_REVIEW)
    before = footprint(review)
    person = make.editor() if verb in {"assign", "waive_conflict"} else make.reviewer()
    data = complete(review, verb)
    del data[name]
    page = act(at_the_desk(person), review, verb, **data)
    assert page.status_code == 422
    assert alert(page) == f"Nothing was changed. {label}: This field is required."
    assert footprint(review) == before


@pytest.mark.parametrize("verb", ["request_changes", "sign_off"])
def test_the_digest_of_another_text_is_a_conflict(verb: str) -> None:
    review = at(State.UNDER_REVIEW)
    before = footprint(review)
    page = act(at_the_desk(make.reviewer()), review, verb, **complete(review, verb) | {"digest": "0" * 64})
    assert page.status_code == 409
    assert "The text that you read is not the text under review." in alert(page)
    assert footprint(review) == before


@pytest.mark.parametrize("verb", ["request_changes", "sign_off"])
def test_a_tab_left_open_while_a_newer_text_was_submitted_decides_nothing(verb: str) -> None:
    review = at(State.UNDER_REVIEW)
    tab = complete(review, verb)
    make.submitted(article=make.edited(review.article))
    before = footprint(review)
    page = act(at_the_desk(make.reviewer()), review, verb, **tab)
    assert page.status_code == 409
    assert "Superseded" in alert(page)
    assert footprint(review) == before


def test_what_was_typed_stands_in_the_form_after_every_refusal() -> None:
    review = at(State.UNDER_REVIEW)
    client = at_the_desk(make.reviewer())
    stale = act(client, review, "request_changes", digest="0" * 64, reason=LETTER)
    [decision] = [
        d for d in soup(stale).select("details.decision[open]") if "Ask for changes" in d.get_text()
    ]
    assert decision.select("textarea")[0].get_text().strip() == LETTER


def test_a_comment_that_comes_after_the_decision_is_not_lost() -> None:
    review = at(State.APPROVED)
    page = act(at_the_desk(make.editor()), review, "comment", text=LETTER)
    assert page.status_code == 409
    assert typed(page, "text") == LETTER


def test_a_long_reason_is_not_lost_when_an_editor_gave_the_review_back_meanwhile() -> None:
    review = at(State.UNDER_REVIEW)
    tab = complete(review, "request_changes")
    actions.release(review=review, by=make.editor())
    page = act(at_the_desk(make.reviewer()), review, "request_changes", **tab)
    assert page.status_code == 409
    assert LETTER in page.text


def test_two_clicks_on_claim_claim_once() -> None:
    review = at(State.SUBMITTED)
    client = at_the_desk(make.reviewer())
    assert act(client, review, "claim").status_code == 302
    before = footprint(review)
    again = act(client, review, "claim")
    assert again.status_code == 409
    assert "Under review" in alert(again)
    assert footprint(review) == before


def test_two_clicks_on_a_comment_write_one() -> None:
    review = at(State.UNDER_REVIEW)
    client = at_the_desk(make.reviewer())
    for _ in range(2):
        assert act(client, review, "comment", text=LETTER).status_code == 302
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("verb", ["resolve_comment", "answer_comment"])
def test_a_comment_of_another_article_is_out_of_reach_from_this_one(verb: str) -> None:
    theirs = actions.comment(review=at(State.UNDER_REVIEW), by=make.reviewer(), text=LETTER)
    review = make.claimed(article=make.article(slug="another"))
    for key in (theirs.pk, 10**30, "x", ""):
        assert act(at_the_desk(make.editor()), review, verb, comment=key, answer=LETTER).status_code == 422
    assert Comment.objects.get().resolved_at is None
    assert not theirs.answers.exists()


def test_a_comment_of_another_review_cannot_be_resolved_from_this_one() -> None:
    other = at(State.UNDER_REVIEW)
    theirs = actions.comment(review=other, by=make.reviewer(), text=LETTER)
    review = make.claimed(article=make.article(slug="another"))
    page = act(at_the_desk(make.editor()), review, "resolve_comment", comment=theirs.pk)
    assert page.status_code == 422
    assert Comment.objects.get().resolved_at is None


def test_a_comment_is_resolved_by_its_button() -> None:
    review = at(State.UNDER_REVIEW)
    comment = actions.comment(review=review, by=make.reviewer(), text=LETTER, is_blocking=True)
    assert act(at_the_desk(make.editor()), review, "resolve_comment", comment=comment.pk).status_code == 302
    assert Comment.objects.get().resolved_by == make.editor()


@pytest.mark.parametrize("verb", ["approve", "supersede", "submit", "__init__"])
def test_a_verb_that_is_no_button_is_not_found(verb: str) -> None:
    review = at(State.UNDER_REVIEW)
    before = footprint(review)
    assert act(at_the_desk(make.superuser()), review, verb).status_code == 404
    assert footprint(review) == before


@pytest.mark.parametrize("verb", REVIEW_FORMS)
def test_opening_the_address_of_an_act_acts_not(verb: str) -> None:
    review = at(State.UNDER_REVIEW)
    before = footprint(review)
    answer = at_the_desk(make.editor()).get(reverse("admin:reviews_review_act", args=[review.pk, verb]))
    assert answer.status_code == 405
    assert answer.text == "This takes a button on the review's page."
    assert footprint(review) == before


def test_an_act_on_a_review_that_does_not_exist_is_not_found() -> None:
    url = reverse("admin:reviews_review_act", args=[999_999, "claim"])
    assert at_the_desk(make.editor()).post(url).status_code == 404


def test_an_act_sent_from_another_site_is_refused() -> None:
    review = at(State.SUBMITTED)
    before = footprint(review)
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.reviewer(), backend="django.contrib.auth.backends.ModelBackend")
    assert act(client, review, "claim").status_code == 403
    assert footprint(review) == before


@pytest.mark.parametrize("said", ["a\x00b", "x" * 6000], ids=["NUL", "too long"])
def test_what_cannot_be_kept_is_refused_in_a_sentence(said: str) -> None:
    review = at(State.UNDER_REVIEW)
    before = footprint(review)
    data = complete(review, "request_changes") | {"reason": said}
    page = act(at_the_desk(make.reviewer()), review, "request_changes", **data)
    assert page.status_code == 422
    assert alert(page).startswith("Nothing was changed. What must change, and why:")
    assert footprint(review) == before


def test_an_editor_can_set_the_day_by_which_to_decide() -> None:
    review = at(State.SUBMITTED)
    data = complete(review, "assign") | {"due_on": "2031-05-04"}
    assert act(at_the_desk(make.editor()), review, "assign", **data).status_code == 302
    assert Review.objects.get().due_on.isoformat() == "2031-05-04"


def test_nobody_who_wrote_the_text_can_be_chosen_as_its_reviewer() -> None:
    author = make.reviewer(username="reviewing-author")
    author.groups.add(*make.writer().groups.all())
    review = make.submitted(article=make.article(by=User.objects.get(pk=author.pk), slug="own"), by=author)
    page = act(at_the_desk(make.editor()), review, "assign", reviewer=author.pk)
    assert page.status_code == 422
    assert Review.objects.get().reviewer is None
