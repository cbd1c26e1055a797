"""How fast is the site? ``python -m tests.bench`` prints what was measured beside what is promised, and ends with 1 if a promise is broken.

Every figure of pages is a ratio of processor time to that of a constant page in the same process of the same run, so that
it says the same on a slow machine as on a fast one.
"""

from __future__ import annotations

import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from tests.bench import imports, pages
from tests.bench.figures import Figure, keep


def options() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.bench", description="How fast is the site?")
    parser.add_argument("--articles", type=int, default=2_000, help="of the large site (default: 2000)")
    parser.add_argument(
        "--files", type=int, default=1_000, help="to import; 0 leaves the import out (default: 1000)"
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--json", type=Path, help="where the figures are written too")
    parser.add_argument("--folder", type=Path, help="keeps the sites on SQLite, for another run")
    return parser.parse_args()


def figures(chosen: Namespace, folder: Path) -> Iterator[Figure]:
    for vendor in ("sqlite", "postgresql"):
        if chosen.database in (vendor, "both"):
            own = folder / vendor
            own.mkdir(exist_ok=True)
            yield from pages.figures(vendor, articles=max(chosen.articles, 2 * pages.SMALL), folder=own)
    if chosen.files:
        yield from imports.figures(files=max(chosen.files, 2 * imports.LAST))


def main() -> None:
    chosen, told = options(), []
    with tempfile.TemporaryDirectory(prefix="imprimatur-bench-") as scratch:
        for figure in figures(chosen, chosen.folder or Path(scratch)):
            print(figure, flush=True)
            told.append(figure)
    if chosen.json:
        keep(told, file=chosen.json, articles=chosen.articles)
    sys.exit(0 if all(figure.is_met for figure in told) else 1)


if __name__ == "__main__":
    main()
