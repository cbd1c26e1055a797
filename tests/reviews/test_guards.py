"""Which rules does the database keep by itself, against plain ``save()``, bulk changes and raw SQL?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from articles.models import Byline, Contributor, Revision
from reviews import actions, workflow
from reviews.models import Credential, Publication, Review, SignOff
from reviews.workflow import State
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def refused(sql: str, **values: Any) -> None:
    with pytest.raises(IntegrityError):
        run(sql, **values)


def run(sql: str, **values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def forge(review: Review, *, by: User, **changes: Any) -> SignOff:
    """A sign-off written past every action, by the ORM alone."""
    credential = Credential.objects.filter(holder=by).first() or Credential.objects.first()
    fields = {
        "review": review, "revision": review.revision, "digest": review.revision.digest, "signer": by,
        "credential": credential, "printed_name": "Forged", "specialty": "Psychiatric", "licence": "none",
        "signed_at": NOW, "scope": "whole", "statement": "Signed.", "answers": [], "interests": "None", **changes,
    }  # fmt: skip
    with transaction.atomic():
        return SignOff.objects.create(**fields)


def test_a_sign_off_that_fits_passes() -> None:
    assert forge(make.claimed(), by=make.reviewer()).pk


def test_a_sign_off_names_the_digest_of_the_revision_under_review() -> None:
    review = make.claimed()
    other = make.edited(review.article).revisions.get(number=2)
    for lie in ({"digest": "0" * 64}, {"revision": other}, {"revision": other, "digest": other.digest}):
        with pytest.raises(IntegrityError):
            forge(review, by=make.reviewer(), **lie)


@pytest.mark.parametrize("state", [state for state in State if state != State.UNDER_REVIEW])
def test_nothing_is_signed_in_another_state_than_under_review(state: State) -> None:
    review = make.review_at(state)
    with pytest.raises(IntegrityError):
        forge(review, by=make.second_reviewer())


def test_a_sign_off_needs_a_credential_of_the_signer_s_own_valid_that_day_in_that_specialty() -> None:
    review = make.claimed(category=make.category(specialty="Psychiatric"))
    own = make.second_reviewer().credentials.get()
    for lie in (
        {"credential": make.reviewer().credentials.get()},
        {"credential": make.credential(holder=make.second_reviewer(), specialty="Surgical")},
        {
            "credential": make.credential(
                holder=make.second_reviewer(), valid_until=(NOW - timedelta(days=1)).date()
            )
        },
        {
            "credential": make.credential(
                holder=make.second_reviewer(), valid_from=(NOW + timedelta(days=1)).date()
            )
        },
        {"credential": make.credential(holder=make.second_reviewer(), revoked_at=NOW)},
    ):
        with pytest.raises(IntegrityError):
            forge(review, by=make.second_reviewer(), **lie)
    assert forge(review, by=make.second_reviewer(), credential=own)


def test_the_writer_of_a_text_cannot_sign_it_in_any_way() -> None:
    review = make.claimed()
    make.credential(holder=make.writer())
    with pytest.raises(IntegrityError):
        forge(review, by=make.writer())


def test_the_writer_of_a_text_that_was_approved_long_ago_can_sign_the_next() -> None:
    first = make.approved(article=make.article(byline=[make.contributor(name="Test body")]))
    make.credential(holder=make.writer())
    review = make.claimed(article=make.edited(first.article, by=make.coauthor()))
    assert forge(review, by=make.writer()).pk


def test_somebody_on_the_byline_cannot_sign_in_any_way() -> None:
    review = make.claimed(byline=[make.contributor(user=make.coauthor())])
    make.credential(holder=make.coauthor())
    with pytest.raises(IntegrityError):
        forge(review, by=make.coauthor())


def test_somebody_on_the_printed_byline_cannot_sign_though_they_left_the_present_one() -> None:
    leaving = make.second_reviewer()
    review = make.claimed(byline=[make.contributor(user=leaving), make.contributor(name="Another")])
    Byline.objects.filter(contributor__user=leaving).delete()
    with pytest.raises(IntegrityError, match="printed byline"):
        forge(review, by=leaving)
    assert forge(review, by=make.reviewer()).pk


@pytest.mark.parametrize("interests", ["Shares in a maker of pillows.", "", "none of your business"])
def test_a_declared_interest_is_not_signed_without_a_waiver(interests: str) -> None:
    review = make.claimed()
    with pytest.raises(IntegrityError, match="takes a waiver"):
        forge(review, by=make.reviewer(), interests=interests)
    reason = "They know the subject best."
    actions.waive_conflict(review=review, reviewer=make.reviewer(), by=make.editor(), reason=reason)
    with pytest.raises(IntegrityError, match="takes a waiver"):
        forge(review, by=make.second_reviewer(), interests=interests)
    assert forge(review, by=make.reviewer(), interests=interests).pk


def test_a_credential_that_has_ended_signs_nothing_on_an_earlier_day_either() -> None:
    """The day that a row says of itself is not enough: the database has a clock of its own."""
    review, today = make.claimed(), timezone.now()
    ended = make.credential(holder=make.reviewer(), valid_until=(today - timedelta(days=3)).date())
    with pytest.raises(IntegrityError, match="valid credential"):
        forge(review, by=make.reviewer(), credential=ended, signed_at=today - timedelta(days=30))


def test_a_review_is_not_approved_without_its_sign_offs() -> None:
    review = make.claimed(category=make.category(required_sign_offs=2))
    make.sign(review)
    dates = dict.fromkeys(("approved_at", "updated_at", "reviewed_at", "closed_at"), NOW)
    approval = {"state": "approved", "closed_by": make.editor(), "next_review_on": NOW.date(), **dates}
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.update(**approval)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.update(**approval, required_sign_offs=1)
    refused("UPDATE reviews_review SET required_sign_offs = 1")


def test_a_review_is_not_born_approved() -> None:
    review = make.approved()
    copy = Review.objects.get(pk=review.pk)
    copy.pk = None
    copy._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


@pytest.mark.parametrize("start", State)
@pytest.mark.parametrize("target", State)
def test_a_state_leads_only_where_the_table_of_transitions_leads(start: State, target: State) -> None:
    review = make.review_at(start)
    moves = {(source, t.target) for t in workflow.TRANSITIONS.values() for source in t.sources}
    closing = {
        "closed_by_id": make.editor().pk,
        "closed_at": NOW,
        "reviewer_id": make.reviewer().pk,
        "claimed_at": NOW,
    }
    if target in workflow.OPEN:
        closing |= {"closed_by_id": None, "closed_at": None}
    change = Review.objects.filter(pk=review.pk)
    is_unsigned = target == State.APPROVED and start != State.APPROVED
    if ((start, target) in moves or start == target) and not is_unsigned:
        assert change.update(state=target, **closing) == 1
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        change.update(state=target, **closing)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("required_sign_offs", 5),
        ("specialty", "Surgical"),
        ("checklist", "[]"),
        ("review_interval_months", 36),
    ],
)
def test_the_terms_of_a_review_are_frozen(column: str, value: object) -> None:
    make.claimed()
    refused(f"UPDATE reviews_review SET {column} = %(value)s", value=value)


@pytest.mark.parametrize("column", ["approved_at", "updated_at", "reviewed_at", "next_review_on"])
def test_the_dates_of_an_approval_are_frozen(column: str) -> None:
    make.approved(now=NOW)
    refused(f"UPDATE reviews_review SET {column} = '2030-01-01'")


def test_what_was_never_approved_does_not_go_live() -> None:
    article = make.approved_article()
    review = make.claimed(article=make.edited(article))
    live = Revision.objects.get(number=2).pk
    refused("UPDATE reviews_publication SET live_revision_id = %(live)s", live=live)
    refused(
        "UPDATE reviews_publication SET live_revision_id = %(live)s, approval_id = %(a)s",
        live=live,
        a=review.pk,
    )


def test_what_was_approved_for_one_article_does_not_go_live_for_another() -> None:
    approval = make.approved()
    other = make.submitted(title="Another")
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(article=other.article).update(
            live_revision=approval.revision, approval=approval, published_at=NOW
        )


def test_a_publication_is_published_once() -> None:
    make.approved(now=NOW)
    refused("UPDATE reviews_publication SET published_at = '2001-01-01'")


def test_a_retraction_cannot_be_wiped_away() -> None:
    article = make.approved_article()
    correction = actions.correct(article=article, by=make.editor(), reason="A number.")
    actions.retract(article=article, by=make.editor(), reason="It harms.")
    refused("UPDATE reviews_publication SET notice_id = NULL")
    refused("UPDATE reviews_publication SET notice_id = %(other)s", other=correction.pk)


@pytest.mark.parametrize("table", ["reviews_review", "reviews_publication"])
def test_a_review_and_a_publication_are_neither_deleted_nor_replaced(table: str) -> None:
    make.approved()
    refused(f"DELETE FROM {table}")
    columns = [
        f.column for f in (Review if table.split("_")[1] == "review" else Publication)._meta.concrete_fields
    ]
    listed = ", ".join(columns)
    born = ", ".join({"state": "'submitted'", "approved_at": "NULL"}.get(name, name) for name in columns)
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    refused(f"{verb} INTO {table} ({listed}) SELECT {born} FROM {table}")


@pytest.mark.parametrize("table", ["articles_source", "articles_contributor"])
def test_a_source_and_a_person_that_a_revision_names_are_not_deleted_and_others_are(table: str) -> None:
    """Though no article lists them any more: the revision is JSON, which no foreign key sees."""
    article = make.approved_article()
    make.edited(article, body="Nothing is cited.", byline=[make.contributor(name="Another")])
    make.source(key="unused")
    make.contributor(name="Unused")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_article_listed_sources")
        cursor.execute("DELETE FROM articles_sourceword")
    named = "key = 'plain2020'" if table == "articles_source" else "slug = 'test-writer'"
    refused(f"DELETE FROM {table} WHERE {named}")
    run(f"DELETE FROM {table} WHERE {named.split()[0]} = 'unused'")


def test_a_person_that_a_revision_names_stays_who_they_are() -> None:
    """By the account it is known what its owner may not sign; who is named without one can be given one."""
    article = make.article(byline=[make.contributor(user=make.writer()), make.contributor(name="Unknown")])
    make.edited(article, byline=[make.contributor(name="Another")])
    account = make.stranger().pk
    for change in ("user_id = NULL", "user_id = %(account)s", "slug = 'other'", "id = id + 1000"):
        refused(f"UPDATE articles_contributor SET {change} WHERE slug = 'test-writer'", account=account)
    columns = ", ".join(f.column for f in Contributor._meta.concrete_fields)
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    refused(f"{verb} INTO articles_contributor ({columns}) SELECT {columns} FROM articles_contributor")
    run("UPDATE articles_contributor SET user_id = %(account)s WHERE slug = 'unknown'", account=account)
    run("UPDATE articles_contributor SET biography = 'Sleeps well.'")


def test_a_second_open_review_cannot_push_the_first_one_out() -> None:
    review = make.claimed()
    other = Review.objects.get(pk=review.pk)
    other.pk, other.state, other.reviewer, other.claimed_at = None, "submitted", None, None
    other._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()
