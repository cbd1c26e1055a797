"""Can a reader take a citation or an address along, with scripts and without, and see what changed?"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.sight import faults_everywhere
from tests.browser.watch import Watch

ARTICLE = "/articles/early-ketamine-trials/"
CHANGED = "/articles/confidence-intervals/"


def test_a_press_of_a_button_copies_the_citation_and_says_so(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(ARTICLE)
    told = page.locator(".copyable .copied").first.inner_text()
    page.get_by_role("button", name="Copy the Vancouver citation").click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == told
    page.get_by_role("button", name="Copy the address").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_have_count(2)
    assert page.evaluate("navigator.clipboard.readText()").endswith(ARTICLE)


def test_where_copying_is_refused_the_text_is_marked_instead(page: Page) -> None:
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))")
    page.goto(ARTICLE)
    page.get_by_role("button", name="Copy the AMA citation").click()
    expect(page.get_by_role("status").filter(has_text="Marked. Copy it now.")).to_be_visible()
    assert page.evaluate("getSelection().toString()") == page.locator(".copyable .copied").nth(1).inner_text()


def test_a_browser_that_can_share_offers_it_and_hands_over_title_and_address(page: Page) -> None:
    page.add_init_script("navigator.share = async data => { window.shared = data }")
    page.goto(ARTICLE)
    page.get_by_role("button", name="Share", exact=True).click()
    shared = page.evaluate("window.shared")
    assert shared["title"] == page.locator("h1").inner_text()
    assert shared["url"].endswith(ARTICLE)


def test_without_scripts_the_citation_is_text_and_no_button_lies(open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(ARTICLE)
    expect(page.locator(".copyable .copied").first).to_contain_text("[Internet]")
    expect(page.locator(".copyable button")).to_have_count(0)
    expect(page.get_by_role("link", name="By e-mail")).to_be_visible()


def test_a_citation_is_downloaded_under_the_name_of_the_page(page: Page) -> None:
    page.goto(ARTICLE)
    with page.expect_download() as waiting:
        page.locator("a[href$='/cite.bib']").click()
    assert waiting.value.suggested_filename == "early-ketamine-trials.bib"


def test_the_changes_are_found_from_the_record_and_have_no_fault_that_axe_can_find(
    page: Page, watch: Watch
) -> None:
    page.goto(f"{CHANGED}record/")
    page.get_by_role("link", name="What changed since revision 1").click()
    expect(page.locator(".diff ins").last).to_contain_text("for you and your own clinician")
    expect(page.get_by_text("18 paragraphs unchanged")).to_be_visible()
    assert faults_everywhere(page, watch) == []
