"""Which test calls which functions, and how long does it take? Watched once, and kept for as long as the code is the same."""

from __future__ import annotations

import ast
import hashlib
import json
import tempfile
import time
import types
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.mutants.running import PLAIN, put_in

ROOMS = ("articles", "reviews", "readers", "config", "pages", "templates", "tests")
SEEN: set[tuple[str, int]] = set()  # what was called since it was last emptied


@dataclass
class Watched:
    """``calls`` are the functions by module and line; of a test that only reads a table there are none."""

    seconds: float = 0.0
    calls: set[tuple[str, int]] = field(default_factory=set)


Tests = dict[str, Watched]


class Watcher:
    def __init__(self) -> None:
        self.tests = Tests()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        begun = time.process_time()
        SEEN.clear()
        try:
            return (yield)
        finally:
            self.tests[item.nodeid] = Watched(time.process_time() - begun, set(SEEN))


def watched(asked: list[str], *, modules: list[types.ModuleType]) -> Tests:
    """A test file that was changed is watched again alone; anything else that was changed, and all are."""
    found, names = Tests(), {module.__name__ for module in modules}
    for path in _test_files(asked):
        kept = _kept(path)
        known = json.loads(kept.read_text()) if kept.exists() else {"modules": []}
        if not names <= set(known["modules"]):
            known = {"modules": sorted(names), "tests": _watch(path, modules)}
            kept.write_text(json.dumps(known))
        found |= {
            name: Watched(seconds, {(module, line) for module, line in calls})
            for name, (seconds, calls) in known["tests"].items()
        }
    return found


def _watch(path: Path, modules: list[types.ModuleType]) -> dict[str, Any]:
    for module in modules:
        put_in(_noting(module), module)
    watcher = Watcher()
    if pytest.main([*PLAIN, str(path)], plugins=[watcher]) != pytest.ExitCode.OK:
        raise SystemExit(f"{path}: the tests fail before anything is changed.")
    return {name: (test.seconds, sorted(test.calls)) for name, test in watcher.tests.items()}


def _noting(module: types.ModuleType) -> ast.Module:
    """The module with a first statement in each function that says it was called."""
    tree = ast.parse(Path(str(module.__file__)).read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            note = f"__import__('sys').modules[{__name__!r}].SEEN.add(({module.__name__!r}, {node.lineno}))"
            node.body[:0] = ast.parse(note).body
    return ast.fix_missing_locations(tree)


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
