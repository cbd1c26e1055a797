"""The site as a server runs it, under a clock that a test sets: the days in the file that ``CLOCK`` names are added."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

FILE = "CLOCK"
real = datetime.now


def now(tz: Any = None) -> datetime:
    return real(tz) + timedelta(days=int(Path(os.environ[FILE]).read_text() or 0))


class Moved(datetime):
    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return now(tz)


def application(environ: dict[str, Any], start_response: Any) -> Any:
    return _site(environ, start_response)


if FILE in os.environ:
    from datetime import UTC

    from django.utils import timezone

    from config.wsgi import application as _site
    from readers.held import door

    timezone.now = lambda: now(UTC)
    door.datetime = Moved  # type: ignore[attr-defined, misc]
