"""What went wrong in the browser while nobody looked? A page that is watched tells at the end of its test."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request


@dataclass
class Watch:
    """Errors on the console (refusals of the security policy too), errors of scripts, foreign requests."""

    origin: str
    faults: list[str] = field(default_factory=list)
    allowed: list[re.Pattern[str]] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        """Write down what every page of the context does from now on."""
        context.on("console", self.on_console)
        context.on("request", self.on_request)
        context.on("weberror", lambda error: self.faults.append(f"error in a script: {error.error}"))

    def allow(self, pattern: str) -> None:
        """Expect faults that match: a test that asks for a missing page may see its 404 in the console."""
        self.allowed.append(re.compile(pattern))

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def on_request(self, request: Request) -> None:
        is_ours = request.url.startswith((f"{self.origin}/", "data:", f"blob:{self.origin}/", "about:"))
        if not is_ours:
            self.faults.append(f"request to a stranger: {request.url}")

    def settle(self, page: Page) -> None:
        """Wait for what is still on its way, so that a late fault belongs to this test."""
        if not page.is_closed():
            page.wait_for_load_state("load")

    def check(self) -> None:
        left = [fault for fault in self.faults if not any(p.search(fault) for p in self.allowed)]
        assert not left, "The browser reported:\n" + "\n".join(left)
