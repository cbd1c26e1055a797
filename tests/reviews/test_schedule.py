"""When does a signed text go public? At the time that an editor set, and only if it still may."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from articles.models import Article
from reviews import actions, record
from reviews.clock import clock_user
from reviews.exceptions import EditorialError, NotPermitted, TransitionNotAllowed
from reviews.models import LedgerEntry, Publication, Review
from reviews.standing import standing
from reviews.workflow import State
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db
SIGNED, DAY = NOW + timedelta(hours=2), NOW + timedelta(days=7)


def scheduled(*, article: Article | None = None, is_signed: bool = True, at: datetime = DAY) -> Review:
    review = make.claimed(article=article, now=NOW)
    review = actions.schedule(review=review, by=make.editor(), go_live_at=at, now=NOW)
    if is_signed:
        make.sign(review, now=SIGNED)
    return Review.objects.get(pk=review.pk)


def its_time_comes(review: Review, *, now: datetime = DAY) -> Review:
    return actions.go_live(review=review, by=clock_user(), now=now)


def entry(verb: str) -> LedgerEntry:
    return LedgerEntry.objects.get(verb=verb)


def test_a_text_that_all_have_signed_waits_for_its_day() -> None:
    review = scheduled()
    assert review.state == State.UNDER_REVIEW
    assert Publication.objects.get().live_revision is None
    its_time_comes(review, now=DAY - timedelta(minutes=1))
    assert Publication.objects.get().live_revision is None
    its_time_comes(review)
    publication = Publication.objects.get()
    assert (publication.live_revision, publication.approval) == (review.revision, review)
    assert publication.approval.state == State.APPROVED


def test_it_was_reviewed_when_it_was_signed_and_published_when_it_went_public() -> None:
    make.category(public_before_approval=False)  # else it was public before, with a caution
    review = its_time_comes(scheduled())
    assert (review.reviewed_at, review.approved_at, review.updated_at) == (SIGNED, DAY, DAY)
    assert review.next_review_on == date(2027, 3, 2)
    assert Publication.objects.get().published_at == DAY


def test_until_its_day_readers_see_what_was_live_before() -> None:
    first = make.approved(now=NOW - timedelta(days=30))
    second = scheduled(article=make.edited(first.article, now=NOW))
    public = Publication.objects.public().with_facts().get()
    assert standing(public, today=SIGNED.date()).revision == first.revision
    its_time_comes(second)
    public = Publication.objects.public().with_facts().get()
    assert standing(public, today=DAY.date()).revision == second.revision


def test_a_text_that_was_never_approved_is_hidden_until_its_day(client: Client) -> None:
    review = scheduled()
    assert client.get(review.article.get_absolute_url()).status_code == 404
    its_time_comes(review)
    assert client.get(review.article.get_absolute_url()).status_code == 200


def test_its_day_may_be_moved_or_taken_back_and_taken_back_it_goes_public_at_once() -> None:
    review = scheduled()
    actions.schedule(review=review, by=make.editor(), go_live_at=DAY + timedelta(days=1), now=SIGNED)
    assert its_time_comes(review).state == State.UNDER_REVIEW
    review = actions.schedule(review=review, by=make.editor(), go_live_at=None, now=DAY)
    assert review.state == State.APPROVED
    assert Publication.objects.get().live_revision == review.revision


def test_the_reviewer_may_still_call_it_back() -> None:
    review = scheduled()
    actions.request_changes(
        review=review, by=make.reviewer(), digest=review.revision.digest, reason="I was wrong.", now=SIGNED
    )
    assert its_time_comes(review).state == State.CHANGES_REQUESTED
    assert Publication.objects.get().live_revision is None


def test_a_newer_text_in_review_takes_its_place_and_it_never_goes_public() -> None:
    review = scheduled()
    actions.submit(article=make.edited(review.article, now=SIGNED), by=make.writer(), now=SIGNED)
    assert its_time_comes(review).state == State.SUPERSEDED
    assert Publication.objects.get().live_revision is None


def test_a_text_of_an_article_that_was_retracted_meanwhile_is_held_back_and_the_ledger_says_why() -> None:
    first = make.approved(now=NOW - timedelta(days=30))
    review = scheduled(article=make.edited(first.article, now=NOW))
    actions.retract(article=first.article, by=make.editor(), reason="The dose is wrong.", now=SIGNED)
    assert its_time_comes(review).state == State.SUPERSEDED
    assert Publication.objects.get().live_revision == first.revision
    assert entry("supersede").details["reason"].startswith("The article was retracted")
    assert entry("supersede").actor == clock_user()


def test_a_text_not_signed_in_time_goes_public_when_it_is_and_the_ledger_says_what_was_missing() -> None:
    review = its_time_comes(scheduled(is_signed=False))
    assert (review.state, review.go_live_at) == (State.UNDER_REVIEW, None)
    assert entry("miss_schedule").details == {"missing": "1 more signature"}
    make.sign(review, now=DAY + timedelta(hours=1))
    assert Publication.objects.get().live_revision == review.revision


def test_its_time_comes_once() -> None:
    review = its_time_comes(scheduled())
    entries = LedgerEntry.objects.count()
    its_time_comes(review, now=DAY + timedelta(hours=1))
    assert LedgerEntry.objects.count() == entries


def test_when_all_have_signed_nobody_signs_once_more() -> None:
    review = scheduled()
    with pytest.raises(NotPermitted, match="waits for the day"):
        make.sign(review, by=make.second_reviewer(), now=SIGNED)


@pytest.mark.parametrize("at", [NOW - timedelta(minutes=1), NOW, NOW + timedelta(days=400)])
def test_a_time_that_is_past_or_too_far_away_is_refused(at: datetime) -> None:
    with pytest.raises(EditorialError, match="within a year"):
        scheduled(at=at)


def test_a_closed_review_has_no_time_to_set() -> None:
    with pytest.raises(TransitionNotAllowed, match="closed"):
        actions.schedule(review=make.approved(now=NOW), by=make.editor(), go_live_at=DAY, now=NOW)


def test_only_an_editor_sets_the_time() -> None:
    with pytest.raises(NotPermitted):
        actions.schedule(review=make.claimed(now=NOW), by=make.reviewer(), go_live_at=DAY, now=NOW)


def test_the_reviews_whose_time_has_come_are_found() -> None:
    review = scheduled()
    assert not Review.objects.due_to_go_live(DAY - timedelta(seconds=1)).exists()
    assert list(Review.objects.due_to_go_live(DAY)) == [review]
    its_time_comes(review)
    assert not Review.objects.due_to_go_live(DAY).exists()


def test_the_record_of_a_text_that_waited_is_right() -> None:
    its_time_comes(scheduled())
    assert [fault for fault in record.faults() if fault] == []


def test_what_all_have_signed_is_stopped_by_an_act_and_not_by_a_comment_that_blocks_nothing() -> None:
    review = scheduled()
    with pytest.raises(EditorialError, match="ask for changes or withdraw"):
        actions.comment(review=review, by=make.editor(), text="Wait.", is_blocking=True, now=SIGNED)
    actions.comment(review=review, by=make.editor(), text="It reads well.", now=SIGNED)


def test_what_all_have_signed_is_not_handed_back_to_the_queue() -> None:
    with pytest.raises(NotPermitted, match="All the signatures"):
        actions.release(review=scheduled(), by=make.reviewer(), now=SIGNED)
