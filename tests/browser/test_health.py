"""Does the site answer in a browser, the way it runs in production and the way ``make run`` shows it?"""

import pytest
from playwright.sync_api import Page

from tests.browser.server import Server
from tests.browser.watch import Watch


@pytest.mark.parametrize("server", [False], indirect=True, ids=["production"])
def test_the_site_says_that_it_is_alive_when_it_runs_as_in_production(page: Page, server: Server) -> None:
    answer = page.goto("/healthz")
    assert answer is not None
    assert answer.status == 200
    assert "Traceback" not in server.log


def test_the_home_page_of_the_demo_opens_without_a_complaint_from_the_browser(page: Page) -> None:
    answer = page.goto("/")
    assert answer is not None
    assert answer.status == 200


def test_the_watch_reports_what_a_page_does_wrong(page: Page, watch: Watch) -> None:
    page.goto("/healthz")
    page.set_content(
        '<p onclick="x()">Text</p><img src="https://stranger.invalid/pixel.png"><script>oops()</script>'
    )
    page.wait_for_load_state("load")
    page.evaluate("console.error('a complaint')")
    with pytest.raises(AssertionError, match=r"request to a stranger: https://stranger\.invalid/pixel\.png"):
        watch.check()
    with pytest.raises(AssertionError, match="Content Security Policy"):
        watch.check()
    with pytest.raises(AssertionError, match="a complaint"):
        watch.check()
    watch.allow(".")
