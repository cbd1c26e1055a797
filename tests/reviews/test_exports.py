"""Does an exported record hold without us, and is whatever was done to it found and named?"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from reviews import actions
from reviews.proof import checking, ed25519, exporting, keys
from tests import factories as make
from tests.articles.importer import Answer, command
from tests.reviews import intruder

pytestmark = pytest.mark.django_db
Record = dict[str, Any]
SCRIPT = settings.BASE_DIR / "static" / "check_record.py"


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """Two approved revisions by two signers each, and a correction."""
    first, _ = make.approved_twice(category=make.category(required_sign_offs=2))
    actions.correct(article=first.article, by=make.editor(), reason="A number – was wrong.")
    file = tmp_path / "record.json"
    assert command("export_record", first.article.slug, file).code == 0
    made: Record = json.loads(file.read_bytes())
    return made


def faults(record: Record) -> list[str]:
    return checking.faults(exporting.as_text(record).encode(), trusted=keys.trusted())


def test_an_export_nobody_touched_is_right(record: Record) -> None:
    assert faults(record) == []
    assert len(record["revisions"]) == 2
    assert len(record["sign_offs"]) == 4
    assert record["sources"][0]["key"] == "plain2020"
    assert {entry["verb"] for entry in record["ledger"]} >= {
        "save",
        "submit",
        "claim",
        "sign_off",
        "approve",
        "correct",
    }


def swap_ledger(r: Record) -> None:
    r["ledger"][2], r["ledger"][3] = r["ledger"][3], r["ledger"][2]


def swap_numbers(r: Record) -> None:
    one, two = r["ledger"][2], r["ledger"][3]
    one["number"], two["number"] = two["number"], one["number"]


def copy_signature(r: Record) -> None:
    source, target = r["sign_offs"][0], r["sign_offs"][2]
    assert source["revision"] != target["revision"]
    r["sign_offs"][0] = source | {"revision": target["revision"], "digest": target["digest"]}


def change_text(r: Record) -> None:
    r["revisions"][1]["content"]["body"] += "Take twice the dose."


def sign_anew(r: Record) -> None:
    """With a key of the forger's own, who puts it into the file and seals the whole."""
    public = ed25519.public_of(intruder.ANOTHER_SEED)
    r["keys"], name = [ed25519.as_jwk(public)], ed25519.name_of(public)
    for signed in [*r["sign_offs"], r]:
        signed["key"] = name
        del signed["signature"]
        signed["signature"] = ed25519.sign(signed, seed=intruder.ANOTHER_SEED)


def put(*path: Any, value: Any) -> Callable[[Record], None]:
    def change(record: Record) -> None:
        *way, last = path
        place: Any = record
        for step in way:
            place = place[step]
        place[last] = value

    return change


FORGERIES: dict[str, tuple[Callable[[Record], Any], str]] = {
    "copies a signature to another revision": (copy_signature, "was made for revision 1 and copied"),
    "alters a printed name": (put("sign_offs", 0, "printed_name", value="Somebody"), "Sign-off by Somebody of revision 1: its signature"),
    "alters credentials": (put("sign_offs", 0, "printed_credentials", value="PhD"), "its signature does not fit"),
    "alters the statement": (put("sign_offs", 3, "statement", value="I skimmed it."), "its signature does not fit"),
    "backdates a signature": (put("sign_offs", 0, "signed_at", value="2001-01-01T00:00:00Z"), "its signature does not fit"),
    "lowers the quorum": (put("reviews", 0, "terms", "required_sign_offs", value=1), "asks for something else"),
    "takes a sign-off out": (lambda r: r["sign_offs"].pop(), "sign-offs are missing"),
    "takes the signature away": (put("sign_offs", 0, "signature", value=None), "there is no signature"),
    "changes a text": (change_text, "Revision 2: its content does not have its digest."),
    "changes a text's note": (put("revisions", 0, "note", value="Nothing"), "The seal of the file does not fit"),
    "swaps two ledger entries": (swap_ledger, "changed places with entry"),
    "swaps the numbers of two ledger entries": (swap_numbers, "its content does not have its digest"),
    "takes a ledger entry out": (lambda r: r["ledger"].pop(4), "it was exported and is missing"),
    "cuts the ledger's tail": (lambda r: r["ledger"].pop(), "it was exported and is missing"),
    "cuts the tail and the list of its numbers": (lambda r: (r["ledger"].pop(), r["ledger_numbers"].pop()), "The seal of the file"),
    "repeats a ledger entry": (lambda r: r["ledger"].append(r["ledger"][-1]), "changed places"),
    "alters a ledger entry": (put("ledger", 0, "actor_name", value="Nobody"), "its content does not have its digest"),
    "adds an article's slug": (put("article", "slug", value="another"), "The seal of the file"),
    "signs all anew with another key": (sign_anew, "which is not among the trusted ones"),
    "leaves out the keys": (put("keys", value=[]), "The seal of the file"),
    "breaks a key": (put("keys", 0, "x", value="AAAA"), "Its public keys cannot be used"),
    "leaves out the sign-offs": (lambda r: r.pop("sign_offs"), "It has no list of sign offs."),
    "leaves out the texts": (put("revisions", value=[]), "it does not name the digest of that revision"),
    "makes a revision a number": (put("revisions", 0, value=7), "It is not written as an export is"),
}  # fmt: skip


