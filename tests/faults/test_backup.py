"""Does a copy of the database come back whole, with its record verified, and never over another by mistake?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import IntegrityError, connection
from django.test import override_settings

from articles import append_only
from reviews.models import LedgerEntry
from tests import factories as make
from tests.articles.importer import command
from tests.reviews import acts

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def copy(committed: None, tmp_path: Path) -> Path:
    """A backup of a database with two approvals."""
    make.approved_twice()
    file = tmp_path / "copy"
    command("backup", file)
    return file


def test_a_backup_comes_back_row_for_row_and_its_record_is_verified(copy: Path) -> None:
    before = acts.everything()
    make.approved(title="Lost", slug="lost")
    assert acts.everything() != before
    answer = command("restore", copy, "--replace")
    assert (answer.code, answer.complained) == (0, "")
    assert answer.said.strip().endswith("0 at fault.")
    assert acts.everything() == before
    assert append_only.missing(connection) == []
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reviews_signoff")
    make.approved(title="Next", slug="next")
    assert command("verify_record").code == 0


def test_a_backup_is_for_its_owner_s_eyes_and_replaces_no_file(copy: Path) -> None:
    assert copy.stat().st_mode & 0o777 == 0o600
    before = copy.read_bytes()
    with pytest.raises(CommandError, match="is there already"):
        command("backup", copy)
    assert copy.read_bytes() == before
    assert [file.name for file in copy.parent.iterdir()] == [copy.name]


def test_a_record_is_not_replaced_by_mistake(copy: Path) -> None:
    entries = LedgerEntry.objects.count()
    with pytest.raises(CommandError, match="say --replace"):
        command("restore", copy)
    assert LedgerEntry.objects.count() == entries


def test_a_backup_whose_record_was_altered_is_found_when_it_comes_back(copy: Path) -> None:
    from tests.reviews import intruder

    intruder.tampered("UPDATE reviews_signoff SET printed_name = 'Nobody'")
    forged = copy.with_name("forged")
    command("backup", forged)
    answer = command("restore", forged, "--replace")
    assert answer.code == 1
    assert "sign-off" in answer.complained


@pytest.mark.parametrize("cut", [0, 7, 5000])
def test_a_damaged_backup_changes_nothing(cut: int, copy: Path) -> None:
    before: Any = acts.everything()
    copy.write_bytes(copy.read_bytes()[:cut])
    with pytest.raises(CommandError, match=r"not a backup|damaged|could not be restored|failed"):
        command("restore", copy, "--replace")
    assert acts.everything() == before
    assert append_only.missing(connection) == []


def test_a_place_that_cannot_be_written_is_told_and_nothing_is_left(copy: Path) -> None:
    with pytest.raises(CommandError, match="could not be written"):
        command("backup", copy.parent / "no folder" / "copy")
    if connection.vendor == "postgresql":
        with override_settings(PG_BIN=str(copy.parent)), pytest.raises(CommandError, match="PG_BIN"):
            command("backup", copy.parent / "another")
    assert [file.name for file in copy.parent.iterdir()] == [copy.name]
