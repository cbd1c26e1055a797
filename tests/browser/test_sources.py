"""Does a writer paste a bibliography, find a work in it while typing, and cite it with the keyboard alone?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk, write_a_draft
from tests.browser.server import Server
from tests.browser.sight import faults_everywhere
from tests.browser.watch import Watch

TITLE = "A draft that will cite"
NBIB = """PMID- 10000001
TI  - Quokkas and how they sleep.
FAU - Example, Alpha
TA  - J Example
DP  - 2024
PT  - Journal Article

PMID- 10000002
TI  - Quokkas and how they wake.
FAU - Example, Beta
TA  - J Example
DP  - 2023
PT  - Journal Article
"""


@pytest.fixture(scope="module")
def draft(server: Server) -> str:
    write_a_draft(server, slug="a-draft-that-will-cite", title=TITLE, body="Shown.\n")
    return TITLE


def test_a_pasted_bibliography_is_looked_at_kept_and_cited_from_the_picker(
    draft: str, open_page: Callable[..., Page], watch: Watch
) -> None:
    desk = Desk.of("writer", open_page)
    page = desk.page
    page.goto("/admin/articles/source/import/")
    page.get_by_label("Or paste it here").fill(NBIB)
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("status")).to_contain_text("2 new, 0 changed, 0 known already, 0 refused.")
    assert faults_everywhere(page, watch) == []
    page.get_by_role("button", name="Keep the new and changed").click()
    expect(desk.said("2 imported")).to_be_visible()

    desk.open_article(draft)
    body, box = page.get_by_label("Body"), page.get_by_role("combobox", name="Cite a source")
    offered = page.get_by_role("listbox", name="Sources").get_by_role("option")
    body.fill("Shown ")
    for keys in (["ArrowDown", "ArrowUp"], ["ArrowDown"]):
        box.press_sequentially("quokk")
        expect(offered).to_have_count(2)
        for key in keys:
            box.press(key)
        box.press("Enter")
        expect(offered).to_have_count(0)
    expect(body).to_have_value("Shown [@pmid10000001; @pmid10000002]")
    expect(page.locator(".markdownx-preview")).to_contain_text("[1,2]")
    box.press_sequentially("quokk")
    expect(offered).to_have_count(2)
    assert faults_everywhere(page, watch) == []
    box.fill("no such work")
    expect(page.locator("#citing")).to_contain_text("No source has these words.")
    box.press("Escape")


def test_without_scripts_the_list_of_sources_is_a_link(draft: str, open_page: Callable[..., Page]) -> None:
    page = Desk.of("writer", open_page, java_script_enabled=False).open_article(draft)
    page.get_by_role("link", name="All sources").click()
    expect(page.get_by_role("link", name="Import", exact=True)).to_be_visible()
