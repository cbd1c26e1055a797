"""Does the writer's form help while one types, and does it let nobody leave unsaved words unasked?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.desk import Desk, put_in_the_reviewer_s_hands
from tests.browser.server import Server
from tests.browser.sight import faults_everywhere
from tests.browser.watch import Watch

TITLE = "What a writer sees"
BODY = "One.\n\n## What helps\n\nGet up early.\n\n::: patients\nAsk about it.\n:::\n"


@pytest.fixture(scope="module")
def article(server: Server) -> str:
    put_in_the_reviewer_s_hands(server, slug="what-a-writer-sees", title=TITLE, body=BODY)
    return TITLE


@pytest.fixture
def form(article: str, open_page: Callable[..., Page]) -> Page:
    """The article's form, opened by its writer."""
    return Desk.of("writer", open_page).open_article(article)


def leave(page: Page) -> list[str]:
    """Go elsewhere and stay when asked; what was asked."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.evaluate("setTimeout(() => { location.href = '/admin/' }, 0)")
    page.wait_for_timeout(700)
    return asked


def test_the_checks_follow_the_typing_and_lead_to_their_line(form: Page) -> None:
    ready = form.locator("#readiness")
    expect(ready).to_contain_text("Every check of the text passes.")
    form.get_by_label("Body").fill("One.\n\nTwo.\n\nTODO: the dose.\n")
    expect(ready).to_contain_text("Body, line 5, still says “TODO”.")
    expect(ready).to_contain_text("not saved yet")
    ready.get_by_role("link", name="Go to line 5").click()
    body = form.get_by_label("Body")
    expect(body).to_be_focused()
    chosen = body.evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd)")
    assert chosen == "TODO: the dose."
    body.fill("One.\n")
    expect(ready).to_contain_text("Every check of the text passes.")


def test_a_finding_of_a_field_leads_to_the_field(form: Page) -> None:
    form.get_by_label("Excerpt").fill("")
    form.locator("#readiness").get_by_role("link", name="Go to the excerpt").click()
    expect(form.get_by_label("Excerpt")).to_be_focused()


def test_an_author_is_found_by_typing_without_a_mouse_and_counts_at_once(form: Page, watch: Watch) -> None:
    ready, saved = form.locator("#readiness"), form.locator("#saved")
    place = form.get_by_role("combobox", name="Author 1")
    expect(place).to_contain_text("Demonstration Writer")
    place.focus()
    place.press("Delete")
    expect(ready).to_contain_text("Nobody is on the byline")
    expect(saved).to_have_text("Not saved yet")
    ready.get_by_role("link", name="Go to the authors").click()
    form.keyboard.press("Enter")
    expect(form.get_by_role("searchbox", name="Author 1")).to_be_focused()
    form.keyboard.type("tion Wri")
    expect(form.get_by_role("option", name="Demonstration")).to_have_text(["Demonstration Writer"])
    # The library hangs its open list at the end of the page, outside of all landmarks.
    assert [fault for fault in faults_everywhere(form, watch) if " region: " not in fault] == []
    form.keyboard.press("Enter")
    expect(place).to_contain_text("Demonstration Writer")
    expect(ready).not_to_contain_text("Nobody is on the byline")
    expect(saved).to_have_text("Everything is saved")


def test_the_preview_is_the_one_of_the_audience_chosen(form: Page) -> None:
    preview = form.locator(".markdownx-preview")
    form.get_by_label("Body").fill("Common.\n\n::: patients\nAsk.\n:::\n\n::: clinicians\nTitrate.\n:::\n")
    form.get_by_role("radio", name="for patients").check()
    expect(preview).to_contain_text("Ask.")
    expect(preview).not_to_contain_text("Titrate.")
    form.get_by_role("radio", name="for clinicians").check()
    expect(preview).to_contain_text("Titrate.")
    expect(preview).not_to_contain_text("Ask.")


def test_the_grade_of_the_patients_passages_follows_the_typing(form: Page) -> None:
    hard = "Pharmacological interventions necessitate individualised considerations. " * 8
    form.get_by_label("Body").fill(f"::: patients\n{hard}\n:::\n")
    expect(form.locator("#grade-patients")).to_contain_text("too high: the target is 9")


def test_the_whole_page_opens_in_a_tab_of_its_own_and_nothing_is_left(form: Page) -> None:
    form.get_by_label("Body").fill("A text that nobody saved.\n")
    with form.context.expect_page() as opening:
        form.get_by_role("button", name="Open the preview in a new tab").click()
    expect(opening.value.get_by_role("heading", name="Preview for everyone")).to_be_visible()
    expect(opening.value.locator(".prose")).to_contain_text("A text that nobody saved.")
    assert leave(form) == ["beforeunload"]


def test_nobody_leaves_unsaved_words_unasked(form: Page) -> None:
    form.get_by_label("Excerpt").press_sequentially(" More")
    expect(form.locator("#saved")).to_have_text("Not saved yet")
    assert leave(form) == ["beforeunload"]
    assert "/change/" in form.url


def test_who_typed_nothing_or_took_it_back_leaves_unasked(form: Page) -> None:
    expect(form.locator("#saved")).to_have_text("Everything is saved")
    excerpt = form.get_by_label("Excerpt")
    kept = excerpt.input_value()
    excerpt.fill("Another.")
    excerpt.fill(kept)
    form.get_by_role("radio", name="for patients").check()
    assert leave(form) == []
    form.wait_for_url("**/admin/")


def test_saving_is_not_asked_about(form: Page) -> None:
    form.on("dialog", lambda dialog: pytest.fail(f"asked: {dialog.type}"))
    form.get_by_label("What did you change?").fill("A note")
    form.get_by_label("Funding").fill("None at all")
    form.get_by_role("button", name="Save and continue editing").click()
    expect(form.locator(".messagelist")).to_contain_text("was changed successfully")
    expect(form.locator("#saved")).to_have_text("Everything is saved")


def test_history_comparison_and_conflict_are_without_fault_to_axe_and_fit_their_width(
    article: str, open_page: Callable[..., Page], watch: Watch
) -> None:
    watch.allow(r"status of 409 .*/change/")
    mine = Desk.of("writer", open_page).open_article(article)
    theirs = Desk.of("editor", open_page).open_article(article)
    theirs.get_by_label("Body").fill(BODY.replace("early", "at six"))
    theirs.get_by_label("Title").fill(f"{TITLE}, again")
    theirs.get_by_role("button", name="Save and continue editing").click()
    expect(theirs.locator(".messagelist")).to_contain_text("was changed successfully")
    mine.get_by_label("Body").fill(BODY.replace("early", "at seven"))
    mine.get_by_role("button", name="Save and continue editing").click()
    expect(mine.get_by_role("alert")).to_contain_text("while you were writing")
    mine.locator("details").evaluate_all("all => all.forEach(details => { details.open = true })")
    assert faults_everywhere(mine, watch) == []
    mine.get_by_role("button", name="Save as revision").click()
    expect(mine.locator(".messagelist")).to_contain_text("was changed successfully")
    mine.get_by_label("Title").fill(TITLE)
    mine.get_by_role("button", name="Save and continue editing").click()
    expect(mine.locator(".messagelist")).to_contain_text("was changed successfully")
    mine.get_by_role("link", name="Revisions", exact=True).first.click()
    expect(mine.get_by_role("heading", name="Revisions", level=1)).to_be_visible()
    assert faults_everywhere(mine, watch) == []
    mine.get_by_role("button", name="Compare the two chosen").click()
    expect(mine.get_by_role("heading", name="From revision")).to_be_visible()
    assert faults_everywhere(mine, watch) == []
