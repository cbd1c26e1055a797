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
from reviews.reading.conversation import conversation
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
        ("ake 5 mg", 0),
        (".5\ttwice", 0),
        ("", 0),
        ("   ", 0),
    ],
)
def test_a_quote_stands_in_the_block_that_holds_its_words_and_numbers_whole(quote: str, number: int) -> None:
    holding = [block.number for block in blocks() if anchors.found_in(block.text, anchors.tokens(quote))]
    assert holding == ([number] if number else [])


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("5 mg", "Take 2.5 mg."), ("25 mg", "Take 125 mg."), ("5 mg", "Take .5 mg."), ("5 °C", "At −5 °C."),
        ("000 mg", "Take 1,000 mg."), ("2 mg", "Take 1/2 mg."), ("10 cells", "10² cells."), ("0.5 mg", "Take 0.5 mg/kg."),
        ("12", "Vitamin B12."), ("able", "Take a table."),
    ],
)  # fmt: skip
def test_part_of_a_number_a_unit_or_a_word_is_not_the_words_quoted(quote: str, text: str) -> None:
    assert not anchors.found_in(text, anchors.tokens(quote))


def test_the_quote_of_a_long_block_is_its_beginning_and_is_found_again() -> None:
    [block] = blocks("Sleep " * 400)
    assert len(anchors.quotable(block)) <= anchors.LONGEST
    assert anchors.found_in(block.text, anchors.tokens(anchors.quotable(block)))


# --- From text to text ---------------------------------------------------------------------------------------
FIRST, SECOND = "Start with 2.5 mg at night.", "After a week, adults take 2.5 mg in the morning too."


def stands(quote: str, block: int, *, before: str, after: str) -> str:
    """The text of the block beside which the comment stands once the text says ``after``; empty: nowhere."""
    review = make.submitted(body=before)
    comment = actions.comment(
        review=review, by=make.editor(), text="Why?", quote=quote, block=block, is_blocking=True
    )
    assert (comment.block, comment.audience) == (block, "everyone")
    changed = make.submitted(article=make.edited(review.article, body=after))
    [thread] = conversation(changed, "everyone", by=make.editor(), roles=set()).threads
    assert thread.has_lost_its_place == (not thread.block)
    texts = {block.number: block.text for block in numbered(changed.revision.rendered["everyone"]["html"])}
    return texts.get(thread.block, "")


def test_a_comment_stands_beside_the_block_it_was_written_on_though_another_holds_the_same_words() -> None:
    text = f"{FIRST}\n\n{SECOND}\n"
    assert stands("2.5 mg", 2, before=text, after=f"A new beginning.\n\n{text}") == SECOND


@pytest.mark.parametrize(
    ("quote", "before", "after"),
    [
        ("2.5 mg", f"{FIRST}\n\n{SECOND}", f"{FIRST}\n\nAfter a week, adults take 5 mg in the morning too."),
        ("2.5 mg", f"{FIRST}\n\n{SECOND}", FIRST),
        ("25 mg", f"{FIRST}\n\nTake 25 mg.", f"{FIRST}\n\nTake 125 mg."),
        ("2.5 mg", f"{FIRST}\n\nTake 2.5 mg, or 2.5 mg twice.", f"{FIRST}\n\nTake 2.5 mg, or 5 mg twice."),
        ("2.5 mg", f"{FIRST}\n\n{SECOND}", f"{FIRST}\n\nNever give 2.5 mg to children.\n\nIt is known."),
        ("2.5 mg", f"{FIRST}\n\nOlder: {FIRST}", f"{FIRST}\n\nOlder people start with 1 mg at night."),
    ],
)
def test_a_comment_whose_words_changed_has_lost_its_place_though_another_block_holds_them(
    quote: str, before: str, after: str
) -> None:
    assert stands(quote, 2, before=before, after=after) == ""


@pytest.mark.parametrize(
    ("after", "beside"),
    [
        (f"{SECOND}\n\nBetween.\n\n{FIRST}", SECOND),
        (
            f"{FIRST}\n\nWith a meal: after a week, adults take 2.5 mg in the morning too.",
            "With a meal: after",
        ),
        (f"{FIRST}\n\nAfter a week, adults.\n\nThey then take 2.5 mg in the morning too.", "They then take"),
    ],
)
def test_a_comment_follows_its_block_when_that_moves_grows_or_is_split(after: str, beside: str) -> None:
    assert stands("2.5 mg", 2, before=f"{FIRST}\n\n{SECOND}", after=after).startswith(beside)


def test_a_comment_made_before_blocks_were_kept_stands_beside_the_first_block_with_its_words() -> None:
    comment = said(make.claimed(body=f"{FIRST}\n\n{WORDS}\n"))
    Comment.objects.update(block=0, audience="")
    [thread] = conversation(comment.review, "everyone", by=make.editor(), roles=set()).threads
    assert thread.block == 2


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


def test_an_answer_sent_twice_is_one_answer_and_the_second_click_hears_of_it_too() -> None:
    comment = actions.comment(review=make.claimed(), by=make.reviewer(), text="Why?")
    assert answered(comment) == answered(comment) == Answer.objects.get()
    assert LedgerEntry.objects.filter(verb="answer_comment").count() == 1


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
