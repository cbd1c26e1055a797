"""Can everybody use every page: on a phone and on a desk, light and dark, enlarged, spaced out, by keyboard?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from tests.browser.measure import SPACED, TWICE, ask, covered_on_the_way, cut_when, measured, prepare
from tests.browser.pages import Place, places
from tests.browser.server import Server
from tests.browser.sight import faults
from tests.browser.watch import Watch

ENCODED = "application/x-www-form-urlencoded"
OF_COLOURS = ["color-contrast", "link-in-text-block"]
EXPECTED = (
    "responded with a status of [45]",  # pages that say no
    "Applying inline style violates",  # what axe itself tries, and the policy refuses
)


@pytest.fixture(scope="session")
def server(published: Server) -> Server:
    return published


def go(page: Page, place: Place) -> None:
    """Come to the place as a reader would, forms included."""

    def send(route: Route) -> None:
        if place.made:
            route.fulfill(status=place.status, body=place.made, content_type="text/html; charset=utf-8")
        else:
            headers = route.request.headers | ({"content-type": ENCODED} if place.body else {})
            route.continue_(method=place.method, post_data=place.body or None, headers=headers)

    def is_page(address: str) -> bool:
        return not address.partition("?")[0].rpartition("/")[2]

    page.route(is_page, send, times=1)
    answer = page.goto(place.path)
    assert answer is not None
    assert answer.status == place.status, f"{place.name}: {answer.status}"


@pytest.mark.parametrize("width", [375, 1280])
def test_every_page_can_be_used_by_everybody(
    width: int, open_page: Callable[..., Page], server: Server, watch: Watch
) -> None:
    for pattern in EXPECTED:
        watch.allow(pattern)
    page = open_page(reduced_motion="reduce", color_scheme="light")
    prepare(page)
    found: list[str] = []
    help_in_order: dict[str, list[str]] = {}
    for place in places(server):
        page.set_viewport_size({"width": width, "height": 900})
        go(page, place)
        found += [f"{place.name}: {fault}" for fault in faults_of(page, width=width)]
        help_in_order.setdefault(ask(page, "help"), []).append(place.name)
    assert not found, "\n".join(found)
    assert help_in_order.pop("") == [
        "form of too many fields",
        "too much at once",
        "no database",
        "a silent database",
        "failure",
    ]  # the last resorts, which link home
    assert len(help_in_order) == 1, help_in_order


def faults_of(page: Page, *, width: int) -> list[str]:
    """In light all that there is to see, in the dark what depends on colours, and then in a reader's own ways."""
    page.emulate_media(color_scheme="dark")
    found = [f"dark: {fault}" for fault in faults(page, rules=OF_COLOURS) + ask(page, "contrasts")]
    page.emulate_media(color_scheme="light")
    found += faults(page) + measured(page) + covered_on_the_way(page)
    found += [f"spaced out: {fault}" for fault in cut_when(page, SPACED)]
    if width < 400:
        page.set_viewport_size({"width": 320, "height": 640})
        found += [f"at 320 pixels: {fault}" for fault in ask(page, "cut")]
        found += [f"at 320 pixels, twice as large: {fault}" for fault in cut_when(page, TWICE)]
    return found
