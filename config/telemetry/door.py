"""How many requests did the door answer from memory, and under which id was any other one answered?

Around ``readers.held.Door``, because what that keeps must hold no id of a single request. For a held page this costs a
call and a counter.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from config.telemetry import metrics
from config.telemetry.requests import REQUEST_ID
from readers.held.door import DOOR, Application, Environ, StartResponse

HELD, MADE, PASSED = (metrics.DOOR.labels(answer=answer) for answer in ("held", "made", "passed"))


class Watched:
    """A WSGI application around another (PEP 3333)."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        def begin(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            if REQUEST_ID in environ:
                headers = [*headers, ("X-Request-ID", environ[REQUEST_ID])]
            return start_response(status, headers, *([exc_info] if exc_info else []))

        answer = self.application(environ, begin)
        if REQUEST_ID not in environ:
            HELD.inc()
        else:
            (MADE if DOOR in environ else PASSED).inc()
        return answer
