"""Does the page that is open keep the rules that are measured in pixels, places and colours?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

MEASURES = Path(__file__).with_suffix(".js").read_text()
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } "
    "p { margin-block-end: 2em !important }"
)
TWICE = "html { font-size: 200% }"
MOST_STEPS = 250


def prepare(page: Page) -> None:
    """Lay the functions of ``measure.js`` down in every page that is opened from now on."""
    page.add_init_script(f"window.measures = {MEASURES}")


def ask(page: Page, what: str, *said: str) -> Any:
    """The answer of one of those functions."""
    return page.evaluate("([what, said]) => window.measures[what](...said)", [what, said])


def measured(page: Page) -> list[str]:
    """Headings, targets, fields, edges, and what is cut off, at the width and in the colours of now."""
    found: list[str] = []
    for what in ("headings", "targets", "autocomplete", "contrasts", "cut"):
        found += ask(page, what)
    return found


def cut_when(page: Page, css: str) -> list[str]:
    """What is cut off when a reader has the page shown in their own way."""
    ask(page, "space", css)
    found: list[str] = ask(page, "cut")
    ask(page, "space", "")
    return found


def covered_on_the_way(page: Page) -> list[str]:
    """What the focus goes through unseen, by the Tab key from the top. Only what floats can cover it."""
    if not ask(page, "hasFloating"):
        return []
    found = []
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if (fault := ask(page, "focus")) is None:
            return found
        found += [fault] if fault else []
    return [*found, f"the focus goes on for more than {MOST_STEPS} steps"]
