"""What do the browser tests have at hand? The real site, a real Chromium, and a page that is watched.

No ORM in these tests: Playwright keeps an event loop running, and Django refuses to query inside one. Prepare
data with ``server.manage(...)``. For the same reason the browser lives for one module only: tests of other
folders that run in the same process afterwards find no loop.
"""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium
from tests.browser.server import Server, serve
from tests.browser.watch import Watch

NEW_PAGE = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", "timezone_id": "UTC"}


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The site with DEBUG on and the demo content; with DEBUG off and empty for the parameter False.

    All tests of a run share it, so a test makes the content that it changes.
    """
    is_at_home = getattr(request, "param", True)
    with serve(debug=is_at_home, demo=is_at_home) as running:
        yield running


@pytest.fixture(scope="session")
def published() -> Iterator[Server]:
    """The site with the demo content as production would serve it: DEBUG off, files joined, compressed and named anew."""
    with serve(debug=False, demo=True) as running:
        yield running


@pytest.fixture(scope="session")
def chromium_path() -> str:
    if (path := chromium.find()) is None:
        pytest.fail(chromium.absence(), pytrace=False)
    return path


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """A Chromium that can reach this machine and nothing else."""
    closed = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"]
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium_path, args=[*closed, *as_root, "--disable-dev-shm-usage"]
        )
        yield launched
        launched.close()


@pytest.fixture
def watch(server: Server) -> Iterator[Watch]:
    """What the pages of this test report; anything not allowed fails the test at its end."""
    watching = Watch(origin=server.url)
    yield watching
    watching.check()


@pytest.fixture
def open_page(browser: Browser, server: Server, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Make a watched page in a context of its own: ``open_page(color_scheme="dark", viewport={...})``."""
    pages: list[Page] = []

    def open_one(**options: object) -> Page:
        context = browser.new_context(base_url=server.url, **(NEW_PAGE | options))
        watch.follow(context)
        pages.append(context.new_page())
        return pages[-1]

    yield open_one
    for page in pages:
        watch.settle(page)
        page.context.close()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A watched page, 1280 by 900; ``page.goto("/")`` opens the home page."""
    return open_page()