@pytest.mark.parametrize(("forge", "named"), FORGERIES.values(), ids=FORGERIES)
def test_a_file_is_found_out_and_the_place_named_when_somebody(
    forge: Callable[[Record], Any], named: str, record: Record
) -> None:
    forged = deepcopy(record)
    forge(forged)
    found = faults(forged)
    assert any(named in fault for fault in found), found


def test_any_byte_that_is_edited_is_found(record: Record) -> None:
    raw, choose = exporting.as_text(record).encode(), random.Random(6)
    for place in choose.sample(range(len(raw)), 150):
        edited = raw[:place] + bytes([raw[place] ^ 1 << choose.randrange(7)]) + raw[place + 1 :]
        assert checking.faults(edited, trusted=keys.trusted()), f"byte {place}"
    assert checking.faults(raw + b" ", trusted=keys.trusted())
    assert checking.faults(raw[:-1], trusted=keys.trusted())


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[]", b"\xff", b'{"kind": "imprimatur/record/1"}', b"[" * 100_000]
)
def test_what_is_no_export_is_refused_in_a_sentence(raw: bytes) -> None:
    [fault] = checking.faults(raw)
    assert fault.endswith(".")


# --- By command, without the site ------------------------------------------------------------------------------
def run(*command: Any, **environment: str) -> Answer:
    """In a process of its own, that has nothing of this site's but its code."""
    kept = {name: os.environ[name] for name in ("PATH", "SECRET_KEY") if name in os.environ}
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=settings.BASE_DIR,
        env=kept | environment,
        capture_output=True,
        text=True,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def test_the_command_verifies_without_a_database_and_names_the_fault(record: Record, tmp_path: Path) -> None:
    nowhere = {"DATABASE_URL": "postgres://nobody@192.0.2.1:1/nothing", "SIGNING_KEY": ""}
    published = tmp_path / "keys.json"
    published.write_text(json.dumps(exporting.key_set()))
    right = run("manage.py", "verify_export", tmp_path / "record.json", "--keys", published, **nowhere)
    assert (right.code, right.complained) == (0, "")
    assert "Revision 2: signed by Test reviewer" in right.said
    change_text(record)
    (tmp_path / "forged.json").write_text(exporting.as_text(record))
    wrong = run("manage.py", "verify_export", tmp_path / "forged.json", **nowhere)
    assert wrong.code == 1
    assert "Revision 2: its content does not have its digest." in wrong.complained


def test_the_program_for_strangers_needs_nothing_of_ours(record: Record, tmp_path: Path) -> None:
    published = tmp_path / "keys.json"
    published.write_text(json.dumps(exporting.key_set()))
    right = run("-I", SCRIPT, tmp_path / "record.json", published)
    assert (right.code, right.complained) == (0, "")
    assert right.said.count("was signed by Test ") == 4
    for number, (forge, _) in enumerate(list(FORGERIES.values())[:3]):
        forged = deepcopy(record)
        forge(forged)
        file = tmp_path / f"forged-{number}.json"
        file.write_text(exporting.as_text(forged), encoding="utf-8")
        wrong = run("-I", SCRIPT, file, published)
        assert wrong.code == 1
        assert "THIS IS NOT WHAT WAS SIGNED" in wrong.complained


def test_an_article_there_is_not_is_refused_in_a_sentence(tmp_path: Path) -> None:
    answer = run("manage.py", "verify_export", tmp_path / "none.json", SIGNING_KEY="")
    assert answer.code == 1
    assert "cannot be read" in answer.complained
    with pytest.raises(Exception, match="There is no article “nothing”"):
        command("export_record", "nothing", tmp_path / "x")
