"""Does an outside expert get from the editor's button to a comment beside the text, and is nothing typed too late lost?"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.desk import PASSWORD, Desk, put_in_the_reviewer_s_hands
from tests.browser.server import Server
from tests.browser.sight import faults_everywhere
from tests.browser.watch import Watch

BODY = (
    "Sleep is **restored** by regular hours.\n\n## What helps\n\nGet up at the same time, *every* day.\n\n"
    "::: patients\nAsk about it.\n:::\n\n::: clinicians\nTitrate by 2.5 mg.\n:::\n"
)
CODE = """
from reviews.models import Mail
print(Mail.objects.filter(kind="share_code", address="{email}").order_by("-pk")[0].text)
"""


def in_review(server: Server, *, slug: str) -> str:
    title = f"Regular hours, {slug}"
    put_in_the_reviewer_s_hands(server, slug=slug, title=title, body=BODY)
    return title


def invited(editor: Desk, title: str, *, email: str) -> str:
    """The address that the editor is shown."""
    page = open_review(editor, title)
    page.get_by_text("Invite an outside expert").click()
    panel = page.get_by_role("region", name="Outside experts")
    panel.get_by_label("Name of the expert").fill("Ada Outside")
    panel.get_by_label("E-mail address").fill(email)
    panel.get_by_label("What to look at").fill("The hours, please.")
    panel.get_by_role("button", name="Send the link").click()
    said = editor.said("Ada Outside can read this text until").inner_text()
    [address] = re.findall(r"http\S+", said)
    return str(address)


def open_review(desk: Desk, title: str) -> Page:
    desk.page.goto("/admin/reviews/review/?state=all")
    desk.page.get_by_role("link", name=title).first.click()
    desk.page.wait_for_url("**/change/**")
    return desk.page


def prove(page: Page, server: Server, *, email: str) -> None:
    """By the code from the mail."""
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_text(f"A code went to {email}")).to_be_visible()
    [code] = re.findall(r"\b\d{6}\b", server.manage("shell", "--no-imports", "-c", CODE.format(email=email)))
    page.get_by_label("The six digits from the mail").fill(code)
    page.get_by_role("button", name="Enter the code").click()
    expect(page.get_by_role("button", name="Send the comment")).to_be_visible()


def test_an_expert_without_an_account_comments_beside_the_text_until_the_review_closes(
    server: Server, open_page: Callable[..., Page], watch: Watch
) -> None:
    watch.allow(r"status of 410 .*/shared/")
    title, email = in_review(server, slug="guest-walk"), "ada-walk@example.net"
    editor, expert = Desk.of("editor", open_page), open_page()
    address = invited(editor, title, email=email)

    expert.goto(address)
    expect(expert.get_by_role("heading", name=title, level=1)).to_be_visible()
    expect(expert.get_by_text("The hours, please.")).to_be_visible()
    prove(expert, server, email=email)
    expert.locator("p", has_text="Get up at the same time").locator("+ .remark a").click()
    expert.get_by_role("textbox", name="Your comment").fill("At which hour?")
    expert.get_by_role("button", name="Send the comment").click()
    expect(expert.locator(".said")).to_contain_text("At which hour?")

    reviewer = Desk.of("reviewer", open_page)
    page = reviewer.open_review(title)
    beside = page.locator(".comment", has_text="At which hour?")
    expect(beside.first).to_contain_text("Ada Outside, by invitation")

    page = open_review(editor, title)
    page.get_by_text("Withdraw from review", exact=True).click()
    page.get_by_role("button", name="Withdraw", exact=True).click()
    expert.reload()
    expect(expert.get_by_role("heading", name="This link has ended")).to_be_visible()
    expect(expert.get_by_text("The review of this text is closed")).to_be_visible()
    assert "Traceback" not in server.log


def test_every_screen_of_the_expert_is_without_fault_to_axe_and_fits_its_width(
    server: Server, open_page: Callable[..., Page], watch: Watch
) -> None:
    watch.allow(r"status of (404|410|422) .*/shared/")
    title, email = in_review(server, slug="guest-screens"), "ada-screens@example.net"
    editor = Desk.of("editor", open_page)
    address, page = invited(editor, title, email=email), open_page()
    found: dict[str, list[str]] = {}

    def look(name: str, at: Page = page) -> None:
        found[name] = faults_everywhere(at, watch)

    page.goto(address)
    look("before the code")
    page.get_by_role("button", name="Send me a code").click()
    look("code asked for")
    page.get_by_label("The six digits from the mail").fill("wrong")
    page.get_by_role("button", name="Enter the code").click()
    expect(page.get_by_text("This is not the code")).to_be_visible()
    look("wrong code")
    [code] = re.findall(r"\b\d{6}\b", server.manage("shell", "--no-imports", "-c", CODE.format(email=email)))
    page.get_by_label("The six digits from the mail").fill(code)
    page.get_by_role("button", name="Enter the code").click()
    page.get_by_role("textbox", name="Your comment").fill("At which hour?")
    page.get_by_role("button", name="Send the comment").click()
    expect(page.locator(".said")).to_be_visible()
    page.goto(f"{address}?for=patients")
    look("a comment sent")
    page.goto(address[:-2] + "/")
    look("a link cut short")
    open_review(editor, title).get_by_text("Invite an outside expert").click()
    look("the panel on the desk", editor.page)
    editor.page.set_viewport_size({"width": 1280, "height": 900})
    editor.page.get_by_role("button", name="Revoke the link of Ada Outside").click()
    page.goto(address)
    look("a link taken back")
    assert {name: said for name, said in found.items() if said} == {}


def session_ends(context: BrowserContext) -> None:
    """As after two weeks: the browser sends its session no more."""
    context.clear_cookies(name="sessionid")


def log_in_again(page: Page, username: str) -> None:
    expect(page.get_by_text("Your session had ended. What you typed is kept")).to_be_visible()
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("This was not sent yet.")).to_be_visible()


def test_a_comment_typed_while_the_session_ended_is_sent_after_the_login(
    server: Server, open_page: Callable[..., Page]
) -> None:
    title = in_review(server, slug="late-comment")
    reviewer = Desk.of("reviewer", open_page)
    page = reviewer.open_review(title)
    comment_on_the_text(page)
    page.locator("textarea[name=text]:visible").first.fill("A very long thought.\n\nOf two paragraphs.")
    session_ends(page.context)
    page.get_by_role("button", name="Add comment").first.click()
    log_in_again(page, "reviewer")
    typed = page.locator("textarea[name=text]:visible").first
    expect(typed).to_have_value("A very long thought.\n\nOf two paragraphs.")
    page.get_by_role("button", name="Add comment").first.click()
    expect(page.locator(".comment", has_text="A very long thought.").first).to_be_visible()
    expect(page.get_by_text("This was not sent yet.")).to_have_count(0)


def comment_on_the_text(page: Page) -> None:
    page.locator("summary", has_text=re.compile("^Comment")).first.click()


def test_an_article_typed_while_the_session_ended_is_saved_after_the_login(
    server: Server, open_page: Callable[..., Page]
) -> None:
    writer = Desk.of("writer", open_page)
    page = writer.open_article(in_review(server, slug="late-article"))
    page.get_by_label("Body").fill(f"{BODY}\nOne more paragraph, typed too late.\n")
    page.get_by_label("What did you change?").fill("One paragraph")
    session_ends(page.context)
    page.get_by_role("button", name="Save and continue editing").click()
    log_in_again(page, "writer")
    expect(page.get_by_label("Body")).to_have_value(re.compile("One more paragraph, typed too late."))
    expect(page.get_by_label("What did you change?")).to_have_value("One paragraph")
    writer.save()
    expect(page.get_by_label("Body")).to_have_value(re.compile("One more paragraph, typed too late."))
    expect(page.get_by_text("This was not sent yet.")).to_have_count(0)


def test_the_page_of_what_waits_is_without_fault_to_axe_and_fits_its_width(
    open_page: Callable[..., Page], watch: Watch
) -> None:
    desk = Desk.of("admin", open_page)
    page = desk.page
    page.goto("/admin/articles/contributor/add/")
    page.locator("#id_name").fill("Ada " + "Outside" * 20)
    session_ends(page.context)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Your session had ended. What you typed is kept")).to_be_visible()
    found = {"login": faults_everywhere(page, watch)}
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Send it now")).to_be_visible()
    found["waiting"] = faults_everywhere(page, watch)
    page.get_by_role("button", name="Throw it away").click()
    expect(desk.said("It is thrown away.")).to_be_visible()
    found["nothing"] = faults_everywhere(page, watch)
    assert {name: said for name, said in found.items() if said} == {}
