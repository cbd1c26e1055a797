"""What if the disk is full, the clock steps back, or a migration is cut off? Nothing is half done, and the next try goes on."""

from __future__ import annotations

import os
import random
import resource
import signal
import time
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client, override_settings
from PIL import Image

from articles import append_only
from articles.models import Picture
from reviews import actions, record
from reviews.models import LedgerEntry
from tests import factories as make
from tests.articles.pictures import upload
from tests.desk.screens import at_the_desk
from tests.reviews import acts

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def faults() -> list[Any]:
    return [fault for fault in record.faults() if fault is not None]


# --- No room ----------------------------------------------------------------------------------------------
def test_an_act_for_which_the_disk_has_no_room_leaves_no_trace_and_can_be_done_again(committed: None) -> None:
    review = make.claimed()
    before = acts.everything()
    with no_room(), pytest.raises(OperationalError):
        make.edited(review.article, body="word " * 90_000)
    assert acts.everything() == before
    assert Client().get(review.article.get_absolute_url()).status_code == 200
    make.edited(review.article, body="word " * 90_000)
    make.sign(review)
    assert faults() == []


@contextmanager
def no_room() -> Iterator[None]:
    """The database may not grow any more: SQLite's file by its own limit, a file of PostgreSQL's by none but this process's
    share of memory, so there the statement is cut off instead, as the server does when a write fails.
    """
    limit, free = ("PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1073741823")
    if connection.vendor == "postgresql":
        limit, free = "SET statement_timeout = 1", "RESET statement_timeout"
    with connection.cursor() as cursor:
        cursor.execute(limit)
        try:
            yield
        finally:
            cursor.execute(free)


def test_a_picture_for_which_there_is_no_room_is_refused_by_a_sentence_and_no_part_of_it_stays(
    committed: None,
) -> None:
    noise = upload(Image.frombytes("RGB", (1600, 1600), random.Random(1).randbytes(1600 * 1600 * 3)))
    client = at_the_desk(make.writer())
    # What is sent needs no room, only what is kept.
    with (
        override_settings(FILE_UPLOAD_MAX_MEMORY_SIZE=10_000_000),
        files_no_longer_than(_longest_file() + 300_000),
    ):
        answer = client.post("/admin/editor/upload/", {"image": noise})
        noise.seek(0)
        said = {"upload": noise, "alt": "Noise", "credit": "The test"}
        page = client.post("/admin/articles/picture/add/", said, follow=True)
    assert answer.status_code == 400
    assert "could not be kept" in answer.json()["image"][0]
    assert "could not be kept" in page.text
    assert 'value="The test"' in page.text
    assert not Picture.objects.exists()
    assert [file for file in Path(settings.MEDIA_ROOT).rglob("*") if file.is_file()] == []


def test_an_upload_for_which_there_is_no_room_is_answered_by_a_sentence_and_leaves_no_file(
    committed: None, tmp_path: Path
) -> None:
    client = at_the_desk(make.writer())
    client.raise_request_exception = False
    room = _longest_file() + 300_000
    sent = SimpleUploadedFile("long.docx", b"x" * (room + 3_000_000))
    with override_settings(FILE_UPLOAD_TEMP_DIR=tmp_path), files_no_longer_than(room):
        answer = client.post("/admin/articles/article/word/", {"file": sent})
    assert answer.status_code == 503
    assert "nothing that you sent was kept. Try again in a few minutes." in answer.text
    assert list(tmp_path.iterdir()) == []


def _longest_file() -> int:
    """What the database writes must still fit."""
    if connection.vendor != "sqlite":
        return 0
    name = Path(str(connection.settings_dict["NAME"]))
    return max(file.stat().st_size for file in name.parent.glob(f"{name.name}*"))


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """What a full disk or a quota does to a file that is being written."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)


# --- The clock ----------------------------------------------------------------------------------------------
def test_a_clock_that_steps_back_changes_no_order_in_the_ledger_and_breaks_no_link(committed: None) -> None:
    """Entries are in the order of their numbers; the time of each is what the clock said then."""
    article = make.approved_article(now=make.NOW)
    actions.retract(article=article, by=make.editor(), reason="Wrong.", now=make.NOW - timedelta(hours=3))
    last, before = LedgerEntry.objects.order_by("-number")[:2]
    assert (last.verb, last.previous) == ("retract", before.digest)
    assert last.at < before.at
    assert faults() == []
    assert 'data-review-state="retracted"' in Client().get(article.get_absolute_url()).text


# --- Migrations ---------------------------------------------------------------------------------------------
def test_a_migration_that_was_cut_off_is_finished_by_the_next_one_with_record_and_triggers_whole(
    committed: None,
) -> None:
    make.approved_twice()
    before = acts.everything()
    for _ in range(3):
        migrate_until_killed(after=random.random() * 0.8)
    call_command("migrate", verbosity=0)
    assert append_only.missing(connection) == []
    assert acts.everything() == before
    assert faults() == []


def migrate_until_killed(*, after: float) -> None:
    """Takes back the last migration of the reviews and does it again, over and over."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _migrate_for_ever()
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _migrate_for_ever() -> None:
    """Never returns."""
    names = sorted(file.stem for file in (Path(settings.BASE_DIR) / "reviews" / "migrations").glob("0*.py"))
    try:
        while True:
            call_command("migrate", "reviews", names[-2], verbosity=0)
            call_command("migrate", "reviews", names[-1], verbosity=0)
    except BaseException:  # noqa: BLE001 - whatever it is, nothing of the other process may go on here
        traceback.print_exc()
        os._exit(1)
