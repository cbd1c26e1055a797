"""Which test calls which functions, and how long does it take? Watched once, and kept for as long as the code is the same."""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
import time
import types
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.mutants.running import PLAIN

ROOMS = ("articles", "reviews", "readers", "config", "templates", "tests")
WATCHED = tuple(f"{Path(room).resolve()}/" for room in ("articles", "reviews"))


@dataclass
class Watched:
    """``calls`` are the functions by file and first line."""

    seconds: float = 0.0
    calls: set[tuple[str, int]] = field(default_factory=set)  # one that only reads a table calls nothing


Tests = dict[str, Watched]


class Watcher:
    def __init__(self) -> None:
        self.tests = Tests()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        here = self.tests[item.nodeid] = Watched()

        def note(frame: types.FrameType, event: str, arg: Any) -> None:
            if frame.f_code.co_filename.startswith(WATCHED):
                here.calls.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))

        begun = time.process_time()
        sys.settrace(note)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            here.seconds = time.process_time() - begun


def watched(asked: list[str]) -> Tests:
    """A test file that was changed is watched again alone; anything else that was changed, and all are."""
    found = Tests()
    for path in _test_files(asked):
        kept = _kept(path)
        if not kept.exists():
            kept.write_text(json.dumps(_watch(path)))
        found |= {
            name: Watched(seconds, {(file, line) for file, line in calls})
            for name, (seconds, calls) in json.loads(kept.read_text()).items()
        }
    if (
        pytest.main([*PLAIN, "--collect-only", "-qq", *asked]) != pytest.ExitCode.OK
    ):  # loaded before the forks
        raise SystemExit("The tests cannot be loaded.")
    return found


def _watch(path: Path) -> dict[str, Any]:
    watcher = Watcher()
    if pytest.main([*PLAIN, str(path)], plugins=[watcher]) != pytest.ExitCode.OK:
        raise SystemExit(f"{path}: the tests fail before anything is changed.")
    return {name: (test.seconds, sorted(test.calls)) for name, test in watcher.tests.items()}


def _test_files(asked: list[str]) -> Iterable[Path]:
    for name in asked:
        yield from sorted(Path(name).rglob("test_*.py")) if Path(name).is_dir() else [Path(name)]


def _kept(path: Path) -> Path:
    found = hashlib.sha256(str(path.resolve()).encode() + path.read_bytes() + _rest())
    return Path(tempfile.gettempdir()) / f"imprimatur-watched-{found.hexdigest()[:24]}.json"


def _rest() -> bytes:
    """All that tests run on, but for the tests themselves."""
    whole = hashlib.sha256()
    for path in sorted(part for room in ROOMS for part in Path(room).rglob("*.*") if part.is_file()):
        if (
            path.suffix in (".py", ".html")
            and not path.name.startswith("test_")
            and "mutants" not in path.parts
        ):
            whole.update(str(path).encode() + path.read_bytes())
    return whole.digest()
