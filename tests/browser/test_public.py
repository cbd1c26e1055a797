"""Can everybody read the public site: in any colours, at any size, by keyboard alone, without scripts?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sight import faults_everywhere
from tests.browser.watch import Watch

STATES = ["approved", "overdue", "retracted", "submitted", "under_review"]
PLACES = [
    "/",
    "/articles/",
    "/people/",
    "/notices/",
    "/about/editorial-policy/",
    "/about/verification/",
    "/about/contact/",
    "/articles/nowhere/",
]
PHONE, DESK = {"width": 375, "height": 812}, {"width": 1280, "height": 900}
TWICE = "document.documentElement.style.fontSize = '200%'"
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
)


def article_in(state: str, page: Page) -> str:
    """The address of an article of the demonstration in that state."""
    if state == "approved":  # other tests approve texts of their own; this one has all that a page can hold
        return "/articles/early-ketamine-trials/"
    page.goto(f"/articles/?status={state}")
    address = page.locator(".entry h3 a").first.get_attribute("href")
    assert address, f"the demonstration has no article that is {state}"
    return address


def is_wider_than_the_window(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@pytest.mark.parametrize("place", PLACES)
def test_the_places_of_the_site_have_no_fault_that_axe_can_find(place: str, page: Page, watch: Watch) -> None:
    watch.allow("404")
    page.goto(place)
    assert faults_everywhere(page, watch) == []


@pytest.mark.parametrize("state", STATES)
def test_an_article_and_its_record_have_no_fault_that_axe_can_find(
    state: str, page: Page, watch: Watch
) -> None:
    address = article_in(state, page)
    for place in (address, f"{address}record/"):
        page.goto(place)
        assert faults_everywhere(page, watch) == [], place


@pytest.mark.parametrize("state", STATES)
def test_nothing_scrolls_sideways_at_320_pixels_with_text_twice_as_large(
    state: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    address = article_in(state, page)
    for place in (address, f"{address}record/", "/", "/articles/"):
        page.goto(place)
        assert not is_wider_than_the_window(page), place
        page.evaluate(TWICE)
        assert not is_wider_than_the_window(page), f"{place} with text twice as large"


def test_wider_spacing_of_the_text_hides_nothing(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=PHONE)
    page.goto(article_in("approved", page))
    page.evaluate(
        "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s] }",
        SPACED,
    )
    clipped = page.evaluate(
        "[...document.querySelectorAll('main *')].filter(e => e.scrollWidth > e.clientWidth + 1 && "
        "['hidden', 'clip'].includes(getComputedStyle(e).overflowX) && !e.classList.contains('visually-hidden') "
        "&& e.clientWidth > 1).map(e => e.outerHTML.slice(0, 80))"
    )
    assert clipped == []
    assert not is_wider_than_the_window(page)


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


def test_what_can_be_pressed_is_large_enough_to_hit(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=PHONE)
    page.goto(article_in("approved", page))
    page.locator(".contents summary").click()
    for link in page.locator(
        ".menu a, .contents a, .audience a, .tags a, .links a, .back, .colophon li a"
    ).all():
        box = link.bounding_box()
        assert box, link.inner_text()
        assert min(box["width"], box["height"]) >= 24, f"{link.inner_text()}: {box}"


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


def test_nothing_moves_while_the_page_loads(page: Page) -> None:
    page.goto(article_in("approved", page))
    page.reload(wait_until="networkidle")
    shift = page.evaluate(
        "new Promise(done => { let sum = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) sum += e.value })"
        ".observe({ type: 'layout-shift', buffered: true }); setTimeout(() => done(sum), 500) })"
    )
    assert shift < 0.05
