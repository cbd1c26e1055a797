"""Can everybody use the desk: on a phone, in the dark, with a screen reader, by the keyboard alone?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import ONE_ROW, PASSWORD, Desk, put_in_the_reviewer_s_hands, write_a_draft
from tests.browser.server import Server
from tests.browser.sight import faults_everywhere
from tests.browser.watch import Watch

LONG = "averyverylongwordthatnobodywouldwriteexceptinachemicalname" * 2
BODY = (
    f"Text with `code` and **weight**, and {LONG}.\n\n## A table\n\n| Dose in milligrams for each kilogram | Given by | People |"
    "\n| ---: | --- | ---: |\n| 0.5 | infusion over forty minutes | 120 |\n\n## A list\n\n- one\n- two\n\n"
    "::: patients\nAsk about it.\n:::\n\n::: clinicians\nTitrate.\n:::\n\n::: warning\nNot alone.\n:::\n"
)
OPEN = "all => all.forEach(details => { details.open = true })"


@pytest.fixture(scope="module")
def in_hands(server: Server) -> str:
    """The title of a review that the reviewer has."""
    title = "What the width of a page does"
    put_in_the_reviewer_s_hands(server, slug="width-of-a-page", title=title, body=BODY)
    return title


def screens_of_the_reviewer(desk: Desk, title: str) -> Iterator[str]:
    """Each screen is open in the browser when its name comes out."""
    page = desk.page
    page.goto("/admin/")
    yield "front page"
    page.goto("/admin/reviews/review/?state=all")
    yield "queue"
    desk.open_review(title)
    yield "review"
    page.locator("details").evaluate_all(OPEN)
    page.get_by_role("button", name="Sign revision").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed.")
    yield "review with faults and all forms open"


def screens_of_the_writer(desk: Desk, title: str) -> Iterator[str]:
    page = desk.open_article(title)
    yield "article"
    page.locator("#id_listed_sources").select_option(index=[0, 1])
    page.locator("#id_listed_sources").dispatch_event("change")
    expect(page.locator(".select2-selection__choice").first).to_be_visible()
    yield "article with listed sources"
    page.get_by_label("Excerpt").fill("Another excerpt.")
    page.locator("input[name=base]").evaluate(
        "field => { field.value = 0 }"
    )  # as if somebody had saved since
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_role("alert")).to_contain_text("while you were writing")
    yield "conflict"


REGISTERS = {
    "you at the desk": "/admin/me/",
    "the re-review list": "/admin/reviews/publication/",
    "credentials": "/admin/reviews/credential/",
    "a new credential": "/admin/reviews/credential/add/",
    "a credential": "/admin/reviews/credential/1/change/",
    "checklist": "/admin/reviews/checklistquestion/",
    "a topic and its policy": "/admin/articles/category/1/change/",
    "a new pool": "/admin/reviews/pool/add/",
    "mails": "/admin/reviews/mail/",
    "work outside the request": "/admin/work/",
    "the ledger": "/admin/reviews/ledgerentry/",
}


def screens_of_the_editor(desk: Desk, title: str) -> Iterator[str]:
    page = desk.page
    page.goto("/admin/")
    page.locator(".charts details").evaluate_all(OPEN)
    yield "front page of the editor, with the tables of its charts"
    page.goto("/admin/reviews/publication/?again=all&q=confidence-intervals")
    page.locator("#result_list tbody a").first.click()
    page.wait_for_url(ONE_ROW)
    expect(page.get_by_text("Public page")).to_be_visible()
    page.locator("details").evaluate_all(OPEN)
    yield "publication"
    for name, address in REGISTERS.items():
        page.goto(address)
        yield name
    page.goto("/admin/reviews/pool/add/")
    page.locator("#id_members").select_option(index=[0, 1])
    page.locator("#id_members").dispatch_event("change")
    expect(page.locator(".select2-selection__choice").first).to_be_visible()
    yield "a pool with members"
    page.goto("/admin/reviews/review/")
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option(index=1)
    page.get_by_role("button", name="Go").click()
    yield "the same act on many reviews"


def screens_of_the_superuser(desk: Desk, title: str) -> Iterator[str]:
    for name in ("user", "group"):
        desk.page.goto(f"/admin/auth/{name}/1/change/")
        yield f"a {name}"


SCREENS = {
    "reviewer": screens_of_the_reviewer, "writer": screens_of_the_writer, "editor": screens_of_the_editor,
    "admin": screens_of_the_superuser,
}  # fmt: skip


@pytest.mark.parametrize("person", SCREENS)
def test_every_screen_of_the_desk_is_without_fault_to_axe_and_fits_its_width(
    person: str, in_hands: str, open_page: Callable[..., Page], watch: Watch
) -> None:
    watch.allow(r"status of 4(09|22) .*/(change|sign_off)/")
    desk = Desk.of(person, open_page)
    found = {name: faults_everywhere(desk.page, watch) for name in SCREENS[person](desk, in_hands)}
    assert {name: said for name, said in found.items() if said} == {}


def test_a_text_is_submitted_claimed_and_signed_by_the_keyboard_alone(
    server: Server, open_page: Callable[..., Page]
) -> None:
    title = "Signed without a mouse"
    write_a_draft(server, slug="without-a-mouse", title=title, body="Text.\n")
    page = Desk.of("writer", open_page).open_article(title)
    tab_to(page, 'button:has-text("Submit revision 1 for review")')
    page.keyboard.press("Enter")
    expect(page.get_by_text("Revision 1 waits for a reviewer")).to_be_visible()

    page = Desk.of("reviewer", open_page).page
    tab_to(page, f'h3 a:text-is("{title}")')
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    tab_to(page, 'button:has-text("Claim this review")')
    page.keyboard.press("Enter")
    expect(page.get_by_text("The review is yours")).to_be_visible()
    for question in range(page.locator(".check").first.get_by_role("group").count()):
        tab_to(page, f".check >> nth=0 >> fieldset >> nth={question} >> input >> nth=0")
        page.keyboard.press("Space")
    tab_to(page, "input[name=interests] >> nth=0")
    page.keyboard.press("Space")
    tab_to(page, "input[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("You signed revision 1. It is approved and live.")).to_be_visible()


def test_a_comment_changes_asked_for_and_another_try_are_written_by_the_keyboard_alone(
    server: Server, open_page: Callable[..., Page]
) -> None:
    title = "Sent back without a mouse"
    put_in_the_reviewer_s_hands(
        server, slug="back-without-a-mouse", title=title, body="Take 5 mg.\n\nIt is known.\n"
    )
    page = Desk.of("reviewer", open_page).open_review(title)
    press(page, "#block-2 .add")
    expect(page.locator("#comment-form [name=text]")).to_be_focused()
    page.keyboard.type("By whom?")
    press(page, "#comment-form button[type=submit]")
    expect(page.locator("#block-2 .comment").filter(has_text="By whom?")).to_be_visible()
    press(page, 'summary:has-text("Ask for changes")')
    tab_to(page, "#request_changes_reason")
    page.keyboard.type("Say who knows it.")
    press(page, 'button:has-text("Send revision 1 back")')
    expect(page.get_by_text("Revision 1 went back to its writers")).to_be_visible()

    page = Desk.of("writer", open_page).open_article(title)
    tab_to(page, "#id_body")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Two trials measured it.")
    tab_to(page, "#id_note")
    page.keyboard.type("Says who measured it")
    press(page, "input[name=_continue]")
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    tab_to(page, "textarea[name^=answer_to_]")
    page.keyboard.type("The text says so now.")
    press(page, 'button:has-text("Submit revision 2 for review")')
    expect(page.get_by_text("Revision 2 waits for a reviewer")).to_be_visible()


def press(page: Page, selector: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Enter")


def tab_to(page: Page, selector: str) -> None:
    """Press the tab key until the element has the focus, and see that the focus can be seen."""
    wanted = page.locator(selector)
    for _ in range(200):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            shown = "element => { const s = getComputedStyle(element); return s.outlineStyle !== 'none' || s.boxShadow !== 'none' }"
            assert wanted.evaluate(shown), f"{selector} has the focus and does not show it"
            return
    raise AssertionError(f"The tab key never reaches {selector}")


def test_the_editor_previews_while_typing(in_hands: str, open_page: Callable[..., Page]) -> None:
    page = Desk.of("writer", open_page).open_article(in_hands)
    page.get_by_label("Body").fill("## A heading of my own\n\n5 **mg**")
    preview = page.locator(".markdownx-preview")
    expect(preview.get_by_role("heading", name="A heading of my own")).to_be_visible()
    expect(preview.locator("strong")).to_have_text("mg")
