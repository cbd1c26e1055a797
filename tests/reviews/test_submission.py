"""What is left of a text that was taken back, and what does whoever may not do it hear?"""

from __future__ import annotations

import pytest

from reviews import actions
from reviews.exceptions import NotPermitted, TransitionNotAllowed
from reviews.models import Publication, Review
from reviews.workflow import State
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_text_that_was_taken_back_is_in_no_review_and_not_public() -> None:
    review = make.claimed()
    assert Publication.objects.public().get().is_in_review
    actions.withdraw(review=review, by=make.writer())
    assert Publication.objects.get().current_review is None
    assert not Publication.objects.get().is_in_review
    assert not Publication.objects.public().exists()


def test_whoever_may_not_is_told_of_credentials_only_where_one_is_needed() -> None:
    review = make.submitted()
    with pytest.raises(NotPermitted) as of_an_act_for_others:
        actions.withdraw(review=review, by=make.stranger())
    assert list(of_an_act_for_others.value.reasons) == [
        "This can only be withdrawn by the person who submitted it or an editor."
    ]
    with pytest.raises(NotPermitted) as of_a_reviewer_s:
        actions.claim(review=review, by=make.stranger())
    assert len(of_a_reviewer_s.value.reasons) > 1
    assert any("credential" in reason for reason in of_a_reviewer_s.value.reasons)


def test_a_text_in_review_is_not_submitted_again_and_a_newer_one_takes_its_place() -> None:
    review = make.submitted()
    with pytest.raises(TransitionNotAllowed) as refused:
        actions.submit(article=review.article, by=make.writer())
    assert refused.value.state == State.SUBMITTED
    newer = actions.submit(article=make.edited(review.article), by=make.writer())
    assert (newer.state, Review.objects.get(pk=review.pk).state) == (State.SUBMITTED, State.SUPERSEDED)
