"""How does a test run the site on several machines, each a set of real programs on this one?"""

from __future__ import annotations

import http.client
import os
import secrets
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.machines import nginx, servers
from tests.machines.editor import Editor
from tests.machines.servers import Cluster
from tests.postgres import stopped_when_we_die

PROJECT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
TRUSTING = ssl._create_unverified_context()


def until(is_so: Callable[[], object], *, what: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"In {seconds:.0f} s it did not come about: {what}"
        time.sleep(0.05)


def free_ports(number: int) -> list[int]:
    asked = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [one.getsockname()[1] for one in asked]
    for one in asked:
        one.close()
    return ports


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Site:
    """``front`` is nginx's port, ``web`` the ports of the web processes behind it."""

    folder: Path
    primary: Cluster
    replica: Cluster
    front: int
    web: list[int]
    storage: int
    environment: dict[str, str] = field(repr=False)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict, repr=False)

    def start(self, name: str, command: list[str], *, folder: Path = PROJECT, **environment: str) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(
            command, cwd=folder, env=self.environment | environment, stdout=log, stderr=log, start_new_session=True
        )  # fmt: skip
        log.close()

    def start_web(self, number: int) -> None:
        bind = f"127.0.0.1:{self.web[number]}"
        self.start(f"web-{number}", [PYTHON, "-m", "gunicorn", "config.wsgi", "--bind", bind])

    def start_worker(self, number: int) -> None:
        worker = ["manage.py", "db_worker", "--interval", "0.2", "--no-reload", "--no-startup-delay"]
        self.start(f"worker-{number}", [PYTHON, *worker])

    def kill(self, name: str) -> None:
        """It and its children, without a word to any of them."""
        process = self.running.pop(name)
        os.killpg(process.pid, 9)
        process.wait(timeout=10)

    def stop_all(self) -> None:
        for name in list(self.running):
            self.kill(name)

    def ask(self, path: str, *, to: int | None = None, data: str | None = None, **headers: str) -> Answer:
        """Through nginx, or of the web process that listens on that port as nginx would ask it."""
        sent = {"Host": nginx.HOST} | {name.replace("_", "-"): value for name, value in headers.items()}
        line: http.client.HTTPConnection
        if to is None:
            line = http.client.HTTPSConnection("127.0.0.1", self.front, timeout=20, context=TRUSTING)  # fmt: skip
        else:
            line = http.client.HTTPConnection("127.0.0.1", to, timeout=20)
            sent["X-Forwarded-Proto"] = "https"
        if data is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request("GET" if data is None else "POST", path, body=data, headers=sent)
            got = line.getresponse()
            return Answer(got.status, got.headers, got.read())
        finally:
            line.close()

    def ask_quietly(self, path: str, *, to: int) -> bool:
        """Whether that process answers at all."""
        try:
            return self.ask(path, to=to).status == 200
        except OSError:
            return False

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [PYTHON, "manage.py", *arguments],
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}"
        return done.stdout

    @property
    def mails(self) -> int:
        return sum(file.read_text().count("\nTo: ") for file in (self.folder / "mail").glob("*"))

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()


def _environment(folder: Path, *, primary: Cluster, replica: Cluster, storage: int) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": primary.url, "REPLICA_URL": replica.url, "DEBUG": "off", "WEB_CONCURRENCY": "1",
        "SECRET_KEY": secrets.token_urlsafe(50), "SITE_URL": f"https://{nginx.HOST}", "ALLOWED_HOSTS": nginx.HOST,
        "STORAGE_URL": f"s3://key:secret@127.0.0.1:{storage}/pictures?plain=on&region=us-east-1",
        "EMAIL_URL": f"filemail:///{folder}/mail", "MEDIA_ROOT": f"{folder}/media", "STATIC_ROOT": f"{folder}/static",
        "XDG_STATE_HOME": f"{folder}/state",
        "METRICS_TOKEN": "a-token", "SECURITY_CONTACT": "mailto:security@example.net", "TMPDIR": str(folder),
        "AWS_EC2_METADATA_DISABLED": "true",
    }  # fmt: skip


@contextmanager
def several_machines(folder: Path) -> Iterator[tuple[Site, Editor]]:
    """A database and its replica, two web processes behind nginx, two workers, storage; and an editor who acts."""
    if (program := nginx.find_or_install()) is None:
        pytest.fail(nginx.absence(), pytrace=False)
    with ExitStack() as stack:
        primary = servers.primary(folder)
        stack.enter_context(stopped_when_we_die(primary))
        front, first, second, storage = free_ports(4)
        follower = Cluster(folder, "replica", primary.port + 1, primary.bin_path, primary.system_user)
        environment = _environment(folder, primary=primary, replica=follower, storage=storage)
        site = Site(folder, primary, follower, front, [first, second], storage, environment)
        stack.callback(site.stop_all)
        site.start("storage", [PYTHON, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(storage)])
        servers.replica(primary)
        stack.enter_context(stopped_when_we_die(follower))
        site.start("static", [PYTHON, "manage.py", "collectstatic", "--noinput"])
        editor = Editor(environment | {"REPLICA_URL": ""})
        stack.callback(editor.leave)
        site.manage("migrate", "--verbosity", "0")
        assert site.running.pop("static").wait(timeout=60) == 0
        for number in range(2):
            site.start_web(number)
            site.start_worker(number)
        conf = nginx.written(folder, port=front, servers=site.web)
        subprocess.run([program, "-t", "-q", "-c", conf], check=True)
        site.start("nginx", [program, "-c", str(conf)])
        make_bucket(storage)
        for port in site.web:
            until(lambda port=port: answers(port), what=f"a web process at {port}")  # type: ignore[misc]
        yield site, editor


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def make_bucket(port: int) -> None:
    until(lambda: answers(port), what="the storage")
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/pictures", method="PUT")
    urllib.request.urlopen(asked, timeout=10).close()
