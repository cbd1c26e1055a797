"""Is the signing key kept where nobody else can read it, and is a wrong or missing one told in time?"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from reviews import checks
from reviews.proof import ed25519, keys
from tests import factories as make

KEY = base64.b64encode(b"k" * 32).decode()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A site without a key, whose key file would be here."""
    file = tmp_path / "state" / "signing-key"
    with override_settings(SIGNING_KEY="", SIGNING_KEY_FILE=file, FORMER_SIGNING_KEYS=[]):
        yield file


def told() -> list[str]:
    return [str(message.id) for message in (*checks.signing_key(), *checks.signing_key_in_production())]


def test_a_key_is_made_for_its_owner_alone(place: Path) -> None:
    call_command("make_signing_key", verbosity=0)
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700
    assert len(keys.seed()) == 32
    assert told() == []


def test_a_key_that_is_there_stays(place: Path) -> None:
    call_command("make_signing_key", verbosity=0)
    before = place.read_text()
    call_command("make_signing_key", verbosity=0)
    assert place.read_text() == before


def test_of_many_processes_that_make_a_key_at_once_all_get_the_same(place: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: keys.make(), range(8)))
    assert [file.name for file in place.parent.iterdir()] == [place.name]
    assert len(keys.seed()) == 32


def test_rotating_keeps_the_former_public_key_and_never_the_private_one(place: Path) -> None:
    call_command("make_signing_key", verbosity=0)
    first, private = keys.current_name(), place.read_text().strip()
    call_command("make_signing_key", "--rotate", verbosity=0)
    call_command("make_signing_key", "--rotate", verbosity=0)
    assert next(iter(keys.trusted())) == keys.current_name() != first
    assert first in keys.trusted()
    assert len(keys.trusted()) == 3
    assert private not in keys.former_file().read_text()
    assert told() == []


def test_a_key_of_the_environment_is_rotated_by_hand_with_what_to_set(place: Path) -> None:
    with override_settings(SIGNING_KEY=KEY), pytest.raises(CommandError, match="FORMER_SIGNING_KEYS"):
        call_command("make_signing_key", "--rotate", verbosity=0)


@pytest.mark.parametrize("wrong", ["nonsense", "AAAA", KEY[:-1], f"{KEY}A", KEY.replace("=", "!"), "ключ"])
def test_a_wrong_key_is_told_with_a_hint_and_never_repeated(wrong: str, place: Path) -> None:
    with override_settings(SIGNING_KEY=wrong):
        [found] = checks.signing_key()
    assert found.id == "reviews.E001"
    assert "make_signing_key" in str(found.hint)
    assert wrong not in found.msg


def test_a_key_that_others_can_read_is_told(place: Path) -> None:
    keys.make()
    place.chmod(0o640)
    [found] = checks.signing_key()
    assert found.id == "reviews.E001"
    assert "chmod 600" in found.msg
    assert keys.trusted() == {}


def test_a_missing_key_is_told_before_a_site_goes_public(place: Path) -> None:
    assert told() == ["reviews.E003"]


def test_a_former_key_that_is_none_is_told(place: Path) -> None:
    with override_settings(FORMER_SIGNING_KEYS=["nonsense"]):
        assert "reviews.E002" in told()


def test_a_place_that_cannot_be_written_is_told_in_a_sentence(place: Path) -> None:
    place.parent.parent.joinpath("state").write_text("a file where the folder would be")
    with pytest.raises(CommandError, match="SIGNING_KEY_FILE"):
        call_command("make_signing_key", verbosity=0)


@pytest.mark.django_db
def test_a_key_that_signed_and_was_forgotten_is_told(tmp_path: Path) -> None:
    make.approved()
    assert checks.signatures_are_trusted(None, databases=["default"]) == []
    with override_settings(SIGNING_KEY=KEY):
        [found] = checks.signatures_are_trusted(None, databases=["default"])
    assert found.id == "reviews.W001"
    assert "FORMER_SIGNING_KEYS" in str(found.hint)


def test_a_key_has_one_name_and_a_signature_one_spelling() -> None:
    public = ed25519.public_of(b"k" * 32)
    facts = {"kind": "test", "text": "é"}
    signature = ed25519.sign(facts, seed=b"k" * 32)
    assert ed25519.fits(signature, facts=facts, public=public)
    for other in (signature.rstrip("="), f"{signature}\n", f" {signature}", "", "A" * 88):
        assert not ed25519.fits(other, facts=facts, public=public)
    assert not ed25519.fits(signature, facts=facts | {"kind": "other"}, public=public)
