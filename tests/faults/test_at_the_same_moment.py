"""What if two people act on one article in the same moment? One is first, the other is told; nothing is in between.

Every race is run several times, since who is first is for the machine to say. On SQLite as on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from articles.actions import save_article
from articles.exceptions import EditConflict, EditorialError
from articles.models import Article
from reviews import actions
from reviews.exceptions import NotPermitted, StaleRevision, TransitionNotAllowed
from reviews.models import Publication, Review, SignOff
from reviews.standing import standing
from reviews.workflow import OPEN, State
from tests import factories as make
from tests.faults.conftest import Moment
from tests.reviews import ledger_chain

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
again = pytest.mark.parametrize("turn", range(3))


def losers(outcomes: list[Any]) -> list[Exception]:
    """The exceptions, each of them one that a person can be told."""
    raised = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    for error in raised:
        assert isinstance(error, EditorialError), repr(error)
    return raised


def nothing_is_broken() -> None:
    assert ledger_chain.faults() == []
    for article in Article.objects.all():
        states = list(article.reviews.values_list("state", flat=True))
        assert sum(state in OPEN for state in states) <= 1
        assert states.count(State.APPROVED) <= 1
    for publication in Publication.objects.filter(live_revision__isnull=False).with_facts():
        told = standing(publication, today=make.NOW.date(), check_text=True)
        assert told.is_reviewed
        assert publication.valid_sign_offs >= publication.approval.required_sign_offs
        assert {s.digest for s in publication.approval.sign_offs.all()} == {publication.live_revision.digest}


def signing(review: Review, who: Callable[[], Any]) -> Callable[[], SignOff]:
    """The request as the signer's screen sent it: for the digest that was read."""
    person, digest, answers = who(), review.revision.digest, make.yes_to_all(review)
    return lambda: actions.sign_off(
        review=review, by=person, digest=digest, answers=answers, interests="None"
    )


@again
def test_two_reviewers_sign_while_the_writer_submits_a_newer_text(turn: int, at_once: Moment) -> None:
    """Either both signatures come first and the signed text is live, or the newer text waits and nothing is live."""
    review = make.claimed(category=make.category(required_sign_offs=2))
    writer, newer = make.writer(), make.edited(review.article)
    outcomes = at_once(
        signing(review, make.reviewer),
        signing(review, make.second_reviewer),
        lambda: actions.submit(article=newer, by=writer),
    )
    losers(outcomes)
    nothing_is_broken()
    publication = Publication.objects.get()
    fresh = Review.objects.get(pk=review.pk)
    assert isinstance(outcomes[2], Review)
    assert publication.current_review == outcomes[2]
    assert publication.live_revision in {None, review.revision}
    assert (
        (fresh.state == State.APPROVED)
        == (publication.live_revision is not None)
        == (fresh.sign_offs.count() == 2)
    )


@again
def test_the_last_two_signatures_at_once_approve_once(turn: int, at_once: Moment) -> None:
    review = make.claimed(category=make.category(required_sign_offs=2))
    outcomes = at_once(signing(review, make.reviewer), signing(review, make.second_reviewer))
    assert losers(outcomes) == []
    nothing_is_broken()
    assert Review.objects.get().state == State.APPROVED
    assert [e.verb for e in review.ledger_entries.filter(verb="approve")] == ["approve"]


@again
def test_one_signature_more_than_the_policy_asks_for_is_told_that_it_came_too_late(
    turn: int, at_once: Moment
) -> None:
    review = make.claimed()
    outcomes = at_once(signing(review, make.reviewer), signing(review, make.second_reviewer))
    assert [type(error) for error in losers(outcomes)] == [TransitionNotAllowed]
    nothing_is_broken()
    assert SignOff.objects.count() == 1


@again
def test_one_person_who_signs_twice_at_once_signs_once(turn: int, at_once: Moment) -> None:
    review = make.claimed(category=make.category(required_sign_offs=2))
    outcomes = at_once(signing(review, make.reviewer), signing(review, make.reviewer))
    assert [type(error) for error in losers(outcomes)] == [NotPermitted]
    nothing_is_broken()
    assert SignOff.objects.count() == 1


@again
def test_two_claims_leave_one_reviewer(turn: int, at_once: Moment) -> None:
    review = make.submitted()
    people = [make.reviewer(), make.second_reviewer()]
    outcomes = at_once(*(lambda by=by: actions.claim(review=review, by=by) for by in people))
    assert [type(error) for error in losers(outcomes)] == [TransitionNotAllowed]
    nothing_is_broken()
    winner = next(
        person for person, outcome in zip(people, outcomes, strict=True) if isinstance(outcome, Review)
    )
    assert Review.objects.get().reviewer == winner


@again
def test_submitting_twice_opens_one_review(turn: int, at_once: Moment) -> None:
    article, people = make.article(), [make.writer(), make.editor(), make.writer()]
    outcomes = at_once(*(lambda by=by: actions.submit(article=article, by=by) for by in people))
    assert [type(error) for error in losers(outcomes)] == [TransitionNotAllowed, TransitionNotAllowed]
    nothing_is_broken()
    assert Review.objects.count() == Publication.objects.count() == 1


