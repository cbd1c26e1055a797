"""Does ``make serve`` run the whole site on one machine, keep it running, and leave nothing behind?"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from config.serve import PAUSES, STEADY, Program

PROJECT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "config.serve"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3", "DEBUG": "off", "SECRET_KEY": secrets.token_urlsafe(50),
        "PORT": str(port), "STATIC_ROOT": str(tmp_path / "static"), "MEDIA_ROOT": str(tmp_path / "media"),
        "EMAIL_URL": f"filemail:///{tmp_path}/mail", "TASK_WORKERS": "2", "SITE_URL": "",
        "TMPDIR": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state"),
        "METRICS_TOKEN": "a-token", "WEB_CONCURRENCY": "2",
    }  # fmt: skip


@pytest.fixture
def served(environment: dict[str, str], tmp_path: Path) -> Iterator[psutil.Process]:
    del environment["SITE_URL"]
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen(COMMAND, cwd=PROJECT, env=environment, stderr=log) as running,
    ):
        family = psutil.Process(running.pid)
        try:
            yield family
        finally:
            running.terminate()
            running.wait(timeout=60)


def until(is_so: Callable[[], object], *, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "It did not come about."
        time.sleep(0.1)


def page(environment: dict[str, str], path: str) -> str:
    try:
        address = f"http://127.0.0.1:{environment['PORT']}{path}"
        asked = urllib.request.Request(address, headers={"Authorization": "Bearer a-token"})
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


def workers(family: psutil.Process) -> list[psutil.Process]:
    """Those that run. What dies between two questions, or is dead and not yet buried, has no command line to show."""
    running = []
    for child in family.children():
        with suppress(psutil.NoSuchProcess):  # a zombie is one too
            if "db_worker" in child.cmdline():
                running.append(child)
    return running


def test_one_command_serves_the_site_restarts_what_dies_and_stops_all_of_it(
    environment: dict[str, str], served: psutil.Process, tmp_path: Path
) -> None:
    until(lambda: page(environment, "/healthz"))
    assert '"status": "ok"' in page(environment, "/readyz")
    assert "/static/css/" in page(environment, "/")
    for _ in range(8):
        page(environment, "/")
    figures = page(environment, "/metrics")
    assert 'imprimatur_door_total{answer="held"} ' in figures, "the processes count together"
    assert 'imprimatur_tasks{status="ready"} 0.0' in figures
    assert "csrfmiddlewaretoken" in page(environment, "/admin/login/")
    until(lambda: len(workers(served)) == 2)
    killed = workers(served)[0]
    killed.kill()
    until(lambda: len(workers(served)) == 2 and killed not in workers(served))
    everybody = [served, *served.children(recursive=True)]
    served.send_signal(signal.SIGTERM)
    _, alive = psutil.wait_procs(everybody, timeout=40)
    assert alive == []
    written = [line for line in (tmp_path / "log").read_text().splitlines() if line.startswith("{")]
    assert {json.loads(line)["logger"] for line in written} >= {"gunicorn.error", "imprimatur.requests"}
    assert not list(tmp_path.glob("imprimatur-metrics-*"))
    [left] = (tmp_path / "state/imprimatur/workers").iterdir()
    assert f"%3A{killed.pid}%3A" in left.name, "the others ended in good order"


@pytest.mark.parametrize(
    ("wrong", "said"), [({"SECRET_KEY": ""}, "SECRET_KEY=... make serve"), ({"DEBUG": "on"}, "make run")]
)
def test_it_says_what_to_type_and_starts_nothing(
    environment: dict[str, str], wrong: dict[str, str], said: str, tmp_path: Path
) -> None:
    done = subprocess.run(COMMAND, cwd=PROJECT, env=environment | wrong, capture_output=True, text=True)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_what_goes_on_failing_is_tried_less_and_less_often() -> None:
    program, now, starts = Program([sys.executable, "-c", "raise SystemExit(1)"]), 1_000.0, []
    for _ in range(len(PAUSES) + 1):
        program.look(now)
        assert program.process is not None
        program.process.wait()
        starts.append(now)
        program.look(now)
        now = program.due
    assert [after - before for before, after in zip(starts, [*starts[1:], now], strict=True)] == [
        *PAUSES,
        PAUSES[-1],
    ]
    program.look(now)
    assert program.process is not None
    program.process.wait()
    program.look(now + STEADY + 1)
    assert program.due == now + STEADY + 1 + PAUSES[0]
