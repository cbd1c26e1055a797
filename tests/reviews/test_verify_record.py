"""Does ``verify_record`` find whatever was changed behind the application's back, and name the row?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from articles import append_only
from reviews.models import LedgerEntry, Review, SignOff
from tests import factories as make
from tests.articles.importer import Answer, command
from tests.reviews import intruder

pytestmark = pytest.mark.django_db
Tamper = Callable[..., None]


def verify() -> Answer:
    return command("verify_record", "--json")


def rows(answer: Answer) -> dict[str, str]:
    """Each row at fault with its sentence; the triggers that the tampering took off are left out."""
    assert answer.code == 1
    assert answer.json["ok"] is False
    faults = {fault["row"]: fault["error"] for fault in answer.json["faults"]}
    return {row: error for row, error in faults.items() if not row.startswith("trigger ")}


@pytest.fixture
def tamper() -> Tamper:
    """Run SQL as somebody who got past the application and took the triggers off; undone with the test."""
    return intruder.tampered


def test_a_record_nobody_touched_is_right_and_every_row_was_looked_at() -> None:
    make.approved_twice()
    answer = verify()
    assert answer.code == 0
    assert set(answer.json) == {"ok", "checked", "faults"}
    assert answer.json["ok"] is True
    assert answer.json["faults"] == []
    assert answer.json["checked"] >= LedgerEntry.objects.count() + SignOff.objects.count() + 2


def test_an_empty_site_is_right() -> None:
    assert verify().json == {"ok": True, "checked": 0, "faults": []}


def test_without_json_each_fault_is_a_line_and_the_end_a_count(tamper: Tamper) -> None:
    review = make.approved()
    tamper("UPDATE articles_revision SET title = 'Other' WHERE id = %s", review.revision_id)
    answer = command("verify_record")
    assert answer.code == 1
    assert f"revision {review.revision_id}: its content does not have its digest." in answer.complained
    assert answer.said.strip().endswith("at fault.")


@pytest.mark.parametrize(
    "change",
    ["title = 'Other'", "body = 'Other'", "excerpt = ''", "funding = 'A company'", "byline = '[]'", "sources = '[]'",
     "rendered = '{}'", "lead_picture = '/x.png'", "digest = '" + "0" * 64 + "'"],
)  # fmt: skip
def test_a_revision_that_was_altered_is_named(tamper: Tamper, change: str) -> None:
    review = make.approved()
    tamper(f"UPDATE articles_revision SET {change} WHERE id = %s", review.revision_id)
    assert "its content does not have its digest." in rows(verify())[f"revision {review.revision_id}"]


@pytest.mark.parametrize(
    "change",
    ["printed_name = 'Somebody else'", "printed_credentials = 'PhD'", "statement = 'I skimmed it.'",
     "answers = '[]'", "interests = 'None at all'", "meaning = 'authorship'"],
)  # fmt: skip
def test_a_sign_off_that_was_altered_is_named(tamper: Tamper, change: str) -> None:
    signature = make.approved().sign_offs.get()
    tamper(f"UPDATE reviews_signoff SET {change} WHERE id = %s", signature.pk)
    assert rows(verify()) == {f"sign-off {signature.pk}": "the ledger says something else about it."}


def test_a_sign_off_given_to_another_signer_is_named(tamper: Tamper) -> None:
    signature = make.approved().sign_offs.get()
    tamper("UPDATE reviews_signoff SET signer_id = %s WHERE id = %s", make.writer().pk, signature.pk)
    assert f"sign-off {signature.pk}" in rows(verify())


@pytest.mark.parametrize("date", ["approved_at", "reviewed_at", "updated_at"])
def test_an_approval_that_was_dated_back_is_named(tamper: Tamper, date: str) -> None:
    review = make.approved()
    tamper(f"UPDATE reviews_review SET {date} = '2001-01-01 00:00:00+00:00' WHERE id = %s", review.pk)
    assert rows(verify()) == {f"review {review.pk}": "the ledger gives its approval other dates."}


def test_a_sign_off_dated_back_is_named(tamper: Tamper) -> None:
    signature = make.approved().sign_offs.get()
    tamper("UPDATE reviews_signoff SET signed_at = '2001-01-01 00:00:00+00:00' WHERE id = %s", signature.pk)
    assert f"sign-off {signature.pk}" in rows(verify())


def test_a_sign_off_with_another_digest_is_named_and_its_approval_too(tamper: Tamper) -> None:
    review = make.approved()
    signature = review.sign_offs.get()
    tamper("UPDATE reviews_signoff SET digest = %s WHERE id = %s", "0" * 64, signature.pk)
    found = rows(verify())
    assert "does not name the digest" in found[f"sign-off {signature.pk}"]
    assert found[f"review {review.pk}"] == "it is approved, and its sign-offs lack 1 more signature."


def test_an_approved_review_whose_sign_off_is_gone_is_named(tamper: Tamper) -> None:
    review = make.approved()
    tamper("DELETE FROM reviews_signature WHERE sign_off_id = %s", review.sign_offs.get().pk)
    tamper("DELETE FROM reviews_signoff WHERE review_id = %s", review.pk)
    assert rows(verify())[f"review {review.pk}"] == "it is approved, and its sign-offs lack 1 more signature."


def test_a_sign_off_that_the_ledger_knows_and_nobody_has_is_named(tamper: Tamper) -> None:
    """Though the quorum is reached without it: the review was superseded."""
    first, _ = make.approved_twice()
    gone = first.sign_offs.get().pk
    tamper("DELETE FROM reviews_signature WHERE sign_off_id = %s", gone)
    tamper("DELETE FROM reviews_signoff WHERE id = %s", gone)
    assert rows(verify())[f"sign-off {gone}"] == "the ledger has it, the table of sign-offs does not."


def test_a_review_approved_behind_everybody_s_back_is_named(tamper: Tamper) -> None:
    review = make.claimed()
    tamper("UPDATE reviews_review SET state = 'approved', approved_at = claimed_at, reviewed_at = claimed_at, "
           "updated_at = claimed_at, closed_at = claimed_at, closed_by_id = reviewer_id, next_review_on = due_on "
           "WHERE id = %s", review.pk)  # fmt: skip
    assert rows(verify())[f"review {review.pk}"] == "it is approved, and its sign-offs lack 1 more signature."


def test_a_live_text_that_was_not_approved_is_named(tamper: Tamper) -> None:
    review = make.approved()
    later = make.edited(review.article).revisions.get(number=2)
    publication = review.article.publication
    tamper("UPDATE reviews_publication SET live_revision_id = %s WHERE id = %s", later.pk, publication.pk)
    expected = {f"publication {publication.pk}": "its live revision is not the one that was approved."}
    assert rows(verify()) == expected


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'comment'",
        "actor_name = 'Somebody else'",
        "details = '{}'",
        "at = '2001-01-01 00:00:00+00:00'",
    ],
)
def test_an_entry_of_the_ledger_that_was_altered_is_named(tamper: Tamper, change: str) -> None:
    make.approved()
    entry = LedgerEntry.objects.get(verb="claim")
    tamper(f"UPDATE reviews_ledgerentry SET {change} WHERE id = %s", entry.pk)
    assert rows(verify()) == {f"ledger entry {entry.number}": "its content does not have its digest."}


def test_an_altered_entry_that_was_given_a_fitting_digest_breaks_the_chain_behind_it(tamper: Tamper) -> None:
    make.approved()
    entry = LedgerEntry.objects.get(verb="claim")
    entry.actor_name = "Somebody else"
    forged = entry.computed_digest()
    tamper(
        "UPDATE reviews_ledgerentry SET actor_name = %s, digest = %s WHERE id = %s",
        "Somebody else",
        forged,
        entry.pk,
    )
    assert rows(verify()) == {
        f"ledger entry {entry.number + 1}": "it does not follow from the entry before it."
    }


def test_an_entry_taken_out_of_the_ledger_is_missed_by_the_one_behind_it(tamper: Tamper) -> None:
    make.approved()
    entry = LedgerEntry.objects.get(verb="claim")
    tamper("DELETE FROM reviews_ledgerentry WHERE id = %s", entry.pk)
    assert rows(verify())[f"ledger entry {entry.number + 1}"] == f"entry {entry.number} is missing before it."


def test_an_entry_taken_off_the_end_of_the_ledger_is_missed(tamper: Tamper) -> None:
    """No later entry tells: the state of the review does."""
    review = make.approved()
    last = LedgerEntry.objects.order_by("-number")[0]
    assert last.verb == "approve"
    tamper("DELETE FROM reviews_ledgerentry WHERE id = %s", last.pk)
    assert rows(verify())[f"review {review.pk}"] == "it is approved, and the ledger does not say so."


def test_entries_that_changed_places_are_both_named(tamper: Tamper) -> None:
    make.approved()
    first = LedgerEntry.objects.get(verb="submit")
    for old, new in ((first.number, 900), (first.number + 1, first.number), (900, first.number + 1)):
        tamper_once = "UPDATE reviews_ledgerentry SET number = %s WHERE number = %s"
        tamper(tamper_once, new, old)
    assert {f"ledger entry {first.number}", f"ledger entry {first.number + 1}"} <= set(rows(verify()))


def test_every_trigger_that_is_missing_is_named() -> None:
    names = sorted(name for name, _ in append_only.statements(connection.vendor))
    append_only.remove(connection)
    answer = verify()
    assert answer.code == 1
    assert sorted(fault["row"] for fault in answer.json["faults"]) == [f"trigger {name}" for name in names]
    assert "manage.py migrate" in answer.json["faults"][0]["error"]


def test_one_fault_does_not_hide_another(tamper: Tamper) -> None:
    first, second = make.approved(), make.approved(article=make.article(slug="second"))
    tamper(
        "UPDATE articles_revision SET title = 'Other' WHERE id IN (%s, %s)",
        first.revision_id,
        second.revision_id,
    )
    assert {f"revision {first.revision_id}", f"revision {second.revision_id}"} <= set(rows(verify()))
    assert Review.objects.count() == 2
