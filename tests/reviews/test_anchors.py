"""Is a ledger whose tail was cut, or that was written anew, caught by a head that was kept elsewhere?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError
from django.test import override_settings

from reviews.models import LedgerEntry
from reviews.proof import ed25519
from tests import factories as make
from tests.articles.importer import command
from tests.reviews import intruder

pytestmark = pytest.mark.django_db


@pytest.fixture
def anchors(tmp_path: Path) -> Path:
    """A file with two anchors: of the empty ledger, and of the one after an approval."""
    file = tmp_path / "anchors"
    command("anchor_ledger", file)
    make.approved()
    command("anchor_ledger", file)
    assert len(file.read_text().splitlines()) == 2
    return file


def test_a_ledger_that_only_grew_is_right(anchors: Path) -> None:
    make.approved(title="Another", slug="another")
    assert command("verify_record", "--anchor", anchors).code == 0


def test_a_tail_that_was_cut_off_is_caught(anchors: Path) -> None:
    """Together with all that the tail told of, so that nothing else is missed."""
    last = LedgerEntry.objects.order_by("-number")[0].number
    make.article(title="Another", slug="another")
    command("anchor_ledger", anchors)
    intruder.tampered("DELETE FROM reviews_ledgerentry WHERE number > %s", last)
    assert "ledger entry" not in command("verify_record").complained
    answer = command("verify_record", "--anchor", anchors)
    assert answer.code == 1
    assert f"ledger entry {last + 1}: it was anchored on" in answer.complained
    assert f"the ledger ends at entry {last}." in answer.complained


def test_a_ledger_that_was_written_anew_is_caught(anchors: Path) -> None:
    """Each entry fits the one before it: the forger computed the whole chain."""
    previous = "0" * 64
    for entry in LedgerEntry.objects.order_by("number"):
        entry.actor_name, entry.previous = "Nobody", previous
        previous = entry.computed_digest()
        intruder.tampered(
            "UPDATE reviews_ledgerentry SET actor_name = %s, previous = %s, digest = %s WHERE id = %s",
            "Nobody", entry.previous, previous, entry.pk,
        )  # fmt: skip
    assert "ledger entry" not in command("verify_record").complained
    assert (
        "it is not the entry that was anchored on" in command("verify_record", "--anchor", anchors).complained
    )


@pytest.mark.parametrize("lie", [{"number": 1}, {"digest": "0" * 64}, {"at": "2001-01-01T00:00:00Z"}])
def test_an_anchor_that_was_altered_is_refused(lie: dict[str, object], anchors: Path) -> None:
    first, second = anchors.read_text().splitlines()
    anchors.write_text(f"{first}\n{json.dumps(json.loads(second) | lie)}\n")
    with pytest.raises(CommandError, match="line 2: its signature does not fit"):
        command("verify_record", "--anchor", anchors)


def test_an_anchor_by_another_key_is_refused(anchors: Path) -> None:
    said = json.loads(anchors.read_text().splitlines()[1])
    del said["signature"]
    said["key"] = ed25519.name_of(ed25519.public_of(intruder.ANOTHER_SEED))
    anchors.write_text(json.dumps(said | {"signature": ed25519.sign(said, seed=intruder.ANOTHER_SEED)}))
    with pytest.raises(CommandError, match="a key that this site does not know"):
        command("verify_record", "--anchor", anchors)


@pytest.mark.parametrize("text", ["", "\n", "no anchor", "[]", "{}", '{"kind": "imprimatur/ledger-head/1"}'])
def test_a_file_that_is_no_anchor_is_refused_in_a_sentence(text: str, tmp_path: Path) -> None:
    file = tmp_path / "anchors"
    file.write_text(text)
    with pytest.raises(CommandError, match="line 1: "):
        command("verify_record", "--anchor", file)
    with pytest.raises(CommandError, match="cannot be read"):
        command("verify_record", "--anchor", tmp_path / "none")


def test_an_anchor_can_be_sent_by_mail(anchors: Path) -> None:
    answer = command("anchor_ledger", "--mail", "keeper@example.org")
    [sent] = mail.outbox
    assert sent.to == ["keeper@example.org"]
    assert answer.said.strip() in sent.body
    anchors.write_text(answer.said)
    assert command("verify_record", "--anchor", anchors).code == 0


def test_a_mail_that_cannot_be_sent_is_told_with_the_line_itself(anchors: Path) -> None:
    nobody_listens = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": 1,
    }
    with override_settings(**nobody_listens), pytest.raises(CommandError, match="imprimatur/ledger-head"):
        command("anchor_ledger", "--mail", "keeper@example.org")


def test_an_anchor_needs_a_place(anchors: Path) -> None:
    with pytest.raises(CommandError, match="--mail ADDRESS"):
        command("anchor_ledger")
    with pytest.raises(CommandError, match="cannot be written"):
        command("anchor_ledger", anchors / "no folder")
