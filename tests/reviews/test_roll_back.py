"""What becomes of half a quorum when the ground that it was signed on is taken away?"""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User

from articles.models import Article
from reviews import actions
from reviews.exceptions import EditorialError
from reviews.models import Publication, Review
from reviews.workflow import State
from tests import factories as make

pytestmark = pytest.mark.django_db


def clinician_who_writes() -> User:
    user = make.reviewer(username="clinician")
    user.groups.add(Group.objects.get(name="Writers"))
    return User.objects.get(pk=user.pk)


def half_signed() -> tuple[Review, Review]:
    """The first approval, and a third text half signed by who wrote the second, which was approved between."""
    clinician = clinician_who_writes()
    first = make.approved()
    second = make.approved(article=make.edited(first.article, by=clinician))
    make.category(required_sign_offs=2)
    make.reviewers(number=2)
    third = make.claimed(article=make.edited(second.article), by=clinician)
    make.sign(third, by=clinician)
    return first, third


def test_a_roll_back_takes_a_half_signed_text_out_of_review_because_its_signers_may_now_have_written_it() -> (
    None
):
    first, third = half_signed()
    actions.roll_back(review=first, by=make.editor(), reason="The dose is wrong.")
    third.refresh_from_db()
    assert third.state == State.SUPERSEDED
    assert Publication.objects.get().current_review is None
    with pytest.raises(EditorialError):
        make.sign(third, by=make.second_reviewer())


def test_the_text_can_be_submitted_again_and_its_writers_cannot_sign_it() -> None:
    first, third = half_signed()
    actions.roll_back(review=first, by=make.editor(), reason="The dose is wrong.")
    again = make.submitted(article=Article.objects.get(pk=third.article_id))
    with pytest.raises(EditorialError, match="wrote part"):
        actions.claim(review=again, by=clinician_who_writes())


def test_a_text_in_review_that_nobody_signed_yet_stays_there() -> None:
    first, second = make.approved_twice()
    open_review = make.submitted(article=make.edited(second.article))
    actions.roll_back(review=first, by=make.editor(), reason="The dose is wrong.")
    open_review.refresh_from_db()
    assert open_review.state == State.SUBMITTED
