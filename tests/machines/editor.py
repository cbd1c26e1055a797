"""Who acts while the machines are watched? A program of its own, which does what it is told, one line at a time.

It has no replica and no web process: what it does arrives through the database alone, as from any other machine.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]


class Editor:
    """The other end of the pipe. ``editor("retract", slug="a")`` gives back what the act says, or its error's name."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.machines.editor"], cwd=PROJECT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def __call__(self, act: str, **arguments: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([act, arguments]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def leave(self) -> None:
        self.process.kill()
        self.process.communicate()


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import close_old_connections

    acts = _acts()
    for line in sys.stdin:
        name, arguments = json.loads(line)
        try:
            said = acts[name](**arguments)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            said = {"error": type(error).__name__}
        finally:
            close_old_connections()
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


def _acts() -> dict[str, Any]:
    from PIL import Image

    from articles.models import Article
    from articles.pictures import add_picture
    from reviews import actions
    from tests import factories as make

    def article(slug: str) -> Article:
        return Article.objects.get(slug=slug)

    def add(colour: str) -> str:
        data = io.BytesIO()
        Image.new("RGB", (8, 8), colour).save(data, "PNG")
        data.seek(0)
        return str(add_picture(file=data, by=make.writer(), alt="A square").file.url)

    return {
        "approve": lambda slug, title: make.approved_article(slug=slug, title=title).get_absolute_url(),
        "submit": lambda slug: make.submitted(article=make.edited(article(slug))).pk,
        "retract": lambda slug: (
            actions.retract(article=article(slug), by=make.editor(), reason="A wrong dose.").pk
        ),
        "picture": add,
    }


if __name__ == "__main__":
    main()
