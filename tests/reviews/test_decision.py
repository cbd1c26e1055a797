"""What does a reviewer decide, and what must be said before it counts?"""

from __future__ import annotations

import pytest

from articles.models import Article
from reviews import actions
from reviews.exceptions import (
    EditorialError,
    IncompleteSignOff,
    NotPermitted,
    StaleRevision,
    TransitionNotAllowed,
)
from reviews.models import ChecklistQuestion, ConflictWaiver, LedgerEntry, Publication, Review, Scope, SignOff
from reviews.workflow import State
from tests import factories as make
from tests.factories import NOW
from tests.reviews import acts

pytestmark = pytest.mark.django_db


def test_a_signature_keeps_who_signed_what_as_whom_and_in_which_words() -> None:
    review = make.claimed(now=NOW)
    signed = make.sign(review, now=NOW)
    credential = make.reviewer().credentials.get()
    assert signed.revision == review.revision
    assert signed.digest == review.revision.digest == review.revision.computed_digest()
    assert (signed.printed_name, signed.printed_credentials) == ("Test reviewer", "MD")
    assert (signed.credential, signed.licence, signed.specialty) == (
        credential,
        credential.licence,
        "Psychiatric",
    )
    assert (signed.signed_at, signed.scope, signed.interests) == (NOW, Scope.WHOLE, "None")
    assert [a["question"] for a in signed.answers] == [q["question"] for q in review.checklist]
    assert {a["answer"] for a in signed.answers} == {"Yes"}
    assert review.revision.digest in signed.statement
    assert "the whole of revision 1 of “How to sleep better”" in signed.statement


def test_the_ledger_repeats_the_signature_word_for_word() -> None:
    signed = make.approved().sign_offs.get()
    details = LedgerEntry.objects.get(verb="sign_off").details
    same = (
        "digest",
        "printed_name",
        "printed_credentials",
        "meaning",
        "scope",
        "statement",
        "answers",
        "interests",
    )
    assert {name: details[name] for name in same} == {name: getattr(signed, name) for name in same}
    assert details["sign_off"] == signed.pk


def test_the_printed_name_stays_when_the_person_changes_theirs() -> None:
    signed = make.approved().sign_offs.get()
    make.contributor(user=make.reviewer())
    person = make.reviewer().contributor
    person.name, person.credentials = "Another name", "None"
    person.save()
    assert SignOff.objects.get(pk=signed.pk).signature_line == "Test reviewer, MD"


# --- The very text that was read -----------------------------------------------------------------------------
@pytest.mark.parametrize("digest", ["", "0" * 64, "another revision's"])
def test_a_digest_that_is_not_of_the_text_under_review_signs_nothing(digest: str) -> None:
    review = make.claimed()
    if digest.startswith("another"):
        digest = make.edited(review.article).revisions.get(number=2).digest
    before = acts.everything()
    with pytest.raises(StaleRevision, match="Nothing was signed"):
        make.sign(review, digest=digest)
    with pytest.raises(StaleRevision):
        actions.request_changes(review=review, by=make.reviewer(), digest=digest, reason="No.")
    assert acts.everything() == before


def test_a_signature_meant_for_a_review_that_was_superseded_signs_neither_text() -> None:
    old = make.claimed()
    new = actions.submit(article=make.edited(old.article), by=make.writer())
    actions.claim(review=new, by=make.reviewer())
    with pytest.raises(TransitionNotAllowed, match="“Superseded”"):
        make.sign(old)
    with pytest.raises(StaleRevision):
        make.sign(new, digest=old.revision.digest)
    assert not SignOff.objects.exists()


def test_a_draft_saved_meanwhile_does_not_go_live_with_the_text_that_was_signed() -> None:
    review = make.claimed()
    make.edited(review.article, body="Nobody read this [@plain2020].")
    make.sign(review)
    assert Publication.objects.get().live_revision == review.revision
    assert Article.objects.get().revision_number == 2


# --- Answers, interests, comments ----------------------------------------------------------------------------
def test_every_question_is_answered_or_nothing_is_signed() -> None:
    review = make.claimed()
    answers = make.yes_to_all(review)
    left_out = answers.popitem()[0]
    question = next(q["question"] for q in review.checklist if q["key"] == left_out)
    with pytest.raises(IncompleteSignOff) as refused:
        make.sign(review, answers=answers)
    assert refused.value.missing == [f"Answer “{question}”."]


