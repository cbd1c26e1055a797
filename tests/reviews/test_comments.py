"""Where does a comment stand, who may answer and settle it, and what does it keep from being signed?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from articles.markdown import render
from articles.models import Article
from reviews import actions
from reviews.exceptions import EditorialError, IncompleteSignOff, NotPermitted, TransitionNotAllowed
from reviews.models import Answer, Comment, LedgerEntry, Review
from reviews.reading import anchors
from reviews.reading.blocks import Block, numbered, split
from reviews.workflow import State
from tests import factories as make

pytestmark = pytest.mark.django_db

WORDS = "Get up at the same time."  # which stand in the text of the factories


# --- The blocks of a text ----------------------------------------------------------------------------------
TEXT = """Take **5 mg** [@plain2020], [@other, p. 4] of it.[^1]

::: patients
Ask *first*.

- one
- two
:::

| Dose | Given |
| --- | --- |
| 1.5 | twice |

![A “chart” > 5](/media/pictures/a.png)

***

[^1]: A note.
"""


def blocks(text: str = TEXT) -> list[Block]:
    return numbered(render(text).html)


def test_a_text_is_split_into_its_paragraphs_lists_tables_and_pictures() -> None:
    assert [block.text for block in blocks()] == [
        "Take 5 mg , of it.", "Ask first.", "one two", "Dose Given 1.5 twice", "A “chart” > 5", "", "A note.",
    ]  # fmt: skip
    assert [block.audience for block in blocks()] == ["", "patients", "patients", "", "", "", ""]


@pytest.mark.parametrize(
    "text", [TEXT, "", "> a\n>\n> b", "::: note\n::: warning\nx\n:::\n:::", "<b>&amp;</b>", "a\n:::"]
)
def test_joined_again_the_blocks_are_the_stored_page_to_the_letter(text: str) -> None:
    html = render(text).html
    assert "".join(block.source for block in split(html)).strip() == html.strip()


@pytest.mark.parametrize(
    ("quote", "number"),
    [
        ("Take 5 mg", 1),
        ("5 mg [1], [2, p. 4] of it", 1),  # as it is copied from the page
        ("Ask\n first.", 2),
        ("1.5\ttwice", 4),
        ("“chart” > 5", 5),
        ("take 6 mg", 0),
        ("", 0),
        ("   ", 0),
    ],
)
def test_a_quote_stands_in_the_block_that_holds_its_words(quote: str, number: int) -> None:
    assert anchors.place([quote], blocks()) == ({quote: number} if number else {})


def test_the_quote_of_a_long_block_is_its_beginning_and_is_found_again() -> None:
    [block] = blocks("Sleep " * 400)
    assert len(anchors.quotable(block)) <= anchors.LONGEST
    assert anchors.place([anchors.quotable(block)], [block]) == {anchors.quotable(block): 1}


# --- Writing -------------------------------------------------------------------------------------------------
def said(
    review: Review | None = None, *, by: User | None = None, is_blocking: bool = False, text: str = "Why?"
) -> Comment:
    review = review or make.claimed()
    return actions.comment(
        review=review, by=by or make.reviewer(), text=text, quote=WORDS, is_blocking=is_blocking
    )


def test_words_that_are_not_in_the_text_cannot_be_quoted() -> None:
    review = make.claimed()
    with pytest.raises(EditorialError, match="are not in revision 1"):
        actions.comment(review=review, by=make.reviewer(), text="Why?", quote="Get up at noon.")
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "quote", ["How to sleep better", "What helps to sleep", "Sleep is restored by regular hours ."]
)
def test_the_title_and_the_excerpt_can_be_quoted_like_the_text(quote: str) -> None:
    actions.comment(review=make.claimed(), by=make.reviewer(), text="Why?", quote=quote)
    assert Comment.objects.get().quote == quote


def test_a_comment_sent_twice_is_one_comment_and_the_same_words_later_are_another() -> None:
    review = make.claimed()
    for minutes in (0, 0, 5):
        now = make.NOW + timedelta(minutes=minutes)
        actions.comment(review=review, by=make.reviewer(), text="Why?", now=now)
    assert Comment.objects.count() == 2
    assert LedgerEntry.objects.filter(verb="comment").count() == 2


# --- Answers -------------------------------------------------------------------------------------------------
def answered(comment: Comment, *, by: User | None = None, text: str = "Because of the trial.") -> Answer:
    return actions.answer_comment(comment=comment, by=by or make.writer(), text=text)


def test_whoever_takes_part_in_the_review_can_answer_and_the_ledger_says_what() -> None:
    comment = said()
    for person in (make.writer(), make.reviewer(), make.editor()):
        answered(comment, by=person, text=f"Says {person}.")
    assert [answer.author.username for answer in comment.answers.all()] == ["writer", "reviewer", "editor"]
    entry = LedgerEntry.objects.order_by("-number")[0]
    assert (entry.verb, entry.details["comment"], entry.details["text"]) == (
        "answer_comment",
        comment.pk,
        "Says editor.",
    )


def test_whoever_takes_no_part_cannot_answer() -> None:
    comment = said()
    with pytest.raises(NotPermitted):
        answered(comment, by=make.coauthor())
    assert not Answer.objects.exists()


def test_the_writers_can_answer_while_they_work_on_the_changes_that_were_asked_for() -> None:
    review = make.claimed()
    comment = said(review)
    actions.request_changes(review=review, by=make.reviewer(), digest=review.revision.digest, reason="Why?")
    answered(comment)
    assert comment.answers.get().author == make.writer()


@pytest.mark.parametrize("end", ["withdraw", "approve"])
def test_a_review_that_came_to_its_end_takes_no_answers(end: str) -> None:
    review = make.claimed()
    comment = said(review)
    if end == "withdraw":
        actions.withdraw(review=review, by=make.writer())
    else:
        make.sign(review)
    with pytest.raises(TransitionNotAllowed, match="This review is closed"):
        answered(comment)


# --- From round to round -------------------------------------------------------------------------------------
def sent_back(*, is_blocking: bool = True) -> tuple[Article, Comment]:
    review = make.claimed()
    comment = said(review, is_blocking=is_blocking)
    actions.request_changes(review=review, by=make.reviewer(), digest=review.revision.digest, reason="Why?")
    return make.edited(review.article), comment


def test_the_answers_given_with_the_next_round_are_written_with_it() -> None:
    article, comment = sent_back()
    actions.submit(article=article, by=make.writer(), answers={comment.pk: " It says so now. "})
    assert [answer.text for answer in comment.answers.all()] == ["It says so now."]


@pytest.mark.parametrize("text", ["a\x00b", "x" * 20_001])
def test_an_answer_that_cannot_be_kept_submits_nothing(text: str) -> None:
    article, comment = sent_back()
    with pytest.raises(EditorialError):
        actions.submit(article=article, by=make.writer(), answers={comment.pk: text})
    assert Review.objects.count() == 1


def test_an_answer_to_a_comment_on_another_article_submits_nothing() -> None:
    article, _ = sent_back()
    other = said(make.claimed(slug="other", title="Another"))
    with pytest.raises(EditorialError, match="not about this article"):
        actions.submit(article=article, by=make.writer(), answers={other.pk: "Here."})
    assert not Review.objects.filter(article=article).open().exists()
    assert not Answer.objects.exists()


def test_what_blocked_an_earlier_round_blocks_the_next_one_until_it_is_resolved() -> None:
    article, comment = sent_back()
    review = make.claimed(article=article)
    with pytest.raises(
        IncompleteSignOff, match=r"1 blocking comment\(s\) are open, 1 of them from an earlier round"
    ):
        make.sign(review)
    actions.resolve_comment(comment=comment, by=make.reviewer())
    make.sign(review)
    assert Review.objects.get(pk=review.pk).state == State.APPROVED


def test_what_did_not_block_an_earlier_round_blocks_nothing() -> None:
    article, _ = sent_back(is_blocking=False)
    make.sign(make.claimed(article=article))


def test_a_comment_that_blocks_another_article_blocks_nothing_here() -> None:
    sent_back()
    make.approved(slug="other", title="Another")


def test_the_reviewer_of_the_next_round_can_resolve_what_another_one_left_open() -> None:
    article, comment = sent_back()
    actions.claim(review=make.submitted(article=article), by=make.second_reviewer())
    assert (
        actions.resolve_comment(comment=comment, by=make.second_reviewer()).resolved_by
        == make.second_reviewer()
    )


def test_its_writers_cannot_resolve_what_blocks_in_any_round() -> None:
    article, comment = sent_back()
    make.claimed(article=article)
    with pytest.raises(NotPermitted):
        actions.resolve_comment(comment=comment, by=make.writer())
    assert Comment.objects.get(pk=comment.pk).resolved_at is None
