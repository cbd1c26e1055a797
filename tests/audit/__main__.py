"""What do the Nu HTML checker and Lighthouse say of the published site? Needs Node.js, npm, Java and a Chromium.

``python -m tests.audit`` runs both and prints what they found; ``--where-possible`` runs what this machine can and only
prints how fast pages are, since that depends on what else the machine does; ``--missing`` prints what it cannot run.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from tests.audit import tools
from tests.browser import chromium
from tests.browser.pages import ARTICLE, Place, places
from tests.browser.server import Server, serve

LOWEST = 99
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
MEASURED = {"home": "/", "article": ARTICLE, "search": "/search/?q=ketamine", "record": f"{ARTICLE}record/"}
LEFT_OUT = {"search": ["--skip-audits=is-crawlable"]}  # results are kept from search engines on purpose
TRIES = 3  # how fast a page is depends on what else the machine does; the best run counts


def html_faults(server: Server) -> list[str]:
    """What the Nu HTML checker calls an error, on a page of every kind."""
    with tempfile.TemporaryDirectory(prefix="imprimatur-html-") as folder:
        for place in places(server):
            name = re.sub(r"\W+", "-", place.name)
            Path(folder, f"{name}.html").write_text(html(place, server))
        command = ["java", "-jar", str(tools.VNU), "--errors-only", "--format", "json", folder]
        said = subprocess.run(command, capture_output=True, text=True).stderr
    return [
        f"{Path(fault['url']).stem}, line {fault['lastLine']}: {fault['message']} {fault.get('extract', '')!r}"
        for fault in json.loads(said)["messages"]
    ]


def html(place: Place, server: Server) -> str:
    """The page as it is answered, whatever its status."""
    if place.made:
        return place.made
    body = place.body.encode() or None
    request = urllib.request.Request(server.url + place.path, data=body, method=place.method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        return error.read().decode()


def lighthouse_faults(server: Server, browser: str, *, judged: Sequence[str]) -> list[str]:
    """The pages on which a judged category stays below the lowest mark, after they were measured up to three times."""
    faults = []
    for name, path in MEASURED.items():
        best: dict[str, int] = {}
        for _ in range(TRIES):
            found = marks(server.url + path, browser, *LEFT_OUT.get(name, []))
            best = {category: max(found[category], best.get(category, 0)) for category in CATEGORIES}
            if min(best[category] for category in judged) >= LOWEST:
                break
        tell(f"Lighthouse, {name}: {', '.join(f'{category} {mark}' for category, mark in best.items())}")
        faults += [f"{name}: {category} {best[category]}" for category in judged if best[category] < LOWEST]
    return faults


def marks(address: str, browser: str, *options: str) -> dict[str, int]:
    """What Lighthouse gives, of 100, as on a phone on a slow line."""
    sandbox = " --no-sandbox" if os.geteuid() == 0 else ""
    command = ["node", str(tools.LIGHTHOUSE), address, "--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}",
               f"--chrome-flags=--headless=new --disable-dev-shm-usage{sandbox}", *options]  # fmt: skip
    environment = os.environ | {"CHROME_PATH": browser}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    categories = json.loads(done.stdout)["categories"]
    return {name: round(100 * (categories[name]["score"] or 0)) for name in CATEGORIES}


def main(*options: str) -> int:
    if "--missing" in options:
        return tell(*(f"Not run: {what}" for what in tools.missing()))
    tools.install()
    missing = tools.missing()
    if missing and "--where-possible" not in options:
        return tell(*(f"Cannot run {what}" for what in missing)) or 1
    if len(missing) == 2:
        return 0
    if (browser := chromium.find()) is None:
        return tell(chromium.absence()) or 1
    with serve(debug=False, demo=True) as server:
        faults = [] if missing else html_faults(server)
        judged = CATEGORIES[1:] if "--where-possible" in options else CATEGORIES
        faults += lighthouse_faults(server, browser, judged=judged)
    tell(*faults, f"The audit found {len(faults) or 'no'} faults.")
    return 1 if faults else 0


def tell(*sentences: str) -> int:
    for sentence in sentences:
        print(sentence, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
