"""What is said of an article, fact by fact? Each that an approval needs is taken away alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from articles.models import Article, Revision
from reviews import actions
from reviews.models import Notice, NoticeKind, Publication, Review
from reviews.proof import keys
from reviews.standing import PublicState, Standing, Step, checked_standings, standing
from reviews.workflow import State
from tests import factories as make
from tests.factories import NOW

TODAY = NOW.date()
DATES = {
    "submitted_at": NOW - timedelta(days=3), "claimed_at": NOW - timedelta(days=2), "approved_at": NOW - timedelta(days=1),
    "updated_at": NOW - timedelta(days=1), "reviewed_at": NOW, "next_review_on": TODAY + timedelta(days=365),
}  # fmt: skip


def under_review(state: str) -> Publication:
    """Public and approved by nobody."""
    article = Article(pk=1)
    review = Review(
        pk=1, article=article, revision=Revision(pk=1, article=article), state=state, **DATES | {"approved_at": None}
    )  # fmt: skip
    return Publication(article=article, current_review=review, published_at=NOW)


def live(**changed: Any) -> Publication:
    """As an approved article is fetched; ``changed`` are fields of its approval."""
    article = Article(pk=1)
    revision = Revision(pk=1, article=article)
    review = Review(
        **{
            "pk": 1,
            "article": article,
            "revision": revision,
            "state": State.APPROVED,
            "required_sign_offs": 1,
            **DATES,
            **changed,
        }
    )
    found = Publication(article=article, live_revision=revision, approval=review, published_at=NOW)
    found.valid_sign_offs, found.has_retraction_in_force = 1, False
    return found


def said_of(publication: Publication) -> Standing:
    return standing(publication, today=TODAY)


def of_another_article(found: Publication) -> None:
    found.article_id = 2


def for_another_article(found: Publication) -> None:
    assert found.approval
    found.approval.article_id = 2


def of_another_text(found: Publication) -> None:
    assert found.approval
    found.approval.revision_id = 2


def text_moved_to_another_article(found: Publication) -> None:
    assert found.live_revision
    found.live_revision.article_id = 2


def superseded(found: Publication) -> None:
    assert found.approval
    found.approval.state = State.SUPERSEDED


def signed_by_nobody(found: Publication) -> None:
    found.valid_sign_offs = 0


def with_an_unlinked_retraction(found: Publication) -> None:
    found.has_retraction_in_force = True


def test_what_has_every_fact_is_reviewed() -> None:
    told = said_of(live())
    assert (told.state, told.label, told.is_reviewed) == (PublicState.APPROVED, "Approved", True)
    assert (told.is_retracted, told.is_pending, told.is_indexable, told.notice) == (False, False, True, None)
    assert (told.revision.pk, told.sign_offs) == (1, ())


@pytest.mark.parametrize(
    "without",
    [
        of_another_article, for_another_article, of_another_text, text_moved_to_another_article, superseded,
        signed_by_nobody, with_an_unlinked_retraction,
    ],
)  # fmt: skip
def test_what_lacks_one_fact_alone_is_not_reviewed(without: Callable[[Publication], None]) -> None:
    found = live()
    without(found)
    told = said_of(found)
    assert (told.state, told.is_reviewed, told.is_indexable) == (PublicState.UNREVIEWED, False, False)
    assert (told.reviewed_at, told.next_review_on) == (None, None)


def test_a_signature_fewer_than_asked_for_is_not_enough_and_as_many_are() -> None:
    assert not said_of(live(required_sign_offs=2)).is_reviewed
    both = live(required_sign_offs=2)
    both.valid_sign_offs = 2
    assert said_of(both).is_reviewed


@pytest.mark.parametrize(
    ("due", "state"),
    [
        (TODAY - timedelta(days=1), PublicState.OVERDUE),
        (TODAY, PublicState.APPROVED),
        (None, PublicState.APPROVED),
    ],
)
def test_a_review_is_overdue_from_the_day_after_and_still_a_review(
    due: date | None, state: PublicState
) -> None:
    told = said_of(live(next_review_on=due))
    assert (told.state, told.is_reviewed, told.next_review_on) == (state, True, due)


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_retraction_alone_of_all_notices_takes_the_mark_away(kind: NoticeKind) -> None:
    found = live()
    found.notice = Notice(pk=1, kind=kind, article=found.article)
    told, is_retracted = said_of(found), kind == NoticeKind.RETRACTION
    assert told.notice is found.notice
    assert told.state == (PublicState.RETRACTED if is_retracted else PublicState.APPROVED)
    assert (told.is_retracted, told.is_reviewed) == (is_retracted, not is_retracted)
    assert told.is_indexable, "a retraction is to be found"


def test_a_text_without_its_approval_is_as_little_live_as_one_without_a_text() -> None:
    for lost in ("approval", "live_revision"):
        found = live()
        found.current_review = found.approval
        setattr(found, lost, None)
        assert not said_of(found).is_reviewed


@pytest.mark.parametrize(
    ("state", "public"),
    [
        (State.SUBMITTED, PublicState.SUBMITTED),
        (State.UNDER_REVIEW, PublicState.UNDER_REVIEW),
        (State.CHANGES_REQUESTED, PublicState.UNREVIEWED),
    ],
)
def test_what_nobody_signed_is_pending_and_has_no_date_of_a_review(state: State, public: PublicState) -> None:
    told = said_of(under_review(state))
    assert (told.state, told.is_reviewed, told.is_pending, told.is_indexable) == (public, False, True, False)
    assert told.changes_requested is (state == State.CHANGES_REQUESTED)
    assert (told.updated_at, told.reviewed_at, told.next_review_on) == (None, None, None)
    assert (told.published_at, told.update, told.revision.pk) == (NOW, None, 1)


def test_changes_asked_for_in_an_update_are_not_told_of_the_text_that_is_live() -> None:
    found = live()
    found.current_review = under_review(State.CHANGES_REQUESTED).current_review
    told = said_of(found)
    assert not told.changes_requested
    assert (told.update, told.state) == (found.current_review, PublicState.APPROVED)


def test_a_text_whose_approval_was_sent_back_is_live_and_asks_for_no_changes() -> None:
    assert not said_of(live(state=State.CHANGES_REQUESTED)).changes_requested


def test_what_is_not_public_has_no_standing() -> None:
    with pytest.raises(ValueError, match="Only what is public"):
        said_of(Publication(article=Article(pk=1)))


def test_the_dates_of_a_reviewed_text_are_those_of_its_approval() -> None:
    told = said_of(live())
    assert (told.updated_at, told.reviewed_at, told.next_review_on) == (
        DATES["updated_at"], DATES["reviewed_at"], DATES["next_review_on"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("publication", "progress"),
    [
        (under_review(State.SUBMITTED), ["current", "to-come", "to-come"]),
        (under_review(State.UNDER_REVIEW), ["done", "current", "to-come"]),
        (under_review(State.CHANGES_REQUESTED), ["to-come", "to-come", "to-come"]),
        (live(), ["done", "done", "current"]),
    ],
)
def test_the_steps_go_as_far_as_the_review_with_the_time_of_each(
    publication: Publication, progress: list[str]
) -> None:
    times = [DATES["submitted_at"], DATES["claimed_at"], DATES["approved_at"]]
    labels = ["Submitted", "Under review", "Approved"]
    assert said_of(publication).steps == tuple(
        Step(label, None if how == "to-come" else time, how)
        for label, time, how in zip(labels, times, progress, strict=True)
    )


def test_what_has_no_review_has_taken_no_step_and_has_no_date() -> None:
    told = Standing(
        publication=live(), revision=Revision(), state=PublicState.UNREVIEWED, is_reviewed=False, review=None, update=None
    )  # fmt: skip
    assert [(step.at, step.progress) for step in told.steps] == [(None, "to-come")] * 3
    assert (told.updated_at, told.reviewed_at, told.next_review_on) == (None, None, None)


def fetched() -> list[Publication]:
    return list(Publication.objects.public().with_facts().order_by("pk"))


@pytest.mark.django_db
def test_what_was_checked_shows_the_signatures_that_carry_it_and_they_go_with_a_retraction() -> None:
    review = make.approved(now=NOW)
    assert standing(fetched()[0], today=TODAY, check_text=True).sign_offs == (review.sign_offs.get(),)
    actions.retract(article=review.article, by=make.editor(), reason="The dose was wrong.", now=NOW)
    told = standing(fetched()[0], today=TODAY, check_text=True)
    assert (told.state, told.sign_offs) == (PublicState.RETRACTED, ())


@pytest.mark.django_db
def test_several_are_checked_with_one_question_and_lists_ask_none(django_assert_num_queries: Any) -> None:
    reviews = [make.approved(title=title, slug=title.lower(), now=NOW) for title in ("One", "Two")]
    publications = fetched()
    keys.trusted()
    with django_assert_num_queries(0):
        assert [said_of(publication).sign_offs for publication in publications] == [(), ()]
    with django_assert_num_queries(1):
        told = checked_standings(publications, today=TODAY)
    assert [(one.is_reviewed, one.sign_offs) for one in told] == [
        (True, (review.sign_offs.get(),)) for review in reviews
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["reviewed_at", "next_review_on"])
def test_a_date_that_nobody_signed_takes_the_mark_away_where_it_is_checked(wrong: str) -> None:
    make.approved(now=NOW)
    [publication] = fetched()
    assert publication.approval
    setattr(publication.approval, wrong, getattr(publication.approval, wrong) + timedelta(days=1))
    assert said_of(publication).is_reviewed
    assert not standing(publication, today=TODAY, check_text=True).is_reviewed


@pytest.mark.django_db
def test_a_signature_of_another_digest_does_not_carry_the_text_where_it_is_checked(monkeypatch: Any) -> None:
    make.approved(now=NOW)
    [publication] = fetched()
    assert publication.live_revision
    monkeypatch.setattr(Revision, "is_intact", lambda revision: True)
    publication.live_revision.digest = "f" * 64
    assert not standing(publication, today=TODAY, check_text=True).is_reviewed
