"""Is a text of two specialties approved only when both have signed, whoever writes to the database?"""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from reviews import actions, quorum
from reviews.exceptions import NotReady
from reviews.models import Credential, Policy, Review, Specialty
from reviews.workflow import State
from tests import factories as make
from tests.desk.screens import at_the_desk, words
from tests.factories import NOW

pytestmark = pytest.mark.django_db
BOTH = {"specialty": Specialty.PSYCHIATRIC, "further_specialty": Specialty.PHARMACY, "required_sign_offs": 2}


def pharmacist() -> object:
    return make.reviewer(username="pharmacist", specialty=Specialty.PHARMACY)


def claimed_by_a_psychiatrist() -> Review:
    pharmacist()
    return make.claimed(category=make.category(**BOTH), now=NOW)


def state_of(review: Review) -> str:
    return Review.objects.get(pk=review.pk).state


def test_a_psychiatrist_and_a_pharmacist_approve() -> None:
    review = claimed_by_a_psychiatrist()
    assert quorum.missing(review) == "2 more signatures, one in Psychiatry and one in Pharmacy"
    make.sign(review, now=NOW)
    assert quorum.missing(Review.objects.get()) == "1 more signature, one in Pharmacy"
    make.sign(review, by=pharmacist(), now=NOW)
    assert state_of(review) == State.APPROVED


def test_two_psychiatrists_do_not_and_the_pharmacist_who_signs_third_does() -> None:
    review = claimed_by_a_psychiatrist()
    make.sign(review, now=NOW)
    make.sign(review, by=make.second_reviewer(), now=NOW)
    assert (state_of(review), quorum.missing(Review.objects.get())) == (
        State.UNDER_REVIEW,
        "1 more signature, one in Pharmacy",
    )
    make.sign(review, by=pharmacist(), now=NOW)
    assert state_of(review) == State.APPROVED


def test_whoever_holds_both_signs_for_the_one_that_is_missing() -> None:
    review = claimed_by_a_psychiatrist()
    make.credential(holder=make.second_reviewer(), specialty=Specialty.PHARMACY)
    make.sign(review, now=NOW)
    assert make.sign(review, by=make.second_reviewer(), now=NOW).specialty == Specialty.PHARMACY
    assert state_of(review) == State.APPROVED


def test_one_person_with_both_specialties_is_still_one_signature() -> None:
    review = claimed_by_a_psychiatrist()
    make.credential(holder=make.reviewer(), specialty=Specialty.PHARMACY)
    make.sign(review, now=NOW)
    assert state_of(review) == State.UNDER_REVIEW


def test_the_database_refuses_an_approval_in_which_one_specialty_is_missing() -> None:
    review = claimed_by_a_psychiatrist()
    make.sign(review, now=NOW)
    make.sign(review, by=make.second_reviewer(), now=NOW)
    approval = dict.fromkeys(("approved_at", "updated_at", "reviewed_at", "closed_at"), NOW)
    forged = {"state": State.APPROVED, "closed_by": make.editor(), "next_review_on": NOW.date(), **approval}
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(**forged)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(**forged, further_specialty="")
    assert state_of(review) == State.UNDER_REVIEW


@pytest.mark.parametrize("wrong", [{"required_sign_offs": 1}, {"specialty": ""}])
def test_a_policy_of_two_specialties_takes_a_first_one_and_two_signatures(wrong: dict[str, object]) -> None:
    policy = Policy(category=make.category(), **BOTH | wrong)
    with pytest.raises(ValidationError, match="takes a first one, and two signatures"):
        policy.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        policy.save()


def test_the_form_of_a_policy_says_so_in_a_sentence_and_keeps_nothing() -> None:
    topic = make.category(required_sign_offs=1)
    policy = topic.policy
    typed = {
        "name": topic.name, "slug": topic.slug, "policy-TOTAL_FORMS": 1, "policy-INITIAL_FORMS": 1, "policy-0-id": policy.pk,
        "policy-0-category": topic.pk, "policy-0-required_sign_offs": 1, "policy-0-specialty": "Psychiatric",
        "policy-0-further_specialty": "PharmacySpecialty", "policy-0-review_interval_months": 12, "policy-0-due_days": 14,
        "policy-0-patient_reading_grade": 9,
    }  # fmt: skip
    page = at_the_desk(make.editor()).post(f"/admin/articles/category/{topic.pk}/change/", typed)
    assert page.status_code == 200
    assert "A further specialty takes a first one, and two signatures at least." in words(page)
    assert Policy.objects.get().further_specialty == ""


def test_a_text_that_no_pharmacist_could_sign_is_not_submitted() -> None:
    make.second_reviewer()
    article = make.article(category=make.category(**BOTH), now=NOW)
    with pytest.raises(NotReady, match="One signature must be in Pharmacy") as refused:
        actions.submit(article=article, by=make.writer(), now=NOW)
    assert len(refused.value.findings) == 1
    Credential.objects.filter(holder=pharmacist()).update(valid_until=NOW.date())
    assert actions.submit(article=article, by=make.writer(), now=NOW).further_specialty == Specialty.PHARMACY


def test_what_a_page_shows_needs_enough_signatures_and_one_in_each_specialty() -> None:
    review = make.approved(category=make.category(name="Two", required_sign_offs=2))
    signed = list(review.sign_offs.all())
    assert quorum.is_reached_by(signed, review) is True
    assert quorum.is_reached_by(signed[:1], review) is False
    review.specialty = "Surgical"
    assert quorum.is_reached_by(signed, review) is False


def test_a_signature_of_another_text_does_not_count() -> None:
    review = claimed_by_a_psychiatrist()
    make.sign(review, now=NOW)
    assert quorum.missing(review) == "1 more signature, one in Pharmacy"
    review.revision.digest = "f" * 64
    assert quorum.missing(review) == "2 more signatures, one in Psychiatry and one in Pharmacy"


def test_of_signatures_that_are_handed_over_no_other_counts() -> None:
    review = claimed_by_a_psychiatrist()
    make.sign(review, now=NOW)
    assert quorum.uncovered(review) == [Specialty.PHARMACY]
    assert quorum.uncovered(review, []) == [Specialty.PSYCHIATRIC, Specialty.PHARMACY]
