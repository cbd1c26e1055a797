"""Does any test see the mistake? Each mutant lives in a fork of a process that has loaded everything, on a database that is ready."""

from __future__ import annotations

import ast
import os
import random
import signal
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections

from tests.mutants.making import Mutant

if TYPE_CHECKING:
    from tests.mutants.watching import Tests

# How many, of the tests that call the changed function, that call little else, and of the others; those about its module all.
PARTICULAR, OTHERS = 40, 40
PLAIN = ["-q", "-x", "-s", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "tests.mutants.ready", "--override-ini=addopts=",
         "--import-mode=importlib", "--allow-hosts=127.0.0.1"]  # fmt: skip


def tests_for(mutant: Mutant, *, module: types.ModuleType, tests: Tests) -> list[str]:
    """Those that call the function, the quick ones first; what runs at the import alone, or is a table, is everybody's."""
    called, subject = (module.__name__, mutant.function), module.__name__.rpartition(".")[2]
    found = [test for test, seen in tests.items() if called in seen.calls] or list(tests)
    about = [test for test in found if subject in test.partition("::")[0]]
    further = sorted({*found} - {*about}, key=lambda test: (len(tests[test].calls), test))
    others = further[PARTICULAR:]
    picked = about, further[:PARTICULAR], random.Random(1).sample(others, min(OTHERS, len(others)))
    return [test for some in picked for test in sorted(some, key=lambda test: tests[test].seconds)]


class Loop:
    """In place of the loop over all tests: the work that needs them collected, and runs some of them in forks."""

    def __init__(self, work: Callable[[pytest.Session], None]) -> None:
        self.work = work

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.work(session)
        return True


def survives(
    mutant: Mutant, *, module: types.ModuleType, tests: list[str], session: pytest.Session, seconds: int
) -> bool:
    """Run them in a fork, which changes the module in place: whoever imported a name from it has the changed one."""
    connections.close_all()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            signal.signal(signal.SIGALRM, lambda *_: os._exit(0))  # what never ends was not noticed
            signal.alarm(seconds)
            with Path(os.devnull).open("w") as nowhere:
                os.dup2(nowhere.fileno(), 1)
                os.dup2(nowhere.fileno(), 2)
            put_in(mutant.tree, module)
            code = int(_fails(tests, session))
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return status == 0


def warm_up(session: pytest.Session) -> None:
    """One test of each file, as it is, so that no fork has to load what all of them use."""
    if _fails([item.nodeid for item in {item.path: item for item in session.items}.values()], session):
        raise SystemExit("The tests fail before anything is changed.")


def _fails(tests: list[str], session: pytest.Session) -> bool:
    known = {item.nodeid: item for item in session.items}
    chosen = [known[test] for test in tests]
    for item, following in zip(chosen, [*chosen[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return True
    return False


def put_in(tree: ast.Module, module: types.ModuleType) -> None:
    fresh = types.ModuleType(module.__name__)
    fresh.__dict__.update({"__file__": module.__file__, "__package__": module.__package__})
    sys.modules[module.__name__] = fresh  # dataclasses look there for their module
    exec(compile(tree, str(module.__file__), "exec"), fresh.__dict__)
    sys.modules[module.__name__] = module
    for name, new in vars(fresh).items():
        old = vars(module).get(name)
        if getattr(old, "__module__", module.__name__) != module.__name__ or name.startswith("__"):
            continue
        if isinstance(old, type):
            _replace_methods(old, new)
        elif (function := _function(old)) is not None and (other := _function(new)) is not None:
            _replace_function(function, other)
        elif old is not None and old != new:
            _replace_everywhere(old, new)


def _replace_methods(old: type, new: Any) -> None:
    for name, method in vars(old).items():
        found, other = _function(method), _function(vars(new).get(name))
        if found is not None and other is not None:
            _replace_function(found, other)


def _replace_function(old: types.FunctionType, new: types.FunctionType) -> None:
    old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__


def _function(thing: Any) -> types.FunctionType | None:
    """The function itself, below its decorators."""
    thing = getattr(thing, "fget", None) or getattr(thing, "__func__", None) or thing
    while hasattr(thing, "__wrapped__"):
        thing = thing.__wrapped__
    return thing if isinstance(thing, types.FunctionType) else None


def _replace_everywhere(old: Any, new: Any) -> None:
    for module in list(sys.modules.values()):
        for name, value in list(vars(module).items()) if isinstance(module, types.ModuleType) else ():
            if value is old:
                setattr(module, name, new)


def chosen(found: list[Mutant], *, most: int, seed: int) -> Iterator[Mutant]:
    yield from (
        found if len(found) <= most else sorted(random.Random(seed).sample(found, most), key=lambda m: m.line)
    )
