"""What if the same code is typed twice at once, or wrong ones by the dozen? A code counts once, and the count holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from reviews import actions
from reviews.access.factors import use_recovery_code
from reviews.access.models import FactorReset, RecoveryCode, WrongProof
from reviews.exceptions import EditorialError
from reviews.models import LedgerEntry, Mail
from tests import factories as make
from tests.desk.entrance import PROVE, let_in, logged_in
from tests.desk.screens import act
from tests.faults.conftest import Moment
from tests.reviews.access.keys import app_of, code_of

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def proving(client: Client, code: str) -> Callable[[], int]:
    return lambda: client.post(PROVE, {"one_time_code": code}).status_code


def test_the_same_code_in_two_sessions_at_once_lets_one_in(at_once: Moment) -> None:
    app_of(make.reviewer())
    first, second = logged_in(make.reviewer()), logged_in(make.reviewer())
    code = code_of(make.reviewer())
    assert sorted(at_once(proving(first, code), proving(second, code))) == [302, 422]


def test_a_recovery_code_used_twice_at_once_counts_once(at_once: Moment) -> None:
    digest = hashlib.sha256(b"A" * 24).hexdigest()
    RecoveryCode.objects.create(user=make.reviewer(), digest=digest, made_at=make.NOW)
    user, now = make.reviewer(), timezone.now()
    assert sorted(at_once(*[lambda: use_recovery_code(user, code="A" * 24, now=now)] * 3)) == [
        False,
        False,
        True,
    ]


def test_wrong_attempts_to_sign_at_once_are_all_counted_and_told_once(at_once: Moment) -> None:
    review = make.claimed()
    answers = {f"answer_{q['key']}": "yes" for q in review.checklist}
    clients = [let_in(make.reviewer()) for _ in range(4)]

    def wrong(client: Client) -> Callable[[], Any]:
        return lambda: act(
            client, review, "sign_off", digest=review.revision.digest, interests="none", scope="whole",
            password="wrong", one_time_code="000000", **answers,
        ).status_code  # fmt: skip

    statuses = at_once(*map(wrong, clients))
    assert set(statuses) <= {302, 403, 429}
    assert 3 <= WrongProof.objects.count() <= 4
    assert LedgerEntry.objects.filter(verb="wrong_signing").count() == 1
    assert Mail.objects.filter(kind="wrong_signing", recipient=make.reviewer()).count() == 1


def test_a_reset_confirmed_and_refused_at_once_is_one_of_both(at_once: Moment) -> None:
    app_of(make.reviewer())
    second, third = make.editor(username="second-editor"), make.superuser()
    reset = actions.ask_for_factor_reset(person=make.reviewer(), by=make.editor(), reason="A lost phone.")
    outcomes = at_once(
        lambda: actions.confirm_factor_reset(reset=reset, by=second),
        lambda: actions.refuse_factor_reset(reset=reset, by=third),
    )
    assert sum(isinstance(outcome, EditorialError) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, FactorReset) for outcome in outcomes) == 1
