"""How much of the processor does a request take? Asked of a real gunicorn, and of the PostgreSQL behind it."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parents[2]
SECRET = "of a site that holds nothing and that this machine alone can reach"
SECONDS = 0.06  # of the processor, about, for each block of requests
ROUNDS = 5
Clock = Callable[[], float]
Ask = Callable[[str, dict[str, str]], tuple[int, http.client.HTTPMessage, bytes]]


@dataclass(frozen=True)
class Server:
    """One worker of one thread, so that nothing but the requests is in its time; ``database`` runs PostgreSQL, if any."""

    port: int
    process: psutil.Process
    database: psutil.Process | None

    def processes(self) -> list[psutil.Process]:
        """The worker, and every process of the database, which works for nobody else."""
        behind = self.database.children() if self.database else []
        return [self.process, *self.process.children(), *behind]

    def clock(self) -> Clock:
        """Tells how many seconds of the processor they have spent, all who work for it now."""
        at_work = self.processes()
        return lambda: sum(map(_seconds, at_work))

    def block(self, ask: Ask, address: str, headers: dict[str, str], *, seconds: float = SECONDS) -> float:
        """Seconds of the processor for one request, over about so many of them."""
        clock, times, spent = self.clock(), 0, 0.0
        begun, more = clock(), 3
        while spent < seconds / 2:
            for _ in range(more):
                ask(address, headers)
            times, spent = times + more, clock() - begun
            more = max(3, int(times * (seconds - spent) / max(spent, 1e-4)))
        return spent / times

    @contextmanager
    def asking(self) -> Iterator[Ask]:
        """A connection that is kept, as a proxy keeps it."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

        def ask(address: str, headers: dict[str, str]) -> tuple[int, http.client.HTTPMessage, bytes]:
            line.request("GET", address, headers={"Host": "localhost", **headers})
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read()

        try:
            yield ask
        finally:
            line.close()


def _seconds(process: psutil.Process) -> float:
    """To the nanosecond where the system keeps such a clock for each process, else to the hundredth of a second."""
    try:
        if sys.platform == "linux":
            return time.clock_gettime((~process.pid << 3) | 2)  # clock_getcpuclockid(3)
        times = process.cpu_times()
    except (psutil.NoSuchProcess, OSError):
        return 0.0
    return float(times.user + times.system)


@contextmanager
def on_one_core(database: psutil.Process | None) -> Iterator[None]:
    """Us, the database, and whatever either starts meanwhile: no two cores are disturbed alike by what else a machine does."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    here = psutil.Process()
    before = here.cpu_affinity()
    kept = [here, *([database, *database.children()] if database else [])]
    for process in kept:
        process.cpu_affinity(before[-1:])
    try:
        yield
    finally:
        for process in kept:
            process.cpu_affinity(before)


@contextmanager
def serving(environment: dict[str, str], *, database: psutil.Process | None) -> Iterator[Server]:
    """The site without DEBUG, as ``gunicorn.conf.py`` sets it up, with one worker."""
    with socket.socket() as listener, tempfile.TemporaryFile("w+") as log:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "tests.bench.wsgi", "--bind", f"fd://{listener.fileno()}",
             "--workers", "1", "--threads", "1", "--keep-alive", "60", "--no-control-socket"],
            cwd=PROJECT, env=environment, stdout=log, stderr=log, pass_fds=[listener.fileno()],
        )  # fmt: skip
        server = Server(listener.getsockname()[1], psutil.Process(process.pid), database)
        try:
            with server.asking() as ask:
                if (status := ask("/healthz", {})[0]) != 200:
                    log.seek(0)
                    sys.exit(f"The site did not start: /healthz answers {status}.\n{log.read()}")
            yield server
        finally:
            process.terminate()
            process.wait(timeout=60)


def environment(folder: Path, *, database_url: str) -> dict[str, str]:
    return {
        **os.environ, "DATABASE_URL": database_url, "DEBUG": "off", "REQUIRE_SECOND_FACTOR": "off", "SEARCHES_PER_MINUTE": "1000000",
        "SECRET_KEY": SECRET,
        "DJANGO_SETTINGS_MODULE": "config.settings", "SIGNING_KEY_FILE": str(folder / "key"), "EMAIL_URL": "dummymail://",
        "MEDIA_ROOT": str(folder / "media"), "STATIC_ROOT": str(folder / "static"),
        "SECURITY_CONTACT": "mailto:security@example.net",
    }  # fmt: skip
