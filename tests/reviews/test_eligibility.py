"""Who may claim, judge and sign a text? Nobody who wrote it, nobody without a valid credential, no exceptions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db.models import Q
from django.utils import timezone

from articles.models import Article, Byline
from reviews import actions, eligibility
from reviews.eligibility import Text
from reviews.exceptions import NotPermitted, NotReady
from reviews.models import Credential, Review, Specialty
from reviews.workflow import State
from tests import factories as make
from tests.factories import NOW
from tests.reviews import acts

pytestmark = pytest.mark.django_db


# --- Whoever may not, and why --------------------------------------------------------------------------------
def join_writers(user: User) -> User:
    user.groups.add(Group.objects.get(name="Writers"))
    return User.objects.get(pk=user.pk)


def author_of_the_text(article: Article) -> User:
    return make.reviewer(username=article.created_by.username)


def writer_of_a_part(article: Article) -> User:
    person = join_writers(make.reviewer(username="clinician"))
    make.edited(article, by=person, title="How to sleep better, again")
    return person


def on_the_byline(article: Article) -> User:
    return author_on(article, make.reviewer(username="clinician"))


def author_on(article: Article, person: User) -> User:
    byline = [line.contributor for line in article.bylines.all()]
    make.edited(article, by=make.coauthor(), byline=[*byline, make.contributor(user=person)])
    return person


def superuser_on_the_byline(article: Article) -> User:
    person = make.superuser()
    make.credential(holder=person)
    return author_on(article, person)


def superuser_who_wrote(article: Article) -> User:
    person = make.superuser()
    make.credential(holder=person)
    make.edited(article, by=person)
    return person


def superuser_without_a_credential(article: Article) -> User:
    return make.superuser()


def no_credential(article: Article) -> User:
    person = make.reviewer(username="clinician")
    Credential.objects.filter(holder=person).delete()
    return person


def with_credential(**fields: Any) -> Callable[[Article], User]:
    def person(article: Article) -> User:
        found = make.reviewer(username="clinician")
        Credential.objects.filter(holder=found).update(verified_at=timezone.now(), **fields)
        return found

    return person


def not_a_reviewer(article: Article) -> User:
    person = make.reviewer(username="clinician")
    person.groups.clear()
    return User.objects.get(pk=person.pk)


WROTE, BYLINE = "wrote part of a text", "on the byline"
CREDENTIAL, GROUP = "verified credential", "Medical reviewers"
BARRED: dict[str, tuple[Callable[[Article], User], str]] = {
    "the author": (author_of_the_text, WROTE),
    "a writer of a part": (writer_of_a_part, WROTE),
    "somebody on the byline": (on_the_byline, BYLINE),
    "a superuser on the byline": (superuser_on_the_byline, BYLINE),
    "a superuser who wrote": (superuser_who_wrote, WROTE),
    "a superuser without a credential": (superuser_without_a_credential, CREDENTIAL),
    "a reviewer without a credential": (no_credential, CREDENTIAL),
    "a credential that ended yesterday": (
        with_credential(valid_until=(NOW - timedelta(days=1)).date()),
        CREDENTIAL,
    ),
    "a credential from tomorrow": (with_credential(valid_from=(NOW + timedelta(days=1)).date()), CREDENTIAL),
    "a revoked credential": (with_credential(revoked_at=NOW - timedelta(days=9)), CREDENTIAL),
    "a credential in another specialty": (with_credential(specialty=Specialty.SURGICAL), "in Psychiatry"),
    "somebody outside the group": (not_a_reviewer, GROUP),
}
everybody_barred = pytest.mark.parametrize("who", BARRED)


def barred(who: str, *, policy: int = 1) -> tuple[Article, User, str]:
    """An article that asks for psychiatry, somebody who may not review it, and the word of the reason."""
    article = make.article(
        category=make.category(specialty=Specialty.PSYCHIATRIC, required_sign_offs=policy), now=NOW
    )
    make.reviewers(number=policy, specialty=Specialty.PSYCHIATRIC)
    person, why = BARRED[who]
    return article, person(article), why


@everybody_barred
def test_the_barred_cannot_claim_and_are_told_why(who: str) -> None:
    article, person, why = barred(who)
    review = make.submitted(article=article, by=make.writer(), now=NOW)
    before = acts.everything()
    with pytest.raises(NotPermitted, match=why):
        actions.claim(review=review, by=person, now=NOW)
    assert acts.everything() == before


@everybody_barred
def test_the_barred_cannot_be_assigned(who: str) -> None:
    article, person, why = barred(who)
    review = make.submitted(article=article, by=make.writer(), now=NOW)
    with pytest.raises(NotPermitted, match=why):
        actions.assign(review=review, reviewer=person, by=make.editor(), now=NOW)


@everybody_barred
def test_the_barred_cannot_sign_a_review_that_somebody_else_has(who: str) -> None:
    article, person, why = barred(who)
    review = make.claimed(article=article, now=NOW)
    before = acts.everything()
    with pytest.raises(NotPermitted, match=why):
        make.sign(review, by=person, now=NOW)
    assert acts.everything() == before


@everybody_barred
def test_the_barred_are_not_among_the_eligible(who: str) -> None:
    article, person, why = barred(who)
    text = Text(revision=article.revisions.first(), specialties=(Specialty.PSYCHIATRIC,))
    assert person not in eligibility.eligible_reviewers(text, today=NOW.date())
    assert any(why in reason for reason in eligibility.refusals(person, text, today=NOW.date()))


# --- What happens in the middle of a review ------------------------------------------------------------------
def test_a_reviewer_who_then_writes_can_neither_sign_nor_send_back() -> None:
    review = make.claimed(by=join_writers(make.reviewer()))
    make.edited(review.article, by=make.reviewer())
    with pytest.raises(NotPermitted, match=WROTE):
        make.sign(review)
    with pytest.raises(NotPermitted, match=WROTE):
        actions.request_changes(
            review=review, by=make.reviewer(), digest=review.revision.digest, reason="No."
        )


def test_a_reviewer_who_joins_the_byline_can_neither_sign_nor_send_back() -> None:
    review = make.claimed()
    author_on(review.article, make.reviewer())
    with pytest.raises(NotPermitted, match=BYLINE):
        make.sign(review)
    with pytest.raises(NotPermitted, match=BYLINE):
        actions.request_changes(
            review=review, by=make.reviewer(), digest=review.revision.digest, reason="No."
        )


def test_whoever_is_printed_on_the_byline_stays_barred_after_leaving_the_working_copy() -> None:
    article = make.article()
    author_on(article, make.second_reviewer())
    review = make.submitted(article=article)
    Byline.objects.filter(contributor__user=make.second_reviewer()).delete()
    with pytest.raises(NotPermitted, match=BYLINE):
        actions.claim(review=review, by=make.second_reviewer())


def test_a_credential_that_ends_between_claim_and_signature_does_not_sign() -> None:
    now = timezone.now()  # the clock of the database asks too
    review = make.claimed(now=now)
    Credential.objects.filter(holder=make.reviewer()).update(valid_until=now.date())
    with pytest.raises(NotPermitted, match=CREDENTIAL):
        make.sign(review, now=now + timedelta(days=1))
    make.sign(review, now=now)


def test_a_credential_is_valid_on_its_first_and_its_last_day() -> None:
    first, last = date(2026, 3, 2), date(2026, 3, 5)
    held = make.credential(holder=make.stranger(), valid_from=first, valid_until=last)
    days = [first - timedelta(days=1), first, last, last + timedelta(days=1)]
    assert [held.is_valid_on(day) for day in days] == [False, True, True, False]
    assert [Credential.objects.filter(pk=held.pk).valid_on(day).exists() for day in days] == [
        False,
        True,
        True,
        False,
    ]


def test_any_specialty_will_do_where_the_category_asks_for_none() -> None:
    surgeon = make.reviewer(username="surgeon", specialty=Specialty.SURGICAL)
    assert make.approved(by=[surgeon]).sign_offs.get().specialty == Specialty.SURGICAL


# --- Since the last approval ---------------------------------------------------------------------------------
def test_whoever_wrote_only_before_the_last_approval_may_review_what_came_after() -> None:
    early = join_writers(make.second_reviewer())
    article = make.article(by=make.writer())
    make.edited(article, by=early)
    make.approved(article=article, by=[make.reviewer()])
    make.edited(article, by=make.writer())
    assert make.approved(article=article, by=[early]).state == State.APPROVED


def test_whoever_wrote_the_live_text_may_not_renew_it() -> None:
    article = make.article(by=make.writer())
    make.edited(article, by=join_writers(make.second_reviewer()))
    make.approved(article=article, by=[make.reviewer()])
    renewal = make.submitted(article=article, by=make.editor())
    with pytest.raises(NotPermitted, match=WROTE):
        actions.claim(review=renewal, by=make.second_reviewer())


def test_whoever_wrote_a_text_that_was_rolled_back_may_not_review_what_still_holds_it() -> None:
    """Revision 2 was wrong and its approval is undone; revision 3 grew out of it."""
    first = make.approved(now=NOW)
    wrong = make.edited(first.article, by=join_writers(make.second_reviewer()), now=NOW)
    make.approved(article=wrong, by=[make.reviewer()], now=NOW)
    actions.roll_back(review=first, by=make.editor(), reason="The dose was wrong.", now=NOW)
    review = make.submitted(article=make.edited(wrong, now=NOW), now=NOW)
    with pytest.raises(NotPermitted, match=WROTE):
        actions.claim(review=review, by=make.second_reviewer(), now=NOW)


def test_the_writers_count_again_when_the_text_that_was_rolled_back_is_live_again() -> None:
    first, second = make.approved_twice()
    actions.roll_back(review=first, by=make.editor(), reason="A doubt.", now=NOW)
    actions.roll_back(review=second, by=make.editor(), reason="The doubt was wrong.", now=NOW)
    third = make.edited(second.article).revisions.get(number=3)
    assert eligibility.writers_since_approval(third) == Q(article=third.article_id, number__gt=2)


# --- Finding somebody ----------------------------------------------------------------------------------------
def test_a_text_that_too_few_could_review_is_not_submitted() -> None:
    article = make.article(category=make.category(required_sign_offs=2))
    Credential.objects.filter(holder=make.second_reviewer()).update(revoked_at=NOW)
    with pytest.raises(NotReady, match=r"2 reviewer\(s\) must sign and 1 could"):
        actions.submit(article=article, by=make.writer())


def test_the_eligible_are_each_named_once() -> None:
    review = make.submitted()
    make.credential(holder=make.reviewer(), specialty=Specialty.SURGICAL)
    assert eligibility.eligible_reviewers(Text.of(review), today=NOW.date()) == [make.reviewer()]


def test_a_signature_names_the_credential_that_covers_the_specialty() -> None:
    make.credential(holder=make.reviewer(), specialty=Specialty.SURGICAL, valid_until=date(3000, 1, 1))
    review = make.approved(category=make.category(specialty=Specialty.PSYCHIATRIC))
    assert review.sign_offs.get().credential.specialty == Specialty.PSYCHIATRIC


def test_midnight_is_that_of_greenwich() -> None:
    """The day of an act is its date in UTC, the day of which the database's own rule speaks."""
    today = timezone.now().date()
    Credential.objects.filter(holder=make.reviewer()).update(valid_until=today)
    late = datetime.combine(today, datetime.max.time(), tzinfo=NOW.tzinfo)
    assert Review.objects.get(pk=make.approved(now=late).pk).state == State.APPROVED
