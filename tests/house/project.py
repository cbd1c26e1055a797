"""What does this project hold? The walks that the tests of the house share."""

import ast
import os
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("articles", "reviews", "readers")  # each may import itself and those before it


def files(*suffixes: str) -> Iterator[Path]:
    """Every file that belongs to the project, as .gitignore sees it, optionally of some suffixes only."""
    ignored = [".git", *(line.rstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line)]
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if not any(fnmatch(name, pattern) for pattern in ignored)]
        kept = [name for name in names if not any(fnmatch(name, pattern) for pattern in ignored)]
        yield from (Path(folder) / name for name in kept if not suffixes or name.endswith(suffixes))


def texts(*suffixes: str) -> Iterator[tuple[str, str]]:
    """Path within the project and content of every text file; pictures and the like are left out."""
    for path in files(*suffixes):
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def code() -> Iterator[tuple[str, str]]:
    """Path and source of every module of the site itself: not tests, not migrations."""
    for path, source in texts(".py"):
        if not path.startswith("tests/") and "/migrations/" not in path:
            yield path, source


def settings_read() -> set[str]:
    """The environment variables that config/settings.py reads."""
    tree = ast.parse((ROOT / "config" / "settings.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    of_env = [call for call in calls if re.fullmatch(r"env(\.\w+)?", ast.unparse(call.func))]
    return {call.args[0].value for call in of_env if isinstance(call.args[0], ast.Constant)}
