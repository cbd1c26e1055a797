"""How is the converter run? In its own sandbox, without files or network, under limits of time and memory."""

from __future__ import annotations

import json
import subprocess
import tempfile
from functools import cache
from typing import Any

from articles.exceptions import WordRefused

SECONDS = 30
MEMORY = "-M512M"
MARKDOWN = "gfm-raw_html+footnotes"
ABSENT = (
    "Word files cannot be read here: the optional part “word” is not installed. "
    "Ask whoever runs the site for it (pip install pypandoc-binary)."
)


@cache
def _program() -> str:
    """The path of pandoc, or "" where the optional part is not installed."""
    try:
        from pypandoc import get_pandoc_path
    except ImportError:
        return ""
    try:
        return str(get_pandoc_path())
    except OSError:
        return ""


def is_available() -> bool:
    return bool(_program())


def tree_of(data: bytes) -> dict[str, Any]:
    """The document as pandoc understands it."""
    tree: dict[str, Any] = json.loads(_run(data, "--from=docx", "--to=json", "--track-changes=accept"))
    return tree


def markdown_of(tree: dict[str, Any]) -> str:
    return _run(json.dumps(tree).encode(), "--from=json", f"--to={MARKDOWN}", "--wrap=none").decode()


def _run(data: bytes, *options: str) -> bytes:
    if not _program():
        raise WordRefused(ABSENT)
    command = [_program(), "+RTS", MEMORY, "-RTS", "--sandbox", *options]
    try:
        with tempfile.TemporaryDirectory() as nowhere:
            done = subprocess.run(  # noqa: S603 - our own words alone; the file comes by the pipe
                command,
                input=data,
                capture_output=True,
                timeout=SECONDS,
                cwd=nowhere,
                env={"LANG": "C.UTF-8"},
                check=True,
            )
    except subprocess.TimeoutExpired as error:
        raise WordRefused(f"Reading the file took more than {SECONDS} seconds. Split it.") from error
    except subprocess.CalledProcessError as error:
        raise WordRefused(
            "The file is damaged or too complex to be read. Open it in Word, save it anew, and try again."
        ) from error
    return done.stdout