@again
def test_a_signature_and_a_withdrawal_do_not_both_happen(turn: int, at_once: Moment) -> None:
    review, writer = make.claimed(), make.writer()
    outcomes = at_once(signing(review, make.reviewer), lambda: actions.withdraw(review=review, by=writer))
    assert [type(error) for error in losers(outcomes)] == [TransitionNotAllowed]
    nothing_is_broken()
    assert (Review.objects.get().state == State.APPROVED) == isinstance(outcomes[0], SignOff)


@again
def test_a_signature_and_a_retraction_leave_the_article_retracted(turn: int, at_once: Moment) -> None:
    article = make.approved_article()
    review, editor = make.claimed(article=make.edited(article)), make.editor()
    outcomes = at_once(
        signing(review, make.reviewer),
        lambda: actions.retract(article=article, by=editor, reason="It harms."),
    )
    assert losers(outcomes) == []
    assert ledger_chain.faults() == []
    publication = Publication.objects.with_facts().get()
    assert publication.live_revision == review.revision
    assert not standing(publication, today=make.NOW.date()).is_reviewed


@again
def test_a_signature_and_a_roll_back_do_not_mix_two_texts(turn: int, at_once: Moment) -> None:
    first, second = make.approved_twice()
    review, editor = make.claimed(article=make.edited(second.article)), make.editor()
    outcomes = at_once(
        signing(review, make.reviewer),
        lambda: actions.roll_back(review=first, by=editor, reason="It was wrong."),
    )
    assert losers(outcomes) == []
    nothing_is_broken()
    assert Publication.objects.get().approval_id in {first.pk, review.pk}


@again
def test_two_who_save_the_same_article_both_find_out_and_lose_nothing(turn: int, at_once: Moment) -> None:
    article, people = make.article(), [make.writer(), make.coauthor()]
    titles = ["The title of the writer", "The title of the coauthor"]
    outcomes = at_once(
        *(
            lambda by=by, title=title: save_article(by=by, article=article, base=article.version, title=title)
            for by, title in zip(people, titles, strict=True)
        )
    )
    [conflict] = losers(outcomes)
    assert isinstance(conflict, EditConflict)
    assert {conflict.theirs.title, conflict.yours["title"]} == set(titles)
    nothing_is_broken()
    assert Article.objects.get().revision_number == 2


@again
def test_the_writer_who_saves_while_a_reviewer_signs_changes_nothing_that_was_signed(
    turn: int, at_once: Moment
) -> None:
    review, writer = make.claimed(), make.writer()
    outcomes = at_once(
        signing(review, make.reviewer),
        lambda: save_article(by=writer, article=review.article, title="Another title"),
    )
    assert losers(outcomes) == []
    nothing_is_broken()
    assert Publication.objects.get().live_revision == review.revision


@again
def test_a_reviewer_who_saves_and_signs_at_once_has_only_signed_what_others_wrote(
    turn: int, at_once: Moment
) -> None:
    person = make.superuser()
    make.credential(holder=person)
    review = make.claimed()
    outcomes = at_once(
        signing(review, make.superuser),
        lambda: save_article(by=person, article=review.article, title="Another title"),
    )
    losers(outcomes)
    nothing_is_broken()
    assert {signed.revision for signed in SignOff.objects.all()} <= {review.revision}


@again
def test_two_articles_of_one_title_get_two_addresses_or_a_sentence(turn: int, at_once: Moment) -> None:
    people = [make.writer(), make.coauthor()]
    outcomes = at_once(*(lambda by=by: save_article(by=by, title="How to sleep") for by in people))
    assert all("slug" in error.errors for error in losers(outcomes))
    assert Article.objects.count() == 2 - len(losers(outcomes))
    nothing_is_broken()


@again
def test_many_articles_at_once_make_one_chain(turn: int, at_once: Moment) -> None:
    writer, people = make.writer(), make.reviewers(number=1)
    written = [make.article(title=f"Article {number}") for number in range(6)]
    outcomes = at_once(*(lambda a=a: actions.submit(article=a, by=writer) for a in written))
    assert losers(outcomes) == []
    claims = [lambda r=r: actions.claim(review=r, by=people[0]) for r in outcomes]
    assert losers(at_once(*claims)) == []
    nothing_is_broken()


@again
def test_two_archivists_who_name_each_other_s_article_do_not_wait_for_ever(
    turn: int, at_once: Moment
) -> None:
    editor, first, second = make.editor(), make.article(title="First"), make.article(title="Second")
    outcomes = at_once(
        lambda: actions.archive(article=first, successor=second, by=editor, reason="Merged."),
        lambda: actions.archive(article=second, successor=first, by=editor, reason="Merged."),
    )
    assert len(losers(outcomes)) == 1
    nothing_is_broken()


def test_a_stale_screen_after_the_race_is_told_so(at_once: Moment) -> None:
    review = make.claimed()
    newer = actions.submit(article=make.edited(review.article), by=make.writer())
    actions.claim(review=newer, by=make.reviewer())
    stale = review.revision.digest
    outcomes = at_once(lambda: make.sign(newer, digest=stale), lambda: make.sign(newer, digest=stale))
    assert {type(error) for error in losers(outcomes)} == {StaleRevision}
