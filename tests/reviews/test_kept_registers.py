"""Who stands behind an entry of the registers of credentials and people, and what is entered in the ledger?"""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission

from reviews import actions
from reviews.exceptions import EditorialError, NotPermitted
from reviews.models import Credential, LedgerEntry
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
FIRST, LAST = date(2020, 1, 1), date(2030, 1, 1)
NEW = {
    "specialty": "Psychiatric",
    "licence": "L 1",
    "register": "A register",
    "valid_from": FIRST,
    "valid_until": LAST,
}


def kept(credential: Credential | None = None, **fields: Any) -> Credential:
    return actions.keep_credential(credential=credential, by=make.editor(), now=LATER, **fields)


def verified_long_ago() -> Credential:
    """By ``verifier``, not by the editor who keeps it now."""
    return make.credential(holder=make.stranger(), valid_from=FIRST, valid_until=LAST)


def test_a_new_credential_stands_there_with_the_name_of_whoever_entered_it() -> None:
    found = kept(holder=make.stranger(), **NEW)
    assert found == Credential.objects.get()
    assert (found.verified_by, found.verified_at) == (make.editor(), LATER)
    details = LedgerEntry.objects.get(verb="keep_credential").details
    assert (details["is_verified"], set(details["fields"])) == (True, {"holder", *NEW})


@pytest.mark.parametrize(
    "change",
    [
        {"valid_from": FIRST - timedelta(days=1)}, {"valid_until": LAST + timedelta(days=1)}, {"specialty": "Surgical"},
        {"licence": "L 2"}, {"register": "Another register"},
    ],
)  # fmt: skip
def test_whoever_makes_it_say_more_has_verified_it_anew(change: dict[str, Any]) -> None:
    assert kept(verified_long_ago(), **change).verified_by == make.editor()


@pytest.mark.parametrize(
    "change",
    [
        {"valid_from": FIRST + timedelta(days=1)},
        {"valid_until": LAST - timedelta(days=1)},
        {"revoked_at": NOW},
    ],
)
def test_whoever_makes_it_say_less_leaves_the_name_of_whoever_verified_it(change: dict[str, Any]) -> None:
    found = kept(verified_long_ago(), **change)
    assert found.verified_by.username == "verifier"
    assert LedgerEntry.objects.get(verb="keep_credential").details["is_verified"] is False


def test_a_revoked_credential_that_counts_again_was_verified_anew() -> None:
    revoked = make.credential(holder=make.stranger(), revoked_at=NOW - timedelta(days=1))
    assert kept(revoked, revoked_at=None).verified_by == make.editor()


def test_what_changes_nothing_is_not_entered_anywhere() -> None:
    credential = verified_long_ago()
    assert kept(credential, valid_until=LAST).verified_by.username == "verifier"
    person = make.contributor(name="Test person")
    assert actions.keep_person(by=make.editor(), person=person, name="Test person") == person
    assert not LedgerEntry.objects.exists()


def test_a_credential_is_no_editor_s_own_and_ends_after_it_starts() -> None:
    with pytest.raises(NotPermitted, match="their own credential"):
        kept(verified_long_ago(), holder=make.editor())
    with pytest.raises(NotPermitted, match="their own credential"):
        kept(make.credential(holder=make.editor()), holder=make.coauthor())
    with pytest.raises(NotPermitted, match="Only an editor"):
        actions.keep_credential(by=make.writer(), holder=make.coauthor(), **NEW)
    with pytest.raises(EditorialError, match="end before it starts"):
        kept(verified_long_ago(), valid_until=FIRST - timedelta(days=1))
    assert kept(verified_long_ago(), valid_until=FIRST).valid_until == FIRST


def test_a_person_is_entered_and_changed_by_writers_and_editors_alone() -> None:
    for by in (make.reviewer(), make.stranger()):
        with pytest.raises(NotPermitted, match="Only writers and editors"):
            actions.keep_person(by=by, name="Test person")
    person = actions.keep_person(by=make.writer(), name="Test person", disclosures="None")
    assert (person.pk is not None, person.name) == (True, "Test person")
    assert actions.keep_person(by=make.writer(), person=person, name="Another name").name == "Another name"


@pytest.mark.parametrize("allowed", ["add", "change"])
def test_to_add_a_person_and_to_change_one_are_two_rights(allowed: str) -> None:
    person, by = make.contributor(name="Test person"), make.stranger()
    by.user_permissions.add(Permission.objects.get(codename=f"{allowed}_contributor"))
    for act, arguments in (
        ("add", {"name": "New"}),
        ("change", {"person": person, "disclosures": "None at all"}),
    ):
        by = make.stranger()
        with (
            nullcontext() if act == allowed else pytest.raises(NotPermitted, match="Only writers and editors")
        ):
            actions.keep_person(by=by, **arguments)


def test_the_ledger_says_what_was_entered_of_a_person_and_whether_they_are_new() -> None:
    person = actions.keep_person(by=make.editor(), name="Test person")
    actions.keep_person(by=make.editor(), person=person, disclosures="Shares in a maker.")
    new, changed = LedgerEntry.objects.filter(verb="register").order_by("number")
    assert (new.details["is_new"], new.details["fields"]) == (True, {"name": "Test person"})
    assert (changed.details["is_new"], changed.details["row"]) == (False, person.pk)
    assert changed.details["fields"] == {"disclosures": "Shares in a maker."}


def test_nobody_says_which_person_their_own_account_is() -> None:
    with pytest.raises(NotPermitted, match="Ask another editor"):
        actions.keep_person(by=make.editor(), name="Test editor", user=make.editor())


def test_a_writer_changes_of_somebody_who_signs_whatever_is_not_printed_with_the_signature() -> None:
    signer = make.contributor(user=make.reviewer())
    changed = actions.keep_person(by=make.writer(), person=signer, disclosures="Shares in a maker.")
    assert changed.disclosures == "Shares in a maker."
    with pytest.raises(NotPermitted, match="only an editor changes"):
        actions.keep_person(by=make.writer(), person=signer, name="Another name")
