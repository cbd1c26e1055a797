"""How do tests ask a WSGI application as a server would, without one?"""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(application: Any, address: str, *, method: str = "GET", **environ: str) -> Answer:
    """``environ`` adds to what the server says of the request, such as ``HTTP_COOKIE``."""
    path, _, query = address.partition("?")
    begun: list[Any] = []
    body = application(
        {
            "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost",
            "REMOTE_ADDR": "127.0.0.1", "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr, "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
        }
        | environ,
        lambda status, headers, exc_info=None: begun.append((status, headers)),
    )  # fmt: skip
    content = b"".join(body)
    getattr(body, "close", bool)()
    status, headers = begun[-1]
    return Answer(int(status.split()[0]), dict(headers), content)
