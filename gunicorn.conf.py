"""How does gunicorn serve this site? It finds this file where it is started; its command line overrules every line."""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Any

from gunicorn import util
from gunicorn.http import message

from config.telemetry.logs import logging_as

worker_class = "gthread"  # as many of them as WEB_CONCURRENCY says; a reader on a slow line holds a thread, not a process
threads = 4
timeout = 60  # seconds without a sign of life, after which a worker is replaced
graceful_timeout = 30  # what is being answered when the site stops may be finished
keepalive = 5
control_socket_disable = True  # it is steered by signals; the account of a service has no home for a socket

# A long address reaches Django, whose page says what is wrong with it; gunicorn's own refusal is a bare line. Without
# any limit a line that never ends would fill the memory, and a limit above this constant is not heeded.
limit_request_line = message.MAX_REQUEST_LINE = 2**16

logconfig_dict = logging_as(json=True)  # its own lines look like those of the site
logconfig_dict["loggers"]["gunicorn.error"] = {"handlers": ["stderr"], "level": "INFO", "propagate": False}

# The processes of this server count together, in files. A folder that somebody named is theirs to empty.
OWN_FOLDER = (
    "" if "PROMETHEUS_MULTIPROC_DIR" in os.environ else tempfile.mkdtemp(prefix="imprimatur-metrics-")
)
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", OWN_FOLDER)


def child_exit(server: Any, worker: Any) -> None:
    """What a process counted stays; that it lives does not."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    if OWN_FOLDER:
        shutil.rmtree(OWN_FOLDER, ignore_errors=True)


def refuse(sock: Any, status_int: int, reason: str, mesg: str) -> None:
    """What gunicorn itself cannot read is refused in its own words, but told to browsers as all our answers are.

    ``mesg`` repeats what was sent, so it is left out.
    """
    body = f"{reason}: this request could not be read, and nothing was done with it. Try it again from a page of this site.\n"
    told = {
        "Cache-Control": "no-store", "Connection": "close", "Content-Length": str(len(body)),
        "Content-Security-Policy": "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
        "Content-Type": "text/plain; charset=utf-8", "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
    }  # fmt: skip
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    util.write_nonblock(sock, f"HTTP/1.1 {status_int} {reason}\r\n{head}\r\n{body}".encode("latin-1"))


util.write_error = refuse
