"""How fast and how small is an import? ``python -m tests.bench [--files N]`` prints a table and ends with 1 below a floor.

Each figure is of a process of its own, so that its memory is only its own. Speed counts files by the second of processor
time, which is that of one core whatever else the machine does; beside it stands the time by the clock.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path

from tests.bench.files import write_files

LAST = 250  # files whose import is timed, before and after the many
FLOOR_SPEED, FLOOR_MEMORY, FLOOR_RATIO = 25, 300, 0.8
ACCOUNT = "from tests.factories import writer; writer()"


@dataclass(frozen=True)
class Run:
    """What one process used: seconds by the clock and of the processor, and at most so many megabytes."""

    clock: float
    processor: float
    memory: float


@dataclass(frozen=True)
class Row:
    name: str
    figure: str
    floor: str
    is_met: bool


def manage(*arguments: str, environment: dict[str, str]) -> Run:
    """``manage.py`` in a process of its own; a failure ends the bench with what it said."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments], env=environment, stdout=said, stderr=said
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.exit(f"manage.py {arguments[0]} failed:\n{said.read()}")
    unit = 1_000_000 if sys.platform == "darwin" else 1_000  # of ru_maxrss, in a megabyte
    return Run(time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def measured(folder: Path, *, files: int) -> tuple[Run, Run, Run, Run]:
    """The run without a file, the first imports, the many, and as many as the first on top of the many."""
    environment = {
        **os.environ, "DEBUG": "on", "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
        "SIGNING_KEY_FILE": str(folder / "key"), "MEDIA_ROOT": str(folder / "media"),
    }  # fmt: skip
    manage("migrate", "--verbosity", "0", environment=environment)
    manage("shell", "--command", ACCOUNT, environment=environment)
    numbers = {
        "none": range(0),
        "first": range(LAST),
        "many": range(LAST, files),
        "last": range(files, files + LAST),
    }
    none, first, many, last = (
        manage("import_articles", str(write_files(folder / name, numbers=some)), "--by", "writer", "--create-categories",
               environment=environment)
        for name, some in numbers.items()
    )  # fmt: skip
    return none, first, many, last


def table(none: Run, first: Run, many: Run, last: Run, *, files: int) -> list[Row]:
    """The figures beside their floors; the start of a process is not counted as import."""

    def row(run: Run, *, number: int, name: str) -> Row:
        speed = number / (run.processor - none.processor)
        figure = f"{speed:.0f} files/s ({number / (run.clock - none.clock):.0f} by the clock)"
        return Row(name, figure, f">= {FLOOR_SPEED} files/s", speed >= FLOOR_SPEED)

    ratio = (first.processor - none.processor) / (last.processor - none.processor)
    return [
        row(first, number=LAST, name=f"the first {LAST} files"),
        row(many, number=files - LAST, name=f"the {files - LAST:,} files after them"),
        row(last, number=LAST, name=f"{LAST} files on top of {files:,}"),
        Row("speed at the end to that at the start", f"{ratio:.2f}", f">= {FLOOR_RATIO}", ratio >= FLOOR_RATIO),
        Row(f"peak memory over {files - LAST:,} files", f"{many.memory:.0f} MB ({none.memory:.0f} without a file)",
            f"< {FLOOR_MEMORY} MB", many.memory < FLOOR_MEMORY),
    ]  # fmt: skip


def main() -> None:
    parser = ArgumentParser(prog="python -m tests.bench", description="How fast and how small is an import?")
    parser.add_argument(
        "--files", type=int, default=2_000, help="how many articles to import (default: 2000)"
    )
    files = max(parser.parse_args().files, 2 * LAST)
    with tempfile.TemporaryDirectory(prefix="imprimatur-bench-") as folder:
        rows = table(*measured(Path(folder), files=files), files=files)
    print(f"{'import':42} {'measured':38} {'floor':14}")
    for row in rows:
        print(f"{row.name:42} {row.figure:38} {row.floor:14} {'' if row.is_met else 'MISSED'}")
    sys.exit(0 if all(row.is_met for row in rows) else 1)


if __name__ == "__main__":
    main()
