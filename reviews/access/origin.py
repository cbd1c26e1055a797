"""From where does a request come, and from which browser, in words?"""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest

# The first that fits: every browser says that it is also some of those further down.
BROWSERS = {
    "Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox", "FxiOS": "Firefox",
    "Chrome": "Chrome", "CriOS": "Chrome", "Safari": "Safari", "curl": "curl", "python": "a program",
}  # fmt: skip
SYSTEMS = {
    "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS X": "Mac", "CrOS": "ChromeOS",
    "Linux": "Linux",
}  # fmt: skip


def address(request: HttpRequest) -> str:
    """The visitor's own, which ``config.proxies`` has put in its place; none where a proxy wrote no address."""
    try:
        return str(ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return ""


def counted(request: HttpRequest) -> str | None:
    """The same for the count of wrong attempts: all those from nowhere that can be told count as from one place."""
    return address(request) or None


def browser(request: HttpRequest) -> str:
    """Such as "Firefox on Linux"."""
    agent = request.headers.get("user-agent", "")
    program = next((words for part, words in BROWSERS.items() if part in agent), "an unknown browser")
    system = next((words for part, words in SYSTEMS.items() if part in agent), "")
    return f"{program} on {system}" if system else program
