"""How do the browser tests get the real site, with gunicorn and a database of its own?"""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Server:
    """A running site: where it answers, and the folder with its database, files, mail and log."""

    url: str
    folder: Path
    environment: dict[str, str] = field(repr=False)

    def manage(self, *arguments: str, typed: str | None = None) -> str:
        """What ``manage.py`` answers when run on this site's database; a failing command fails the test."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}"
        return done.stdout

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    @property
    def mail(self) -> list[str]:
        """The messages sent so far, the oldest first."""
        return [file.read_text() for file in sorted((self.folder / "mail").glob("*"))]


@contextmanager
def serve(*, debug: bool, demo: bool) -> Iterator[Server]:
    """Run the site under gunicorn on a free port, with the demo content or empty, as at home or as in production."""
    with tempfile.TemporaryDirectory(prefix="imprimatur-site-") as name, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # gunicorn takes over this very socket, so nobody else can get the port in between
        folder, url = Path(name), f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = Server(url, folder, environment(folder, url=url, debug=debug))
        server.manage("migrate", "--verbosity", "0")
        if demo:  # which loads at home alone
            replace(server, environment=server.environment | {"DEBUG": "on"}).manage("load_demo")
        if not debug:
            server.manage("collectstatic", "--noinput", "--verbosity", "0")
        with gunicorn(server, listener):
            yield server


def environment(folder: Path, *, url: str, debug: bool) -> dict[str, str]:
    """The environment of the site: what this process has, with everything that it stores in the folder."""
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "DEBUG": "on" if debug else "off",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "EMAIL_URL": f"filemail:///{folder}/mail",
        "MEDIA_ROOT": f"{folder}/media",
        "PYTHONWARNINGS": "default",
        "SEARCHES_PER_MINUTE": "100000",
        "SECURITY_CONTACT": "mailto:security@example.net",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": url,
        "STATIC_ROOT": f"{folder}/static",
    }


@contextmanager
def gunicorn(server: Server, listener: socket.socket) -> Iterator[None]:
    """Serve until the block ends; one worker, since other tests run at the same time."""
    options = ["--bind", f"fd://{listener.fileno()}", "--workers", "1"]
    quiet = ["--capture-output", "--no-control-socket"]
    with (server.folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "config.wsgi", *options, *quiet],
            cwd=PROJECT,
            env=server.environment,
            stdout=log,
            stderr=log,
            pass_fds=[listener.fileno()],
            start_new_session=True,
        )
        try:
            wait_until_it_answers(server)
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_until_it_answers(server: Server) -> None:
    """One request is enough: it waits in the queue of the socket until the site is up."""
    try:
        urllib.request.urlopen(f"{server.url}/healthz", timeout=60).close()
    except (OSError, urllib.error.URLError) as error:
        raise AssertionError(f"The site did not start ({error}). Its log:\n{server.log}") from error
