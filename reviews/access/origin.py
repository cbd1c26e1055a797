"""From where does a request come, and from which browser, in words?"""

from __future__ import annotations

import ipaddress

from django.conf import settings
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
    """Behind proxies that we trust, what the outermost of them saw; everything before that the visitor may have written."""
    seen = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    trusted = settings.TRUSTED_PROXIES
    found = seen[-trusted] if 0 < trusted <= len(seen) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(found))
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
