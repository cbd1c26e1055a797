"""How does a test import files, and what does it read in the answer?"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command

FILE = """---
title: {title}
excerpt: What helps, and what does not.
category: Sleep
author: Test writer
---
{body}
"""


@dataclass(frozen=True)
class Answer:
    """What a command said, and the code it ended with."""

    code: int
    said: str
    complained: str

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.said))

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Imported, updated, unchanged, refused."""
        found = self.json
        return found["imported"], found["updated"], found["unchanged"], len(found["refused"])


def command(name: str, *arguments: Any, **options: Any) -> Answer:
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command(name, *map(str, arguments), stdout=out, stderr=err, **options)
    except SystemExit as end:
        code = int(str(end.code))
    return Answer(code, out.getvalue(), err.getvalue())


def import_articles(*arguments: Any, by: str = "writer") -> Answer:
    return command("import_articles", *arguments, "--by", by, "--json")


def write(folder: Path, name: str, text: str | bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def article_file(folder: Path, title: str, *, name: str = "", body: str = "Text.", front: str = "") -> Path:
    """A file that is imported as it is; ``front`` adds lines to its front matter."""
    text = FILE.format(title=title, body=body)
    if front:
        text = text.replace("\n---\n", f"\n{front}\n---\n", 1)
    return write(folder, name or f"{title.lower().replace(' ', '-')}.md", text)
