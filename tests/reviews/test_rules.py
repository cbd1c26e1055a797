"""The rules that must never break, one after the other. Each is held in more detail where its name leads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from articles.actions import save_article
from articles.exceptions import EditConflict
from articles.models import Revision, Significance
from reviews import actions
from reviews.exceptions import EditorialError, NotPermitted, StaleRevision
from reviews.models import Credential, LedgerEntry, Publication, Review, Scope
from reviews.standing import PublicState, Standing, standing
from reviews.workflow import State
from tests import factories as make
from tests.factories import NOW
from tests.reviews import ledger_chain
from tests.reviews.acts import everything

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(*, on: Any = None) -> Standing | None:
    """What the public is told of the one article there is; None when it is hidden."""
    publication = Publication.objects.public().with_facts().first()
    return standing(publication, today=(on or NOW).date(), check_text=True) if publication else None


# --- 1. Reviewed is what was signed --------------------------------------------------------------------------
@pytest.mark.parametrize("state", State)
def test_1_only_an_approved_text_is_called_reviewed(state: State) -> None:
    make.review_at(state, now=NOW)
    said = told()
    assert (said is not None and said.is_reviewed) == (state == State.APPROVED)
    assert said is None or (said.reviewed_at is not None) == said.is_reviewed


def test_1_a_text_that_was_altered_in_the_store_is_not_called_reviewed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make.approved(now=NOW)
    monkeypatch.setattr(Revision, "computed_digest", lambda revision: "0" * 64)
    said = told()
    assert said is not None
    assert (said.state, said.is_reviewed) == (PublicState.UNREVIEWED, False)


def test_1_too_few_sign_offs_are_not_called_reviewed() -> None:
    make.approved(now=NOW)
    publication = Publication.objects.public().with_facts().get()
    publication.valid_sign_offs = 0
    assert standing(publication, today=NOW.date()).state == PublicState.UNREVIEWED


def test_1_a_superseded_approval_is_not_called_reviewed() -> None:
    make.approved(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_review SET state = 'superseded'")
    said = told()
    assert said is not None
    assert not said.is_reviewed


# --- 2. That revision, never the latest ----------------------------------------------------------------------
def test_2_approval_makes_the_signed_revision_live_and_not_the_latest() -> None:
    review = make.claimed()
    make.edited(review.article)
    make.edited(review.article)
    make.sign(review)
    assert Publication.objects.get().live_revision.number == 1
    with pytest.raises(EditorialError):
        make.sign(review, digest=Revision.objects.get(number=3).digest, by=make.second_reviewer())


def test_2_the_digest_in_the_request_is_checked_against_the_text_itself() -> None:
    review = make.claimed()
    with pytest.raises(StaleRevision):
        make.sign(review, digest=make.edited(review.article).revisions.get(number=2).digest)


# --- 3. Not those who wrote it -------------------------------------------------------------------------------
def test_3_no_writer_judges_superusers_included() -> None:
    person = make.superuser()
    make.credential(holder=person)
    article = make.article(by=person)
    review = make.submitted(article=article)
    for act in (
        lambda: actions.claim(review=review, by=person),
        lambda: actions.assign(review=review, reviewer=person, by=make.editor()),
        lambda: make.sign(actions.claim(review=review, by=make.reviewer()), by=person),
    ):
        with pytest.raises(NotPermitted, match="wrote part of a text"):
            act()


# --- 4. A credential and no conflict -------------------------------------------------------------------------
def test_4_a_signer_has_a_credential_that_is_valid_today_and_no_conflict() -> None:
    review = make.claimed(now=NOW)
    with pytest.raises(NotPermitted, match="You declared an interest"):
        make.sign(review, interests="Shares.", now=NOW)
    Credential.objects.filter(holder=make.reviewer()).update(revoked_at=NOW)
    with pytest.raises(NotPermitted, match="verified credential"):
        make.sign(review, now=NOW)


# --- 5. Every path ------------------------------------------------------------------------------------------
def by_save() -> None:
    review = Review.objects.get()
    review.state, review.approved_at, review.updated_at, review.reviewed_at = State.APPROVED, NOW, NOW, NOW
    review.next_review_on, review.closed_at, review.closed_by = NOW.date(), NOW, make.editor()
    review.save()


def by_publication_save() -> None:
    publication, review = Publication.objects.get(), Review.objects.get()
    publication.live_revision, publication.approval, publication.published_at = review.revision, review, NOW
    publication.save()


def by_update() -> None:
    Review.objects.update(
        state=State.APPROVED, approved_at=NOW, updated_at=NOW, reviewed_at=NOW, next_review_on=NOW.date(), closed_at=NOW,
        closed_by=make.editor(),
    )  # fmt: skip


def by_bulk_update() -> None:
    publication, review = Publication.objects.get(), Review.objects.get()
    publication.live_revision, publication.approval = review.revision, review
    Publication.objects.bulk_update([publication], ["live_revision", "approval"])


def by_raw_sql() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reviews_publication SET approval_id = current_review_id, live_revision_id = "
            "(SELECT revision_id FROM reviews_review WHERE id = current_review_id)"
        )


@pytest.mark.parametrize("path", [by_save, by_publication_save, by_update, by_bulk_update, by_raw_sql])
def test_5_no_path_makes_an_unsigned_text_live(path: Callable[[], None]) -> None:
    make.claimed(now=NOW)
    before = everything()
    with pytest.raises(IntegrityError), transaction.atomic():
        path()
    assert everything() == before


# --- 6. Kept for ever ---------------------------------------------------------------------------------------
def test_6_people_who_wrote_or_signed_cannot_be_deleted_from_the_record() -> None:
    make.approved()
    for person in (make.writer(), make.reviewer()):
        with pytest.raises(ProtectedError):
            person.delete()
        with pytest.raises(IntegrityError), transaction.atomic():
            forget(person)


def forget(person: User) -> None:
    """Delete the row alone, as a careless script would, and let the database check what pointed there."""
    User.objects.filter(pk=person.pk)._raw_delete("default")
    connection.check_constraints()


def test_6_an_article_that_ever_had_a_review_is_never_deleted() -> None:
    article = make.review_at(State.WITHDRAWN).article
    with pytest.raises(ProtectedError):
        article.delete()


# --- 7. One transaction -------------------------------------------------------------------------------------
def test_7_an_act_and_its_entry_in_the_ledger_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    review = make.claimed()
    before = everything()
    monkeypatch.setattr(LedgerEntry, "save", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make.sign(review)
    assert everything() == before


# --- 8. What is public meanwhile ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "state", [State.SUBMITTED, State.UNDER_REVIEW, State.CHANGES_REQUESTED, State.WITHDRAWN]
)
def test_8_while_a_new_text_is_reviewed_the_approved_one_stays(state: State) -> None:
    live = make.approved(now=NOW)
    make.review_at(state, article=make.edited(live.article), now=NOW)
    said = told()
    assert said is not None
    assert (said.revision, said.state, said.is_reviewed) == (live.revision, PublicState.APPROVED, True)


@pytest.mark.parametrize("shows", [True, False])
@pytest.mark.parametrize(
    ("state", "word"),
    [
        (State.SUBMITTED, "submitted"), (State.UNDER_REVIEW, "under_review"), (State.CHANGES_REQUESTED, "unreviewed"),
        (State.WITHDRAWN, None),
    ],
)  # fmt: skip
def test_8_a_text_never_approved_is_shown_only_while_pending_and_where_the_policy_says_so(
    state: State, word: str | None, shows: bool
) -> None:
    make.review_at(state, category=make.category(public_before_approval=shows), now=NOW)
    said = told()
    if word is None or not shows:
        assert said is None
        return
    assert said is not None
    assert (said.state, said.is_reviewed, said.is_indexable, said.is_pending) == (word, False, False, True)


def test_8_a_category_without_a_policy_shows_pending_texts() -> None:
    make.submitted(now=NOW)
    assert told() is not None


# --- 9. Retraction ------------------------------------------------------------------------------------------
def test_9_a_retraction_is_told_by_the_very_next_question() -> None:
    article = make.approved_article(now=NOW)
    actions.retract(article=article, by=make.editor(), reason="It harms.", now=NOW)
    said = told()
    assert said is not None
    assert (said.state, said.is_reviewed) == (PublicState.RETRACTED, False)


# --- 10. Two who save ---------------------------------------------------------------------------------------
def test_10_the_second_who_saves_is_told_and_loses_nothing() -> None:
    article = make.article()
    make.edited(article, by=make.coauthor(), title="Theirs")
    with pytest.raises(EditConflict) as conflict:
        save_article(by=make.writer(), article=article, title="Mine")
    assert (conflict.value.theirs.title, conflict.value.yours["title"]) == ("Theirs", "Mine")


# --- 11. Typos are signed too --------------------------------------------------------------------------------
def test_11_a_typo_is_signed_and_moves_neither_date_when_only_the_changes_are() -> None:
    first = make.approved(now=NOW)
    typo = make.edited(first.article, significance=Significance.EDITORIAL, now=NOW + DAY)
    said = told()
    assert said is not None
    assert said.revision == first.revision
    make.approved(article=typo, scope=Scope.CHANGES, now=NOW + DAY)
    said = told()
    assert said is not None
    assert (said.revision.number, said.is_reviewed) == (2, True)
    assert (said.updated_at, said.reviewed_at) == (NOW, NOW)


# --- And what the public page says of time ------------------------------------------------------------------
def test_a_review_is_overdue_from_the_day_after_it_fell_due() -> None:
    make.approved(now=NOW)
    due = Review.objects.get().next_review_on
    on_the_day, after = told(on=NOW.replace(year=2027)), told(on=NOW.replace(year=2027) + DAY)
    assert on_the_day is not None
    assert after is not None
    assert (on_the_day.next_review_on, on_the_day.state) == (due, PublicState.APPROVED)
    assert (after.state, after.is_reviewed) == (PublicState.OVERDUE, True)


def test_the_steps_say_how_far_the_text_came_and_when() -> None:
    review = make.claimed(now=NOW)
    said = told()
    assert said is not None
    assert [(s.label, s.at, s.progress) for s in said.steps] == [
        ("Submitted", NOW, "done"), ("Under review", NOW, "current"), ("Approved", None, "to-come"),
    ]  # fmt: skip
    make.sign(review, now=NOW)
    said = told()
    assert said is not None
    assert [s.progress for s in said.steps] == ["done", "done", "current"]


# --- The ledger ---------------------------------------------------------------------------------------------
def test_the_ledger_of_a_whole_life_is_one_unbroken_chain() -> None:
    first, _ = make.approved_twice()
    actions.roll_back(review=first, by=make.editor(), reason="A doubt.")
    actions.retract(article=first.article, by=make.editor(), reason="It harms.")
    assert ledger_chain.faults() == []
    assert LedgerEntry.objects.count() > 12
