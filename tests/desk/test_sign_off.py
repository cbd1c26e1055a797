"""Does the form of sign-off ask for everything, believe nothing, and stay away from the authors?"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group

from reviews import actions
from reviews.models import LedgerEntry, Review, SignOff
from reviews.workflow import State
from tests import factories as make
from tests.desk.screens import act, alert, at_the_desk, review_page, soup, typed, words


def form_of(review: Review, **other: Any) -> dict[str, Any]:
    """The form as the reviewer fills it in; None leaves a field out."""
    answers = {f"answer_{question['key']}": "yes" for question in review.checklist}
    filled = {
        "digest": review.revision.digest, **answers, "interests": "none", "scope": "whole",
        "password": make.PASSWORD, **other,
    }  # fmt: skip
    return {name: value for name, value in filled.items() if value is not None}


def sign(review: Review, *, by: Any = None, **other: Any) -> Any:
    return act(at_the_desk(by or make.reviewer()), review, "sign_off", **form_of(review, **other))


def first_question(review: Review) -> str:
    return f"answer_{review.checklist[0]['key']}"


def nothing_was_signed(entries: int) -> bool:
    return not SignOff.objects.exists() and LedgerEntry.objects.count() == entries


def test_a_reviewer_sees_every_question_the_interests_and_the_statement_in_full() -> None:
    review = make.claimed()
    page = at_the_desk(make.reviewer()).get(review_page(review))
    for question in review.checklist:
        assert question["question"] in words(page)
    assert "Interests in the last 36 months" in words(page)
    assert (
        f"I have read the whole of revision 1 of “How to sleep better” (SHA-256 {review.revision.digest})"
        in words(page)
    )
    assert {field["value"] for field in soup(page).select('[name="digest"]')} == {review.revision.digest}
    assert soup(page).select_one('input[name="password"][type="password"][autocomplete="current-password"]')


def test_no_answer_is_chosen_beforehand() -> None:
    page = at_the_desk(make.reviewer()).get(review_page(make.claimed()))
    chosen = [field["name"] for field in soup(page).select("input[type=radio][checked]")]
    assert chosen == ["scope"]  # there is one statement to sign, and no other to choose


def test_what_is_signed_is_kept_as_it_was_asked_and_answered() -> None:
    review = make.claimed()
    assert sign(review, **{first_question(review): "not_applicable"}).status_code == 302
    signature = SignOff.objects.get()
    assert signature.digest == review.revision.digest
    assert [line["question"] for line in signature.answers] == [q["question"] for q in review.checklist]
    assert [line["answer"] for line in signature.answers] == ["Does not apply"] + ["Yes"] * (
        len(review.checklist) - 1
    )
    assert signature.interests == "None"


@pytest.mark.parametrize("password", ["wrong", make.PASSWORD + " ", make.PASSWORD.upper(), "\x00"])
def test_a_wrong_password_signs_nothing(password: str) -> None:
    review = make.claimed()
    entries = LedgerEntry.objects.count()
    page = sign(review, password=password)
    assert page.status_code in {403, 422}
    assert alert(page).startswith(
        ("The password is not right. Nothing was signed.", "Nothing was changed. Your password:")
    )
    assert nothing_was_signed(entries)


def test_the_password_of_somebody_else_signs_nothing() -> None:
    review = make.claimed()
    entries = LedgerEntry.objects.count()
    other = make.second_reviewer()
    other.set_password("the password of another")
    other.save()
    assert sign(review, password="the password of another").status_code == 403
    assert nothing_was_signed(entries)


def test_after_a_wrong_password_everything_else_stands_in_the_form_and_the_password_does_not() -> None:
    review = make.claimed()
    page = sign(
        review, password="wrong", interests="some", declared="Shares", **{first_question(review): "no"}
    )
    assert typed(page, first_question(review)) == "no"
    assert typed(page, "interests") == "some"
    assert typed(page, "declared") == "Shares"
    assert typed(page, "password") == ""


def test_a_question_left_out_is_named() -> None:
    review = make.claimed()
    entries = LedgerEntry.objects.count()
    page = sign(review, **{first_question(review): None})
    assert page.status_code == 422
    assert alert(page) == f"Nothing was changed. {review.checklist[0]['question']}: This field is required."
    assert nothing_was_signed(entries)


@pytest.mark.parametrize("answer", ["maybe", "Yes", ""])
def test_an_answer_that_is_no_answer_is_refused(answer: str) -> None:
    review = make.claimed()
    assert sign(review, **{first_question(review): answer}).status_code == 422
    assert not SignOff.objects.exists()


def test_a_no_means_asking_for_changes_instead() -> None:
    review = make.claimed()
    entries = LedgerEntry.objects.count()
    page = sign(review, **{first_question(review): "no"})
    assert page.status_code == 422
    question = review.checklist[0]["question"]
    assert alert(page) == f"Nothing was signed. You answered “No” to “{question}”: ask for changes instead."
    assert nothing_was_signed(entries)


def test_an_interest_must_be_named() -> None:
    review = make.claimed()
    page = sign(review, interests="some", declared="  ")
    assert page.status_code == 422
    assert "Write down which interest you declare." in alert(page)
    assert not SignOff.objects.exists()


def test_a_declared_interest_takes_an_editor_s_reason() -> None:
    review = make.claimed()
    entries = LedgerEntry.objects.count()
    page = sign(review, interests="some", declared="I own shares.")
    assert page.status_code == 403
    assert "You declared an interest." in alert(page)
    assert typed(page, "declared") == "I own shares."
    assert nothing_was_signed(entries + 1)
    assert LedgerEntry.objects.latest("number").verb == "ask_for_waiver"
    data = {"reviewer": make.reviewer().pk, "reason": "The shares are in another field."}
    assert act(at_the_desk(make.editor()), review, "waive_conflict", **data).status_code == 302
    assert sign(review, interests="some", declared="I own shares.").status_code == 302
    assert SignOff.objects.get().interests == "I own shares."


def test_an_open_blocking_comment_keeps_the_text_unsigned() -> None:
    review = make.claimed()
    actions.comment(review=review, by=make.editor(), text="Which dose?", is_blocking=True)
    page = sign(review)
    assert page.status_code == 422
    assert "1 blocking comment(s) are open. Resolve them first." in alert(page)
    assert not SignOff.objects.exists()


@pytest.mark.parametrize("scope", ["changes", "page", ""])
def test_a_statement_that_was_not_offered_cannot_be_signed(scope: str) -> None:
    assert sign(make.claimed(), scope=scope).status_code == 422
    assert not SignOff.objects.exists()


def test_the_changes_alone_are_offered_for_an_editorial_change_of_an_approved_text() -> None:
    approved = make.approved_article()
    changed = make.edited(approved, significance="editorial")
    review = make.claimed(article=changed)
    page = at_the_desk(make.reviewer()).get(review_page(review))
    assert len(soup(page).select('input[name="scope"]')) == 2
    assert not soup(page).select('input[name="scope"][checked]')
    assert "What changed since revision 1" in words(page)
    assert sign(review, scope="changes").status_code == 302
    assert SignOff.objects.order_by("-pk")[0].scope == "changes"


def test_the_second_signature_that_a_topic_asks_for_is_another_person_s() -> None:
    review = make.claimed(category=make.category(required_sign_offs=2))
    client = at_the_desk(make.reviewer())
    page = client.get(act(client, review, "sign_off", **form_of(review)).url)
    assert "It waits for 1 more signature." in words(page)
    assert not soup(page).select('[name="password"]')
    again = sign(review)
    assert again.status_code == 403
    assert "You have signed this review already." in alert(again)
    assert Review.objects.get().state == State.UNDER_REVIEW
    assert sign(review, by=make.second_reviewer()).status_code == 302
    assert Review.objects.get().state == State.APPROVED


@pytest.mark.parametrize("tie", ["wrote it", "is on the byline", "is superuser and wrote it"])
def test_whoever_wrote_it_never_sees_the_form_and_cannot_send_it_either(tie: str) -> None:
    author = make.reviewer(username="author")
    author.groups.add(Group.objects.get(name="Writers"))
    author.is_superuser = "superuser" in tie
    author.save()
    author = make.account(username="author")
    by = author if "wrote" in tie else make.writer()
    byline = [make.contributor(user=author if "byline" in tie else make.writer())]
    review = make.claimed(article=make.article(by=by, byline=byline))
    entries = LedgerEntry.objects.count()
    page = at_the_desk(author).get(review_page(review))
    assert page.status_code == 200
    assert not soup(page).select('[name="password"]')
    assert "You cannot review this text:" in words(page)
    forged = sign(review, by=author)
    assert forged.status_code == 403
    assert not soup(forged).select('[name="password"]')
    assert ("byline" if "byline" in tie else "Whoever wrote part of a text") in alert(forged)
    assert nothing_was_signed(entries)


def test_somebody_who_joins_the_byline_while_reviewing_loses_the_form() -> None:
    review = make.claimed()
    joined = make.contributor(user=make.reviewer())
    make.edited(review.article, byline=[make.contributor(user=make.writer()), joined])
    assert sign(review).status_code == 403
    assert not SignOff.objects.exists()


def test_the_form_counts_what_is_left_and_leads_to_the_next_gap() -> None:
    review = make.claimed()
    page = at_the_desk(make.reviewer()).get(review_page(review))
    questions = len(review.checklist) + 1  # and the interests; the one statement is chosen
    [line] = soup(page).select("[data-missing]")
    assert f"{questions} of {questions + 1} questions left" in " ".join(line.get_text().split())
    [link] = line.select("a")
    assert soup(page).select_one(f"{link['href']} input[type=radio]")
    again = sign(review, password="wrong")
    assert "All questions are answered. Your password is left." in words(again)


def test_a_blocking_comment_is_named_before_the_signature_with_a_link_to_it() -> None:
    review = make.claimed()
    comment = actions.comment(review=review, by=make.editor(), text="Which dose?", is_blocking=True)
    page = at_the_desk(make.reviewer()).get(review_page(review))
    assert "1 blocking comment is open. Nobody can sign until it is resolved: Which dose?" in words(page)
    assert soup(page).select_one(f'.cannot a[href="#comment-{comment.pk}"]')


def test_the_page_is_not_kept_by_the_browser_so_that_nobody_signs_what_they_went_back_to() -> None:
    page = at_the_desk(make.reviewer()).get(review_page(make.claimed()))
    assert "no-store" in page.headers["Cache-Control"]


def test_the_same_form_sent_again_after_the_last_signature_is_refused_kindly() -> None:
    review = make.claimed()
    assert sign(review).status_code == 302
    entries = LedgerEntry.objects.count()
    again = sign(review)
    assert again.status_code == 409
    assert alert(again).startswith("You have signed this already, on ")
    assert "nothing was signed a second time" in alert(again)
    assert (SignOff.objects.count(), LedgerEntry.objects.count()) == (1, entries)


def test_whoever_signs_a_moment_after_the_last_signature_is_told_that_it_is_approved() -> None:
    review = make.claimed()
    other = form_of(review)
    assert sign(review).status_code == 302
    late = act(at_the_desk(make.second_reviewer()), review, "sign_off", **other)
    assert late.status_code == 409
    assert "This review is “Approved”" in alert(late)
    assert SignOff.objects.count() == 1
