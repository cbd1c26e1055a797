"""What if somebody writes to the ledger outside the transaction of an act?"""

from __future__ import annotations

import pytest

from reviews import ledger
from reviews.models import LedgerEntry
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_the_ledger_is_not_written_outside_the_act_that_it_records(committed: None) -> None:
    before = LedgerEntry.objects.count()
    with pytest.raises(RuntimeError, match="inside the transaction"):
        ledger.record("retract", by=make.editor(), at=make.NOW)
    assert LedgerEntry.objects.count() == before
