"""How does one machine run the whole site as in production? ``make serve``: the site, its workers, its clock.

Each is a program of its own. One that ends is started again, after a pause that grows while it goes on failing; when this
one is told to stop, all of them stop, and what they are in the middle of may be finished.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

MANAGE = [sys.executable, "manage.py"]
CLOCK = 600  # seconds between two rounds of send_reminders
PAUSES = (1, 2, 5, 15, 60)  # seconds before a program is started again
STEADY = 60  # seconds after which a program counts as having started well
PATIENCE = 35  # seconds to finish; gunicorn gives its requests thirty
REFUSALS: list[tuple[Callable[[], bool], str]] = [
    (
        lambda: os.environ.get("DEBUG", "off").lower() in ("on", "true", "1", "yes"),
        "DEBUG is on, which shows error pages to readers. Leave it out here, or take `make run` to try the site out.",
    ),
    (
        lambda: not os.environ.get("SECRET_KEY"),
        (
            "SECRET_KEY is not set. Print one, keep it (with another one everybody is logged out), and give it each time:\n"
            '  python3 -c "import secrets; print(secrets.token_urlsafe(50))"\n'
            "  SECRET_KEY=... make serve"
        ),
    ),
]


@dataclass
class Program:
    """One that is to run all the time; ``every`` seconds for one that does its round and ends."""

    command: list[str]
    every: float = 0
    process: subprocess.Popen[bytes] | None = None
    begun: float = 0
    due: float = 0
    failures: int = 0

    def look(self, now: float) -> None:
        """Start it if it is due; plan its next start if it has ended."""
        if self.process is None:
            if now >= self.due:
                # A session of its own: Ctrl-C reaches this program alone, which then stops the others in good order.
                self.process, self.begun = subprocess.Popen(self.command, start_new_session=True), now  # noqa: S603
        elif (status := self.process.poll()) is not None:
            self._ended(status, now)

    def _ended(self, status: int, now: float) -> None:
        is_well = now - self.begun > STEADY or (self.every and not status)
        self.failures = 0 if is_well else self.failures + 1
        pause = self.every or PAUSES[min(self.failures, len(PAUSES)) - 1 if self.failures else 0]
        self.process, self.due = None, now + pause
        if status or not self.every:
            say(f"{' '.join(self.command[1:])} ended with status {status}; again in {pause:.0f} s.")

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Stop(Exception):
    """Somebody wants this to end."""


def main() -> int:
    for is_so, sentence in REFUSALS:
        if is_so():
            say(sentence)
            return 2
    port = os.environ.setdefault("PORT", "8000")
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stop)
    programs: list[Program] = []
    try:
        _prepare()
        programs += _programs(port)
        say(f"The site is at {os.environ['SITE_URL']}/ and its desk at /admin/. Stop it with Ctrl-C.")
        while True:
            for program in programs:
                program.look(time.monotonic())
            time.sleep(0.2)
    except Stop:
        return 0
    except subprocess.CalledProcessError as failed:
        say(f"{' '.join(failed.cmd[1:])} failed; nothing was started.")
        return 1
    finally:
        _stop_all(programs)


def _prepare() -> None:
    for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
        subprocess.run([*MANAGE, *command], check=True)  # noqa: S603 - every word of it is written here


def _programs(port: str) -> list[Program]:
    web = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{os.environ.get('BIND', '127.0.0.1')}:{port}"]  # fmt: skip
    worker = [*MANAGE, "db_worker", "--no-reload"]
    workers = [Program(worker) for _ in range(int(os.environ.get("TASK_WORKERS", "1")))]
    return [Program(web), *workers, Program([*MANAGE, "send_reminders"], every=CLOCK)]


def _stop_all(programs: list[Program]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # it is stopping already
    for program in programs:
        program.stop()
    until = time.monotonic() + PATIENCE
    for program in programs:
        program.wait(until)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
