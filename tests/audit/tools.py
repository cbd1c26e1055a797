"""Are the checkers of pages that come from npm at hand, and if not, what is missing?

Nothing is downloaded but by ``npm ci``, from a lock file that names every package by its hash. No script of a package
is run at that.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
LOCK, STAMP = HERE / "package-lock.json", MODULES / ".package-lock.json"
VNU, LIGHTHOUSE = MODULES / "vnu-jar/build/dist/vnu.jar", MODULES / "lighthouse/cli/index.js"
OLDEST_NODE = 18


def missing() -> list[str]:
    """What cannot be run on this machine, each in a sentence."""
    both = ["the Nu HTML checker (tests/audit)", "Lighthouse (tests/audit)"]
    if not has_node():
        return [f"{tool}, because it needs Node.js {OLDEST_NODE} or newer with npm." for tool in both]
    if not is_installed():
        return [f"{tool}, because npm could not install it." for tool in both]
    if not starts("java", "-version"):
        return [f"{both[0]}, because it needs Java."]
    return []


def has_node() -> bool:
    is_new_enough = f"process.exit(parseInt(process.versions.node) < {OLDEST_NODE} ? 1 : 0)"
    return starts("npm", "--version") and starts("node", "--eval", is_new_enough)


def starts(*command: str) -> bool:
    """Whether the program is there and answers."""
    try:
        return subprocess.run(command, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def is_installed() -> bool:
    return STAMP.exists() and STAMP.stat().st_mtime >= LOCK.stat().st_mtime


def install() -> None:
    """What the lock file names, unless it is there already or cannot be had."""
    if not is_installed() and has_node():
        done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE)
        if done.returncode == 0:
            STAMP.touch()
