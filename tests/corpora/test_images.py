"""Are hostile uploads refused in a sentence, and good ones kept clean, in little memory?"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from PIL import Image

from articles.exceptions import PictureRefused
from articles.pictures import reencode

# The peak of a process that does nothing but read every file; its own start is taken off.
MEASURE = """
import resource, sys
from pathlib import Path
import django
django.setup()
from articles.exceptions import PictureRefused
from articles.pictures import reencode
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = peak()
for file in sorted(Path(sys.argv[1]).iterdir()):
    try:
        reencode(file.read_bytes())
    except PictureRefused:
        pass
print((peak() - before) // 1024)
"""


def expected(corpora: Path) -> dict[str, dict[str, Any]]:
    found = json.loads((corpora / "images" / "expected.json").read_text("utf-8"))
    assert len(found) >= 15
    return dict(found)


def test_every_upload_is_accepted_or_refused_as_it_should_be(corpora: Path) -> None:
    refused = {}
    for name in expected(corpora):
        try:
            reencode((corpora / "images" / name).read_bytes())
        except PictureRefused as sentence:
            refused[name] = str(sentence)
    assert set(refused) == {name for name, facts in expected(corpora).items() if not accepted(facts)}
    assert all(sentence.endswith(".") for sentence in refused.values())


def test_every_accepted_upload_has_the_format_and_size_it_should_have_and_nothing_else(corpora: Path) -> None:
    for name, facts in expected(corpora).items():
        if accepted(facts):
            data, _ = reencode((corpora / "images" / name).read_bytes())
            with Image.open(io.BytesIO(data)) as picture:
                assert (picture.format, list(picture.size)) == (facts["format"], facts["size"]), name
                assert not picture.getexif(), name
            found = [text for text in facts.get("must_not_contain", []) if str(text).encode() in data]
            assert not found, name


def test_all_of_them_together_take_little_memory(corpora: Path) -> None:
    """One of them has 169 million pixels. The largest picture allowed takes 40 million times three bytes, twice."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(corpora / "images")], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 100, f"{done.stdout} MB"


def accepted(facts: dict[str, Any]) -> bool:
    return bool(facts["expect"] == "accept")
