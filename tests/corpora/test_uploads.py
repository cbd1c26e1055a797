"""Are hostile uploads refused in a sentence by the pages themselves, in bounded memory, and good ones kept?"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.corpora.test_images import accepted, expected

ROOT = Path(__file__).resolve().parents[2]
MORE = 600  # megabytes of addresses beyond what the started site has: Pillow maps more than it touches
MOST_TOUCHED = 250  # the largest picture allowed has 120 MB decoded; it is turned and copied once


@pytest.fixture(scope="module")
def done(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("uploads")
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3", "MEDIA_ROOT": f"{folder}/media", "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "on", "ALLOWED_HOSTS": "testserver", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.corpora.uploading", str(corpora / "images"), str(MORE)]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 0, run.stderr[-2000:]
    return dict(json.loads(run.stdout)) | {"media": folder / "media"}


def test_every_file_is_answered_as_it_should_be_at_both_doors(corpora: Path, done: dict[str, Any]) -> None:
    for name, facts in expected(corpora).items():
        answer = done["answers"][name]
        if accepted(facts):
            assert (answer["status"], answer["form"]) == (200, 302), (name, answer)
        else:
            assert answer["status"] == 400, (name, answer)
            assert answer["said"].endswith((".", "!")), (name, answer)
            assert (answer["form"], answer["form_added"]) == (200, False), (
                name,
                answer,
            )  # the form again, with the sentence


def test_what_was_kept_is_as_it_should_be_and_nothing_else_was(corpora: Path, done: dict[str, Any]) -> None:
    good = {name: facts for name, facts in expected(corpora).items() if accepted(facts)}
    kept = {done["answers"][name]["path"].removeprefix("/media/") for name in good}
    assert {file.relative_to(done["media"]).as_posix() for file in done["media"].rglob("*.*")} == kept
    for name, facts in good.items():
        data = (done["media"] / done["answers"][name]["path"].removeprefix("/media/")).read_bytes()
        with Image.open(io.BytesIO(data)) as picture:
            assert (picture.format, list(picture.size)) == (facts["format"], facts["size"]), name
        assert not [text for text in facts.get("must_not_contain", []) if str(text).encode() in data], name


def test_all_that_took_little_memory(done: dict[str, Any]) -> None:
    assert done["grown"] < MOST_TOUCHED, f"{done['grown']} MB"
