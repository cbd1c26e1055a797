"""Can everybody search: by keyboard alone, without scripts, on a phone, in any colours?"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sight import faults_everywhere
from tests.browser.test_public import PHONE, TWICE, is_wider_than_the_window
from tests.browser.watch import Watch

PLACES = ["/search/", "/search/?q=ketamine", "/search/?q=ketamine&status=approved&sort=date", "/search/?q=ketamime",
          "/search/?q=zzzzzzz", "/search/?q=-a", "/search/?q=" + "x" * 300]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_the_search_has_no_fault_that_axe_can_find(place: str, page: Page, watch: Watch) -> None:
    page.goto(place)
    assert faults_everywhere(page, watch) == []


def test_nothing_scrolls_sideways_at_320_pixels_with_text_twice_as_large(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    for place in PLACES:
        page.goto(place)
        page.evaluate(TWICE)
        assert not is_wider_than_the_window(page), place


def test_a_reader_searches_from_the_masthead_by_keyboard_alone(page: Page) -> None:
    page.goto("/people/")
    page.get_by_role("search").get_by_role("searchbox").focus()
    page.keyboard.type("confidence interval")
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("for “confidence interval”"))
    expect(page.get_by_role("searchbox", name="Words in an article")).to_have_value("confidence interval")
    assert page.locator(".entry mark").count() > 0


def test_the_menu_leads_to_the_search_on_a_phone_and_the_first_result_is_in_sight(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(viewport=PHONE)
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Search").click()
    page.get_by_label("Words in an article").fill("ketamine")
    page.get_by_role("button", name="Search").click()
    box = page.locator(".entry h3").first.bounding_box()
    assert box
    assert box["y"] + box["height"] < PHONE["height"]


def test_without_scripts_a_search_can_be_narrowed_and_widened_again(open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/search/?q=ketamine")
    whole = page.locator(".entry").count()
    page.get_by_role("checkbox", name="Retracted").check()
    page.get_by_role("button", name="Show these").click()
    assert "status=retracted" in page.url
    assert 0 < page.locator(".entry").count() < whole
    page.get_by_role("link", name="Show all results").click()
    assert page.locator(".entry").count() == whole


def test_a_misspelled_word_leads_to_the_right_one(page: Page) -> None:
    page.goto("/search/?q=ketamime")
    page.get_by_role("link", name="ketamine", exact=True).click()
    assert page.locator(".entry").count() > 0


def test_what_can_be_pressed_is_large_enough_to_hit(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=PHONE)
    page.goto("/search/?q=ketamine&status=approved")
    for target in page.locator("main :is(.button, input, select, summary, .pager a, h3 a)").all():
        box = target.bounding_box()
        assert box
        assert box["height"] >= 22, target.inner_html()


def test_marks_are_seen_without_colour(open_page: Callable[..., Page]) -> None:
    page = open_page(forced_colors="active")
    page.goto("/search/?q=ketamine")
    mark = page.locator(".entry p mark").first
    style = mark.evaluate(
        "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e.parentElement).backgroundColor]"
    )
    assert style[0] != style[1]
