"""Does anything that a hostile text says come alive in a real browser? No security policy helps here."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from articles.markdown import render

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "[click](javascript:alert(1))",
    "[click](JaVa&#x09;ScRiPt:alert(1))",
    "![x](javascript:alert(1))",
    '[x](/a "onmouseover=alert(1) x=")',
    '![x](/a"onerror="alert(1))',
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "::: note <img src=x onerror=alert(1)>\ntext\n:::",
    "[@x<script>alert(1)</script>]",
    "*[ABC]: <img src=x onerror=alert(1)>\n\nABC",
    "<style>@import url(//example.org/x)</style>",
    "<form action=javascript:alert(1)><button autofocus onfocus=alert(1)>x</button></form>",
    "<base href=//example.org/><a href=x>y</a>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
]
LISTEN = """
window.fired = [];
for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = (...said) => window.fired.push([name, ...said]);
"""
TOUCH = """
() => {
  for (const element of document.querySelectorAll("body *")) {
    for (const kind of ["click", "mouseover", "mouseenter", "focus", "focusin", "pointerover", "toggle", "animationstart"])
      element.dispatchEvent(new Event(kind, { bubbles: true, cancelable: true }));
    element.focus?.();
  }
  for (const link of document.querySelectorAll("a[href]"))
    if (/^(javascript|vbscript|data|blob|file|filesystem):$/i.test(link.protocol)) window.fired.push(["link", link.href]);
  return window.fired;
}
"""
HANDLERS = """
[...document.body.querySelectorAll("*")].filter(e => [...e.attributes].some(a => /^on|^style$/i.test(a.name))).length
"""
LIVE = "script, iframe, object, embed, form, style, svg, math, base, link, meta, button, input, frame, applet, video, audio"


def payloads() -> list[str]:
    """Our own, and those of the corpora where a folder is given."""
    corpora = os.environ.get("CORPORA")
    lines = Path(corpora, "xss", "payloads.jsonl").read_text().splitlines() if corpora else []
    return PAYLOADS + [json.loads(line)["payload"] for line in lines]


def in_many_places(payload: str) -> str:
    line = " ".join(payload.split())
    return f"{payload}\n\n- {line}\n\n> {line}\n\n| a |\n|---|\n| {line} |\n\n[{line}](<{line}>)\n\n![{line}](<{line}>)\n\n`{line}`\n"


@pytest.fixture
def bare(browser: Browser) -> Iterator[Page]:
    """A page without any security policy, whose alarms are heard and whose every request is refused."""
    context = browser.new_context()
    context.add_init_script(LISTEN)
    context.route("**/*", lambda route: route.abort())
    page = context.new_page()
    yield page
    context.close()


def test_no_hostile_text_comes_alive_in_a_browser_without_a_security_policy(bare: Page) -> None:
    asked: list[str] = []
    bare.on("request", lambda request: asked.append(request.url))
    bare.on("dialog", lambda dialog: (asked.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    # Leaving the page would end the listening; a click on a link must do nothing here.
    every = "".join(render(in_many_places(payload)).html for payload in payloads())
    bare.set_content(f"<!doctype html><body onclick='event.preventDefault()'>{every}")
    assert bare.evaluate(TOUCH) == []
    assert bare.evaluate(f"document.querySelectorAll('{LIVE}').length") == 0
    assert bare.evaluate(HANDLERS) == 0
    assert not [address for address in asked if not address.startswith(("about:", "data:"))]


def test_the_alarm_of_this_test_rings_when_a_text_is_alive(bare: Page) -> None:
    bare.set_content(
        "<!doctype html><body><img src=nowhere.png onerror=alert(1)><a href='javascript:alert(2)'>x</a>"
    )
    bare.wait_for_function("window.fired.length > 0")
    assert bare.evaluate(TOUCH) != []
