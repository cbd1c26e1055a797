"""What does axe find on the page that is open, at every width and in both schemes, and does the page fit?"""

from __future__ import annotations

import json
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.watch import Watch

AXE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
    "preload": False,  # it would copy style sheets into the page, which the security policy refuses
}
WIDTHS, SCHEMES = (375, 1280), ("dark", "light")  # the last of each is what a page is left in


def faults(page: Page, *, rules: list[str] | None = None) -> list[str]:
    """What axe finds, by all rules or by those alone, and whether the page scrolls sideways."""
    page.wait_for_load_state()  # an answer to a form may be there before its style sheets
    options = AXE | ({"runOnly": {"type": "rule", "values": rules}} if rules else {})
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("options => axe.run(options).then(found => found.violations)", options)
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*map(told, found), *([f"scrolls sideways by {sideways} px"] if sideways > 0 else [])]


def told(violation: dict[str, Any]) -> str:
    nodes = [(node["target"], node.get("failureSummary", "")[:300]) for node in violation["nodes"][:4]]
    return f"{violation['id']}: {violation['help']} {json.dumps(nodes)}"


def faults_everywhere(page: Page, watch: Watch) -> list[str]:
    """On a phone and on a desk, dark and light: the same page, so that nothing is loaded four times."""
    watch.allow("Applying inline style violates")  # what axe itself tries, and the policy refuses
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            found += [f"{width} {scheme}: {fault}" for fault in faults(page)]
    return found
