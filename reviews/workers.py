"""Does the worker live that took a task? On its own machine that can be known, for it holds a lock as long as it lives.

The system lets the lock go with the process, however that ended, and no number of a process is used twice here. Where the
file of a worker is not (on another machine, or where the folder cannot be written) nobody knows.
"""

from __future__ import annotations

import fcntl
import logging
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.utils.crypto import get_random_string

# Seconds that the file of a killed worker is kept: far longer than any of its tasks is asked about.
KEPT = 24 * 60 * 60
log = logging.getLogger(__name__)


def new_name() -> str:
    """For people its machine and process; what makes it the only one is drawn by lot. At most 64 characters."""
    return f"{socket.gethostname()[:36]}:{os.getpid()}:{get_random_string(16)}"


@contextmanager
def alive(worker: str) -> Iterator[None]:
    """While this lasts everybody on this machine can see that it lives. What ends in good order leaves no task behind,
    and so no file; an error may be that of a database that was gone when the task was to be written off.
    """
    try:
        _path(worker).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _forget()
        held = _path(worker).open("wb")
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        log.warning(
            "No lock for worker %s (%s). If it is killed, its task waits for half an hour.", worker, fault
        )
        yield
        return
    with held:
        try:
            yield
        except SystemExit:
            _path(worker).unlink(missing_ok=True)
            raise
        _path(worker).unlink(missing_ok=True)


def is_lost(worker: str) -> bool:
    """Whether it ran on this machine and was killed."""
    return _is_let_go(_path(worker))


def _is_let_go(path: Path) -> bool:
    try:
        with path.open("rb") as asked:
            fcntl.flock(asked, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _path(worker: str) -> Path:
    return Path(settings.STATE_HOME / "imprimatur" / "workers" / f"{quote(worker, safe='')}.lock")


def _forget() -> None:
    """The files of those that were killed long ago."""
    for path in _path("any").parent.glob("*.lock"):
        with suppress(FileNotFoundError):  # another worker that starts now forgets them too
            if path.stat().st_mtime < time.time() - KEPT and _is_let_go(path):
                path.unlink()
