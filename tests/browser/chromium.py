"""Which Chromium do the browser tests drive, and where does it come from on a machine that has none?

``python -m tests.browser.chromium`` prints its path, after installing one if it must. The order: the one
named by ``CHROMIUM``; one on the path; Debian's package, where apt and root are at hand; the one that
Playwright downloads.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find() -> str | None:
    """The path of a Chromium that starts, or None. One named by ``CHROMIUM`` is the only one tried."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named) if starts(named) else None
    on_path = (path for name in NAMES if (path := shutil.which(name)))
    return next((path for path in (*on_path, playwrights_own()) if starts(path)), None)


def starts(path: str) -> bool:
    """Whether the program says its version: one that lacks a library of the system does not."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def playwrights_own() -> str:
    """Where Playwright puts its Chromium, whether or not it is there."""
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def installations() -> Iterator[list[str]]:
    """The commands that may bring a Chromium to this machine, the best first."""
    has_apt = os.geteuid() == 0 and shutil.which("apt-get")
    if has_apt:
        yield ["sh", "-c", "apt-get update && apt-get install --yes --no-install-recommends chromium"]
    with_libraries = ["--with-deps"] if has_apt else []
    yield [sys.executable, "-m", "playwright", "install", *with_libraries, "chromium"]


def find_or_install() -> str | None:
    """The path of a Chromium that starts, installed if there was none, or None."""
    if (path := find()) or os.environ.get("CHROMIUM"):
        return path
    for command in installations():
        print("Installing Chromium:", " ".join(command), file=sys.stderr)
        subprocess.run(command, stdout=sys.stderr, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})
        if path := find():
            return path
    return None


def absence() -> str:
    """The sentence for a machine on which ``find`` found nothing."""
    named = os.environ.get("CHROMIUM")
    what = f"CHROMIUM names {named}, which does not start" if named else "No Chromium starts on this machine"
    return f"{what}. Install one and name it in CHROMIUM, or set BROWSER=skip to leave the browser tests out."


if __name__ == "__main__":
    if (found := find_or_install()) is None:
        sys.exit(absence())
    print(found)
