"""How does gunicorn serve this site? It finds this file where it is started; its command line overrules every line."""

import os
import shutil
import tempfile
from typing import Any

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
