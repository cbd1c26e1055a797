"""Can everybody write to the editors and take the newsletter: in any colours, by keyboard alone, without scripts or cookies?"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.server import Server
from tests.browser.watch import Watch

ARTICLE = "/articles/early-ketamine-trials/"
PERSON = 2100  # milliseconds that nobody is quicker than
SEND_NOW = "from readers.correspondence.tasks import send_posts; send_posts.call([{}])"
WAITING = "from readers.correspondence.models import Post; print(*Post.objects.owed().values_list('pk', flat=True), sep=',')"


def test_a_refused_form_takes_the_focus_to_the_problem_and_its_link_to_the_field(
    page: Page, watch: Watch
) -> None:
    watch.allow("422")
    page.goto(f"{ARTICLE}ask/")
    page.get_by_label("Your question").fill("Does it last?")
    page.wait_for_timeout(PERSON)
    page.get_by_role("button", name="Send the question").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("E-mail address")).to_be_focused()
    expect(page.get_by_label("Your question")).to_have_value("Does it last?")


def test_a_question_goes_from_the_article_to_the_desk_by_keyboard_without_scripts_or_cookies(
    open_page: Callable[..., Page], server: Server
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(ARTICLE)
    page.get_by_role("link", name="Ask a question about this article").press("Enter")
    page.get_by_label("Your question").fill("Asked by keyboard: does it last?")
    page.get_by_label("E-mail address").fill("reader@example.net")
    page.wait_for_timeout(PERSON)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your question has arrived")
    assert page.context.cookies() == []
    found = "from readers.correspondence.models import Letter; print(Letter.objects.latest('pk').message)"
    assert "Asked by keyboard" in server.manage("shell", "--no-imports", "-c", found)


def test_a_reader_asks_for_the_newsletter_confirms_and_leaves(page: Page, server: Server) -> None:
    page.goto("/newsletter/")
    page.get_by_label("E-mail address").fill("subscriber@example.net")
    page.get_by_label("Safety").check()
    page.wait_for_timeout(PERSON)
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    waiting = server.manage("shell", "--no-imports", "-c", WAITING).strip()
    server.manage("shell", "--no-imports", "-c", SEND_NOW.format(waiting))
    [message] = [text for text in server.mail if "subscriber@example.net" in text]
    link = re.search(r"/newsletter/confirm/\S+", message)
    assert link
    page.goto(link[0])
    expect(page.get_by_text("on these topics: Safety")).to_be_visible()
    page.get_by_role("button", name="Yes, send me the newsletter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are subscribed")
    page.get_by_role("link", name="Leave the newsletter").click()
    page.get_by_role("button", name="Leave the newsletter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have left the newsletter")
    assert page.context.cookies() == []