@pytest.mark.parametrize("answer", ["no", "No", False])
def test_a_no_is_no_signature(answer: object) -> None:
    review = make.claimed()
    with pytest.raises(IncompleteSignOff, match="ask for changes instead"):
        make.sign(review, answers=make.yes_to_all(review) | {review.checklist[0]["key"]: answer})
    assert not SignOff.objects.exists()


@pytest.mark.parametrize("answer", ["", "perhaps", None, "yes!"])
def test_an_answer_that_is_none_of_the_three_is_no_answer(answer: object) -> None:
    review = make.claimed()
    with pytest.raises(IncompleteSignOff, match="Answer “"):
        make.sign(review, answers=make.yes_to_all(review) | {review.checklist[0]["key"]: answer})


def test_a_question_may_not_apply() -> None:
    review = make.claimed()
    key = review.checklist[0]["key"]
    signed = make.sign(review, answers=make.yes_to_all(review) | {key: "not_applicable"})
    assert signed.answers[0]["answer"] == "Does not apply"


def test_the_questions_are_those_of_the_day_the_review_started() -> None:
    review = make.claimed()
    ChecklistQuestion.objects.update(text="Is the tea hot?")
    ChecklistQuestion.objects.create(text="One more?")
    assert "Is the tea hot?" not in str(make.sign(review).answers)


@pytest.mark.parametrize("interests", ["", "  \n"])
def test_interests_are_declared_or_nothing_is_signed(interests: str) -> None:
    with pytest.raises(IncompleteSignOff, match="Declare your interests"):
        make.sign(make.claimed(), interests=interests)


@pytest.mark.parametrize("interests", ["None", "none.", " NONE "])
def test_none_is_an_answer_to_the_question_of_interests(interests: str) -> None:
    make.sign(make.claimed(), interests=interests)
    assert Review.objects.get().state == State.APPROVED


def test_a_declared_interest_blocks_until_an_editor_says_why_not() -> None:
    review = make.claimed()
    with pytest.raises(NotPermitted, match="You declared an interest"):
        make.sign(review, interests="Shares in a maker of pillows.")
    with pytest.raises(NotPermitted):
        actions.waive_conflict(
            review=review, reviewer=make.reviewer(), by=make.reviewer(), reason="I am fair."
        )
    actions.waive_conflict(review=review, reviewer=make.reviewer(), by=make.editor(), reason="A small sum.")
    assert (
        make.sign(review, interests="Shares in a maker of pillows.").interests
        == "Shares in a maker of pillows."
    )


def test_nobody_waives_their_own_conflict_not_even_as_superuser() -> None:
    review = make.claimed()
    with pytest.raises(NotPermitted, match="their own"):
        actions.waive_conflict(
            review=review, reviewer=make.superuser(), by=make.superuser(), reason="Trust me."
        )


def test_a_waiver_holds_for_one_reviewer_and_one_review() -> None:
    review = make.claimed(category=make.category(required_sign_offs=2))
    actions.waive_conflict(
        review=review, reviewer=make.second_reviewer(), by=make.editor(), reason="A small sum."
    )
    with pytest.raises(NotPermitted):
        make.sign(review, by=make.reviewer(), interests="Shares.")
    assert ConflictWaiver.objects.count() == 1


def test_an_open_blocking_comment_blocks_until_it_is_resolved() -> None:
    review = make.claimed()
    remark = actions.comment(review=review, by=make.reviewer(), text="Which dose?", is_blocking=True)
    assert remark.is_blocking_now
    with pytest.raises(IncompleteSignOff, match=r"1 blocking comment\(s\) are open"):
        make.sign(review)
    actions.resolve_comment(comment=remark, by=make.reviewer())
    assert make.sign(review)


def test_a_remark_that_does_not_block_does_not() -> None:
    review = make.claimed()
    actions.comment(review=review, by=make.writer(), text="We asked twice.")
    assert make.sign(review)


