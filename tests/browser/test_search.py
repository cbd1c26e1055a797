"""Can everybody search: by keyboard alone, without scripts, on a phone, in any colours?"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.test_public import PHONE


def test_a_reader_searches_from_the_masthead_by_keyboard_alone(page: Page) -> None:
    page.goto("/people/")
    page.get_by_role("search").get_by_role("searchbox").focus()
    page.keyboard.type("confidence interval")
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("for “confidence interval”"))
    expect(page.get_by_role("searchbox", name="Words in an article")).to_have_value("confidence interval")
    expect(page.locator(".entry mark").first).to_be_visible()


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
    expect(page).to_have_url(re.compile("status=retracted"))
    everything = page.get_by_role("link", name="Show all results")
    expect(everything).to_be_visible()
    assert 0 < page.locator(".entry").count() < whole
    everything.click()
    expect(page.locator(".entry")).to_have_count(whole)


def test_a_misspelled_word_leads_to_the_right_one(page: Page) -> None:
    page.goto("/search/?q=ketamime")
    page.get_by_role("link", name="ketamine", exact=True).click()
    expect(page.locator(".entry").first).to_be_visible()


def test_marks_are_seen_without_colour(open_page: Callable[..., Page]) -> None:
    page = open_page(forced_colors="active")
    page.goto("/search/?q=ketamine")
    mark = page.locator(".entry p mark").first
    style = mark.evaluate(
        "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e.parentElement).backgroundColor]"
    )
    assert style[0] != style[1]
