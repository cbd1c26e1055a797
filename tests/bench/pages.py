"""What does a page cost, held or made, of a small site and of a large one? As ratios to a constant page in the same process."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests import postgres
from tests.bench.figures import Figure
from tests.bench.server import PROJECT, Server, environment, serving

CONSTANT, PAST = "/-constant", "/-"  # as ``wsgi`` answers them
SMALL = 100
ARTICLE = "/articles/seen/"
LISTS = {
    "home": "/",
    "list": "/articles/",
    "topic": "/topics/topic-1/",
    "tag": "/tags/all/",
    "record": f"{ARTICLE}record/",
    "feed": "/feeds/articles.atom",
}
FURTHER = {"list by status": "/articles/?status=approved", "notices": "/notices/", "person": "/people/test-reviewer/"}
WORDS = ("sleep", "copy", "regular hours", "restored day", "time each", "mg", "nights change", "signed", "rest", "7")
CACHED = {"sqlite": 0.9, "postgresql": 1.0}
MADE = {"sqlite": 8.0, "postgresql": 12.0}
SEARCH = {"sqlite": 80.0, "postgresql": 50.0}
UNCHANGED, AROUND, FLAT, QUEUE = 0.9, 1.2, 1.1, 150.0
Costs = dict[str, float]
UrlOf = Callable[[int], str]


def figures(vendor: str, *, articles: int, folder: Path) -> list[Figure]:
    """Of a site of SMALL articles and of one of ``articles``; the ratios to the constant page are of the large one."""
    with started(vendor, folder, numbers={SMALL, articles}) as (url_of, database):
        small, _ = _measured(vendor, SMALL, url_of(SMALL), folder=folder, database=database)
        costs, waited = _measured(vendor, articles, url_of(articles), folder=folder, database=database)
    constant, size = costs["constant"], f"{articles:,} articles"
    told = [
        Figure(f"{vendor}: constant page, ms of the processor", constant * 1_000),
        Figure(f"{vendor}: held article", costs["held article"] / constant, CACHED[vendor]),
        Figure(f"{vendor}: 304", costs["304"] / constant, UNCHANGED),
        *(Figure(f"{vendor}: held {name}", costs[f"held {name}"] / constant, AROUND) for name in LISTS),
        Figure(f"{vendor}: article made anew", costs["made article"] / constant, MADE[vendor]),
        *(Figure(f"{vendor}: {name} made anew", costs[f"made {name}"] / constant) for name in LISTS | FURTHER),
    ]
    flat = [
        Figure(f"{vendor}: {name}, {size} to {SMALL}", (costs[name] / costs["constant"]) / (small[name] / small["constant"]), FLAT)
        for name in costs
        if name.startswith(("held", "made"))
    ]  # fmt: skip
    return [
        *told,
        *flat,
        Figure(f"{vendor}: page {articles // 40:,} of the list, ms", costs["deep page"] * 1_000),
        Figure(f"{vendor}: a file of the sitemap, ms", costs["sitemap"] * 1_000),
        Figure(f"{vendor}: the desk's front page, ms", costs["queue"] * 1_000, QUEUE),
        Figure(f"{vendor}: a search, median by the clock, ms", waited * 1_000, SEARCH[vendor]),
    ]


def _measured(
    vendor: str, number: int, url: str, *, folder: Path, database: psutil.Process | None
) -> tuple[Costs, float]:
    """What each page costs in seconds of the processor, and what a search takes by the clock."""
    surroundings = environment(folder, database_url=url)
    cookie = _filled(number, surroundings, name=f"{vendor}-{number}", folder=folder)
    with serving(surroundings, database=database) as server:
        return _costs(server, cookie=cookie, number=number), server.median([f"/search/?q={w.replace(' ', '+')}" for w in WORDS])


def _costs(server: Server, *, cookie: str, number: int) -> Costs:
    with server.asking() as ask:
        tag = ask(ARTICLE, {})[1]["ETag"]
    addresses = {"article": ARTICLE} | LISTS
    return {
        "constant": server.cost(CONSTANT),
        **{f"held {name}": server.cost(address) for name, address in addresses.items()},
        "304": server.cost(ARTICLE, **{"If-None-Match": tag}),
        **{f"made {name}": server.cost(PAST + address) for name, address in (addresses | FURTHER).items()},
        "deep page": server.cost(f"{PAST}/articles/?page={max(1, number // 40)}"),
        "sitemap": server.cost(f"{PAST}/sitemap-articles.xml"),
        "queue": server.cost("/admin/", Cookie=cookie),
    }


def _filled(number: int, surroundings: dict[str, str], *, name: str, folder: Path) -> str:
    """The cookie of an editor of that site, which is made unless the folder has it from an earlier run."""
    kept = folder / f"{name}.cookie"
    if not kept.exists():
        for command in (
            ["manage.py", "migrate", "--verbosity", "0"],
            ["manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        ):
            _run(command, surroundings)
        kept.write_text(_run(["-m", "tests.bench.site", str(number)], surroundings).split("\n")[-2])
    return kept.read_text()


def _run(command: list[str], surroundings: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *command], cwd=PROJECT, env=surroundings, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def started(vendor: str, folder: Path, *, numbers: set[int]) -> Iterator[tuple[UrlOf, psutil.Process | None]]:
    """Where the database of a site of some size is, and the process whose children work for PostgreSQL."""
    if vendor == "sqlite":
        yield lambda number: f"sqlite:///{folder}/{number}.sqlite3", None
        return
    with tempfile.TemporaryDirectory(prefix="imprimatur-bench-") as own:
        server = postgres.started(Path(own) / "data")
        with postgres.stopped_when_we_die(server):
            try:
                info = server.get_postmaster_info()
                for number in numbers:
                    server.psql(f"CREATE DATABASE bench{number}")
                yield lambda number: f"postgresql://postgres@/{info.socket_dir}/bench{number}", psutil.Process(info.pid)
            finally:
                server.cleanup()
