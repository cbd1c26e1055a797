"""How fast and how small is an import?

Each figure is of a process of its own, so that its memory is only its own. Speed counts files by the second of processor
time, which is that of one core whatever else the machine does; beside it stands the time by the clock.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.figures import Figure
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


def figures(*, files: int) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="imprimatur-bench-") as folder:
        return _figures(*measured(Path(folder), files=files), files=files)


def _figures(none: Run, first: Run, many: Run, last: Run, *, files: int) -> list[Figure]:
    """The start of a process is not counted as import."""

    def speed(run: Run, *, number: int, name: str) -> Figure:
        return Figure(
            f"{name}, files a second", number / (run.processor - none.processor), FLOOR_SPEED, is_least=True
        )

    ratio = (first.processor - none.processor) / (last.processor - none.processor)
    return [
        speed(first, number=LAST, name=f"import of the first {LAST}"),
        speed(many, number=files - LAST, name=f"import of the {files - LAST:,} after them"),
        speed(last, number=LAST, name=f"import of {LAST} on top of {files:,}"),
        Figure("speed at the end to that at the start", ratio, FLOOR_RATIO, is_least=True),
        Figure(f"peak memory over {files - LAST:,} files, MB", many.memory, FLOOR_MEMORY),
    ]
