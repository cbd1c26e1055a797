"""What does a page cost, held or made, of a small site and of a large one? As ratios to a constant page in the same process."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import quote_plus

import psutil

from tests import postgres
from tests.bench import words
from tests.bench.figures import Figure
from tests.bench.server import PROJECT, ROUNDS, Ask, Clock, Server, environment, on_one_core, serving

CONSTANT, PAST, NEW, CHANGED = "/-constant", "/-", "/+", "/~"  # as ``wsgi`` answers them
SMALL = 100
SHORT = 0.008  # seconds of the processor, about, for each turn of a few requests
TURNS = 8  # in a round
WARM, FEW = (
    100,
    8,
)  # requests before the first that is measured, and those that there must be however long they take
ARTICLE = "/articles/seen/"
LISTS = {
    "home": "/",
    "list": "/articles/",
    "topic": "/topics/topic-1/",
    "tag": "/tags/all/",
    "record": f"{ARTICLE}record/",
    "feed": "/feeds/articles.atom",
}
FURTHER = {
    "list by status": "/articles/?status=approved",
    "list by a rare status": "/articles/?status=retracted",
    "list of a topic and a tag": "/articles/?topic=topic-1&tag=all",
    "notices": "/notices/",
    "person": "/people/test-reviewer/",
}
DESK = {
    "front page": "/admin/",
    "reviews": "/admin/reviews/review/",
    "reviews of all years": "/admin/reviews/review/?state=all",
    "articles": "/admin/articles/article/",
    "revisions": "/admin/articles/revision/",
    "publications": "/admin/reviews/publication/?again=all",
    "publications to renew": "/admin/reviews/publication/",
    "sign-offs": "/admin/reviews/signoff/",
    "sources": "/admin/articles/source/",
    "people": "/admin/articles/contributor/",
}
RANKS = (
    0,
    5,
    20,
    60,
    200,
    600,
    2_000,
    6_000,
    15_000,
)  # of words, from what nearly every text has to what few have
SEARCHED = [
    *(words.WORDS[rank] for rank in RANKS),
    "sleep pain", '"sleep rest"', "blood -water", f"liver {words.WORDS[1_000]}", "author 7", "text 77",
]  # fmt: skip
CACHED = {"sqlite": 0.9, "postgresql": 1.0}
MADE = {"sqlite": 8.0, "postgresql": 12.0}
SEARCH = {"sqlite": 80.0, "postgresql": 50.0}
UNCHANGED, AROUND, FLAT, QUEUE = 0.9, 1.2, 1.1, 150.0
Site = tuple[Server, str, Ask]  # with the cookie of an editor, and a connection
UrlOf = Callable[[int], str]


@dataclass(frozen=True)
class Cost:
    """Of the large site: as a ratio to the constant page, to the same on the small site, and in milliseconds."""

    ratio: float
    growth: float
    milliseconds: float


@dataclass(frozen=True)
class Turn:
    """A few requests, one after the other."""

    address: str
    headers: dict[str, str]
    times: int

    def spent(self, ask: Ask, clock: Clock) -> float:
        """Seconds of the processor for one of them, after another one: it was busy with something else.

        That matters little to a page which takes long.
        """
        if self.times > 1:
            ask(self.address, self.headers)
        begun = clock()
        for _ in range(self.times):
            ask(self.address, self.headers)
        return (clock() - begun) / self.times


def figures(vendor: str, *, articles: int, folder: Path) -> list[Figure]:
    """Of a site of SMALL articles and of one of ``articles``."""
    with started(vendor, folder, numbers={SMALL, articles}) as (url_of, database), ExitStack() as stack:
        filled = [
            _filled(number, environment(folder, database_url=url_of(number))) for number in (SMALL, articles)
        ]
        stack.enter_context(on_one_core(database))
        sites = []
        for number, cookie in zip((SMALL, articles), filled, strict=True):
            surroundings = environment(folder, database_url=url_of(number))
            server = stack.enter_context(serving(surroundings, database=database))
            sites.append((server, cookie, stack.enter_context(server.asking())))
        costs = {name: _cost(sites, address, **headers) for name, (address, headers) in _asked(sites).items()}
        pages = {
            f"page {articles // 40:,} of the list": f"{PAST}/articles/?page={articles // 40}",
            "a file of the sitemap": f"{PAST}/sitemap-articles.xml",
            "the people": f"{PAST}/people/",
        }
        server, cookie, ask = sites[1]
        alone = {name: _alone(server, ask, address) for name, address in pages.items()}
        searches = [_alone(server, ask, f"{PAST}/search/?q={quote_plus(asked)}") for asked in SEARCHED]
        desk = {name: _alone(server, ask, address, Cookie=cookie) for name, address in DESK.items()}
    return [
        *(Figure(f"{vendor}: {name}", cost.ratio, _floor(name, vendor)) for name, cost in costs.items()),
        *(
            Figure(f"{vendor}: {name}, {articles:,} articles to {SMALL}", cost.growth, FLAT)
            for name, cost in costs.items()
            if name != "constant"
        ),
        *(Figure(f"{vendor}: {name}, ms", cost.milliseconds) for name, cost in costs.items()),
        *(Figure(f"{vendor}: {name}, ms", seconds * 1_000) for name, seconds in alone.items()),
        *(
            Figure(f"{vendor}: the desk, {name}, ms", seconds * 1_000, QUEUE)
            for name, seconds in desk.items()
        ),
        Figure(
            f"{vendor}: a search, median of {len(searches)}, ms", median(searches) * 1_000, SEARCH[vendor]
        ),
        Figure(f"{vendor}: the slowest of them, ms", max(searches) * 1_000),
    ]


def _floor(name: str, vendor: str) -> float | None:
    how, _, page = name.partition(" ")
    if name == "304":
        return UNCHANGED
    if how == "held":
        return CACHED[vendor] if page == "article" else AROUND
    return MADE[vendor] if page == "article" else None


def _asked(sites: list[Site]) -> dict[str, tuple[str, dict[str, str]]]:
    """Held: given from memory. Asked: as after a change elsewhere on the site. Made: as if nobody had it since
    something on it changed. New: as if this process had never made it."""
    tags = ", ".join(ask(ARTICLE, {})[1]["ETag"] for _, _, ask in sites)  # of either site one is its own
    pages = {"article": ARTICLE} | LISTS
    return {
        "constant": (CONSTANT, {}),
        **{f"held {name}": (address, {}) for name, address in pages.items()},
        "304": (ARTICLE, {"If-None-Match": tags}),
        **{f"asked {name}": (CHANGED + address, {}) for name, address in pages.items()},
        **{f"new {name}": (NEW + address, {}) for name, address in pages.items()},
        **{f"made {name}": (PAST + address, {}) for name, address in (pages | FURTHER).items()},
    }


def _alone(server: Server, ask: Ask, address: str, **headers: str) -> float:
    _prove_it_answers(ask, address, headers)
    return median(server.block(ask, address, headers) for _ in range(ROUNDS))


def _prove_it_answers(ask: Ask, address: str, headers: dict[str, str]) -> None:
    if (status := ask(address, headers)[0]) not in (200, 304):
        sys.exit(f"{address} answers {status}")


def _cost(sites: list[Site], address: str, **headers: str) -> Cost:
    """The medians of a few rounds, in each of which the three are measured in turn, a few requests at a time."""
    for _, _, ask in sites:
        _warm_up(ask, address, headers)
    page, constant = _turn(sites[1], address, headers), _turn(sites[1], CONSTANT, {})
    rounds = [_round(sites, page, constant) for _ in range(ROUNDS)]
    return Cost(
        ratio=median(large / constant for constant, large, _ in rounds),
        growth=median(large / small for _, large, small in rounds),
        milliseconds=median(large for _, large, _ in rounds) * 1_000,
    )


def _warm_up(ask: Ask, address: str, headers: dict[str, str]) -> None:
    """Until all is in its caches that ever will be: PostgreSQL plans a question anew five times, Python learns for longer."""
    begun = time.monotonic()
    for times in range(WARM):
        _prove_it_answers(ask, address, headers)
        if times > FEW and time.monotonic() - begun > 1:
            break


def _turn(site: Site, address: str, headers: dict[str, str]) -> Turn:
    server, _, ask = site
    return Turn(address, headers, times=1 + int(SHORT / server.block(ask, address, headers)))


def _round(sites: list[Site], page: Turn, constant: Turn) -> tuple[float, float, float]:
    """Seconds for a constant page, for this one of the large site, and for that of the small one.

    Each comes first as often as the other, and as often right after the constant page of its own server.
    """
    clocks = [server.clock() for server, _, _ in sites]
    spent, of_constant = [0.0, 0.0], 0.0
    for turn in range(TURNS):
        first, last = (0, 1) if turn % 2 else (1, 0)
        for where in (first, last):
            spent[where] += page.spent(sites[where][2], clocks[where])
        of_constant += constant.spent(sites[last][2], clocks[last])
    return of_constant / TURNS, spent[1] / TURNS, spent[0] / TURNS


def _filled(number: int, surroundings: dict[str, str]) -> str:
    """The cookie of an editor of that site, which is filled unless it is there from an earlier run."""
    for command in (
        ["manage.py", "migrate", "--verbosity", "0"],
        ["manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
    ):
        _run(command, surroundings)
    return _run(["-m", "tests.bench.site", str(number)], surroundings).split("\n")[-2]


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
                yield (
                    lambda number: f"postgresql://postgres@/{info.socket_dir}/bench{number}",
                    psutil.Process(info.pid),
                )
            finally:
                server.cleanup()