def test_writers_cannot_block_and_cannot_open_the_way() -> None:
    review = make.claimed()
    with pytest.raises(NotPermitted):
        actions.comment(review=review, by=make.writer(), text="Wait.", is_blocking=True)
    remark = actions.comment(review=review, by=make.reviewer(), text="Which dose?", is_blocking=True)
    with pytest.raises(NotPermitted):
        actions.resolve_comment(comment=remark, by=make.writer())
    make.edited(review.article, by=make.editor())
    with pytest.raises(NotPermitted, match="Somebody else must resolve it"):
        actions.resolve_comment(comment=remark, by=make.editor())


def test_a_closed_review_takes_no_comments() -> None:
    with pytest.raises(TransitionNotAllowed, match="Comment on the next one"):
        actions.comment(review=make.review_at(State.WITHDRAWN), by=make.writer(), text="Too late.")


# --- Asking for changes --------------------------------------------------------------------------------------
def test_asking_for_changes_closes_the_review_with_its_reason() -> None:
    review = make.claimed(now=NOW)
    sent = actions.request_changes(
        review=review,
        by=make.reviewer(),
        digest=review.revision.digest,
        reason="The dose is missing.",
        now=NOW,
    )
    assert (sent.state, sent.reason) == (State.CHANGES_REQUESTED, "The dose is missing.")
    assert (sent.closed_by, sent.closed_at) == (make.reviewer(), NOW)


def test_only_the_reviewer_who_has_it_sends_it_back() -> None:
    review = make.claimed()
    for person in (make.second_reviewer(), make.editor(), make.superuser(), make.writer()):
        with pytest.raises(NotPermitted):
            actions.request_changes(review=review, by=person, digest=review.revision.digest, reason="No.")


def test_signatures_before_changes_were_asked_for_do_not_count_for_the_next_review() -> None:
    review = make.claimed(category=make.category(required_sign_offs=2))
    make.sign(review, by=make.second_reviewer())
    actions.request_changes(
        review=review, by=make.reviewer(), digest=review.revision.digest, reason="The dose."
    )
    again = make.claimed(article=review.article)
    make.sign(again, by=make.reviewer())
    assert Review.objects.get(pk=again.pk).state == State.UNDER_REVIEW
    assert not Publication.objects.get().live_revision


# --- The quorum ----------------------------------------------------------------------------------------------
def test_a_text_goes_live_with_the_last_signature_that_the_policy_asks_for_and_not_before() -> None:
    review = make.claimed(category=make.category(required_sign_offs=3))
    for number, signer in enumerate(make.reviewers(number=3), start=1):
        assert not Publication.objects.get().live_revision
        make.sign(review, by=signer)
        assert review.sign_offs.count() == number
    assert Publication.objects.get().live_revision == review.revision
    assert Review.objects.get().state == State.APPROVED


def test_nobody_counts_twice_towards_the_quorum() -> None:
    review = make.claimed(category=make.category(required_sign_offs=2))
    make.sign(review)
    with pytest.raises(NotPermitted, match="signed this review already"):
        make.sign(review)
    assert Review.objects.get().state == State.UNDER_REVIEW


def test_a_policy_that_changes_in_the_middle_changes_nothing_for_this_review() -> None:
    review = make.claimed(
        category=make.category(required_sign_offs=2, specialty="Psychiatric", review_interval_months=6)
    )
    make.category(required_sign_offs=1, specialty="Surgical", review_interval_months=36)
    make.sign(review, by=make.reviewer(), now=NOW)
    assert Review.objects.get().state == State.UNDER_REVIEW
    make.sign(review, by=make.second_reviewer(), now=NOW)
    assert Review.objects.get().next_review_on.isoformat() == "2026-09-02"


def test_a_policy_made_stricter_does_not_void_an_approval() -> None:
    article = make.approved_article()
    make.category(required_sign_offs=5)
    publication = Publication.objects.with_facts().get(article=article)
    assert publication.approval.state == State.APPROVED
    assert publication.valid_sign_offs == publication.approval.required_sign_offs == 1


def test_whoever_may_sign_already_asks_for_no_waiver() -> None:
    review = make.claimed()
    actions.waive_conflict(review=review, reviewer=make.reviewer(), by=make.editor(), reason="It is small.")
    with pytest.raises(EditorialError, match="recorded already why you may sign"):
        actions.ask_for_waiver(review=review, by=make.reviewer(), interests="Shares in a maker.")
