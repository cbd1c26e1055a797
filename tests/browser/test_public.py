"""Can everybody read an article: in any colours, by keyboard alone, without scripts, on paper?"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

PHONE = {"width": 375, "height": 812}


def article_in(state: str, page: Page) -> str:
    """The address of an article of the demonstration in that state."""
    if state == "approved":  # other tests approve texts of their own; this one has all that a page can hold
        return "/articles/early-ketamine-trials/"
    page.goto(f"/articles/?status={state}")
    address = page.locator(".entry h3 a").first.get_attribute("href")
    assert address, f"the demonstration has no article that is {state}"
    return address


def test_the_text_begins_within_the_first_screen_of_a_phone(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=PHONE)
    page.goto(article_in("approved", page))
    demonstration = page.locator(".demonstration").bounding_box()
    top = page.locator(".prose").bounding_box()
    assert demonstration
    assert top
    assert top["y"] - demonstration["height"] < PHONE["height"]


def test_the_first_tab_leads_past_the_menu(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_text("Skip to the text")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_citation_opens_its_reference_and_gives_the_focus_back(page: Page) -> None:
    page.goto(article_in("approved", page))
    cite = page.locator(".cite a").first
    reference = page.locator(f"{cite.get_attribute('href')} .text > *").first.inner_text()
    cite.focus()
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog")
    expect(card).to_be_visible()
    expect(card).to_contain_text(reference[:60])
    expect(cite).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(cite).to_be_focused()


def test_without_scripts_the_same_citation_leads_to_the_list(open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(article_in("approved", page))
    page.locator(".cite a").first.click()
    assert page.url.endswith("#ref-1")
    expect(page.locator("#ref-1")).to_be_in_viewport()
    page.locator("#ref-1 .back").first.click()
    assert page.url.endswith("#cite-1-1")


def test_the_status_is_said_without_colour(open_page: Callable[..., Page]) -> None:
    page = open_page(forced_colors="active")
    for state, word in (("approved", "Approved"), ("overdue", "Review overdue"), ("retracted", "Retracted")):
        page.goto(article_in(state, page))
        expect(page.locator(".review-panel .status")).to_have_text(word)
        expect(page.locator(".review-panel .shape").first).to_be_visible()


def test_paper_carries_the_signature_the_references_and_the_address(page: Page) -> None:
    page.goto(article_in("approved", page))
    page.emulate_media(media="print")
    expect(page.locator(".signature .signer").first).to_be_visible()
    expect(page.locator("#ref-1")).to_be_visible()
    expect(page.locator(".on-paper")).to_contain_text("/articles/")
    expect(page.locator(".menu")).to_be_hidden()


def test_every_sheet_of_a_retracted_text_says_so_and_an_unsigned_one_where_it_is_from(page: Page) -> None:
    page.emulate_media(media="print")
    page.goto(article_in("retracted", page))
    mark = page.locator("article.article").evaluate(
        "e => (({ content, position, transform }) => [content, position, transform !== 'none'])(getComputedStyle(e, '::before'))"
    )
    assert mark == ['"Retracted"', "fixed", True]  # what is fixed is printed on every sheet
    page.goto(article_in("submitted", page))
    expect(page.locator(".on-paper")).to_contain_text("/articles/")
