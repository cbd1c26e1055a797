"""How does one review look and feel in a browser: comments in place, the change on top, few clicks to a signature?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import PASSWORD, Desk
from tests.browser.server import Server
from tests.browser.sight import faults, faults_everywhere
from tests.browser.test_desk import OPEN
from tests.browser.watch import Watch

TITLE = "How much, and for how long"
BODY = "Take 1.25 mg at night.\\n\\nIt is known.\\n\\n::: patients\\nAsk first.\\n:::\\n\\nA list:\\n\\n- one\\n- two\\n"
ROUNDS = """
from django.contrib.auth.models import User
from articles.actions import save_article
from articles.models import Article, Category, Contributor
from reviews import actions
writer, reviewer = User.objects.get(username="writer"), User.objects.get(username="reviewer")

def round_of(article):
    review = actions.submit(article=article, by=writer, note="Please look.")
    return actions.claim(review=review, by=reviewer)

def approved(slug, title):
    article = save_article(
        by=writer, title=title, slug=slug, excerpt="About a dose.", body="BODY", funding="None",
        category=Category.objects.get(slug="reading-the-evidence"), byline=[Contributor.objects.get(user=writer)],
    )
    review = round_of(article)
    answers = {question["key"]: "yes" for question in review.checklist}
    actions.sign_off(review=review, by=reviewer, digest=review.revision.digest, answers=answers, interests="None")
    return Article.objects.get(pk=article.pk)

article = approved("SLUG", "TITLE")
review = round_of(save_article(by=writer, article=article, body="BODY".replace("1.25", "2.5"), significance="minor"))
"""


def under_review(server: Server, *, slug: str, title: str = TITLE, then: str = "") -> None:
    """An approved article with a change of one dose in the reviewer's hands."""
    scene = ROUNDS.replace("BODY", BODY).replace("SLUG", slug).replace("TITLE", title)
    server.manage("shell", "--no-imports", "-c", scene + then)


@pytest.fixture(scope="module")
def in_hands(server: Server) -> str:
    title = "Said from round to round"
    said = """
def say(review, text, quote, **more):
    return actions.comment(review=review, by=reviewer, text=text, quote=quote, **more)

say(review, "Settled.", "It is known.")
actions.resolve_comment(comment=review.comments.get(), by=reviewer)
gone = say(review, "Which dose?", "Take 2.5 mg at night.", is_blocking=True)
say(review, "By whom?", "It is known.")
say(review, "For whom?", "Ask first.")
actions.request_changes(review=review, by=reviewer, digest=review.revision.digest, reason="The dose.")
article = save_article(by=writer, article=Article.objects.get(slug="rounds"), body="BODY".replace("1.25", "3.75"))
review = actions.submit(article=article, by=writer, answers={gone.pk: "It was a slip."})
actions.claim(review=review, by=reviewer)
"""
    under_review(server, slug="rounds", title=title, then=said.replace("BODY", BODY))
    return title


def screens(desk: Desk, title: str) -> Iterator[str]:
    page = desk.open_review(title)
    yield "review"
    page.locator(".block .add").nth(1).click()
    yield "commenting"
    page.locator("details").evaluate_all(OPEN)
    yield "all that is folded opened"


def test_the_screen_of_a_review_is_without_fault_to_axe_and_fits_its_width(
    in_hands: str, open_page: Callable[..., Page], watch: Watch
) -> None:
    desk = Desk.of("reviewer", open_page)
    found = {name: faults_everywhere(desk.page, watch) for name in screens(desk, in_hands)}
    desk.page.set_viewport_size({"width": 1920, "height": 1080})  # where comments stand beside their passages
    found["wide"] = faults(desk.page)
    assert {name: said for name, said in found.items() if said} == {}


def test_a_comment_is_written_on_the_words_that_are_selected(
    server: Server, open_page: Callable[..., Page]
) -> None:
    under_review(server, slug="selected", title="Selected words")
    page = Desk.of("reviewer", open_page).open_review("Selected words")
    select(page, "2.5 mg")
    page.locator("#block-1 .add").click()
    quote = page.locator("#block-1 form [name=quote]")
    expect(quote).to_have_value("2.5 mg")
    page.locator("#block-1 form").get_by_label("Your comment").fill("Of what?")
    page.locator("#block-1 form").get_by_role("button", name="Add comment").click()
    expect(page.locator("#block-1 .comment")).to_contain_text("Of what?")
    page.locator("#block-1 .comment").get_by_text("Answer", exact=False).first.click()
    page.locator("#block-1 .comment").get_by_label("Your answer").fill("Of the salt.")
    page.locator("#block-1 .comment").get_by_role("button", name="Send answer").click()
    expect(page.locator("#block-1 .comment .reply")).to_contain_text("Of the salt.")
    page.locator("#block-1 .comment").get_by_role("button", name="Mark as resolved").click()
    expect(page.locator("#block-1 .comment.resolved")).to_be_visible()


def select(page: Page, words: str) -> None:
    """As a mouse does: the selection starts and ends inside the first passage."""
    page.locator("#block-1 .content p").evaluate(
        """(passage, words) => {
            const text = passage.firstChild, start = text.data.indexOf(words), range = document.createRange();
            range.setStart(text, start); range.setEnd(text, start + words.length);
            getSelection().removeAllRanges(); getSelection().addRange(range);
        }""",
        words,
    )
    expect(page.locator("#block-1 .add")).to_have_class(re.compile("on-words"))


def test_without_a_script_a_comment_finds_its_passage_too(
    server: Server, open_page: Callable[..., Page]
) -> None:
    under_review(server, slug="no-script", title="Without a script")
    page = Desk.of("reviewer", open_page, java_script_enabled=False).open_review("Without a script")
    page.get_by_role("link", name="Comment on passage 2").click()
    form = page.locator("#block-2 form")
    expect(form.get_by_label("The words it is about")).to_have_value("It is known.")
    form.get_by_label("Your comment").fill("By whom?")
    form.get_by_role("button", name="Add comment").click()
    expect(page.locator("#block-2 .comment")).to_contain_text("By whom?")


def test_from_the_page_to_the_signature_of_one_changed_dose_in_a_dozen_clicks(
    server: Server, open_page: Callable[..., Page]
) -> None:
    under_review(server, slug="few-clicks", title="Few clicks")
    page = Desk.of("reviewer", open_page).open_review("Few clicks")
    expect(page.locator("#change-1")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Sign revision 2")).to_have_count(1)
    left = page.locator("[data-missing]")
    questions = page.locator("form[data-sign] fieldset").count()
    assert questions < 9
    for answered in range(questions):
        expect(left).to_contain_text(
            f"{questions - answered} of {questions} questions left, then your password."
        )
        left.get_by_role("link", name="Next").click()
        page.keyboard.press("Space")
    expect(left).to_contain_text("Your password is left.")
    left.get_by_role("link", name="Next").click()
    page.keyboard.type(PASSWORD)
    expect(left).to_contain_text("Nothing is left: sign.")
    page.get_by_role("button", name="Sign revision 2").click()
    expect(page.get_by_text("You signed revision 2. It is approved and live.")).to_be_visible()


def test_leaving_the_page_notes_that_it_was_seen_and_a_jump_within_it_does_not(
    server: Server, open_page: Callable[..., Page]
) -> None:
    under_review(server, slug="seen", title="Seen once")
    page = Desk.of("reviewer", open_page).open_review("Seen once")
    assert looks(server) == "0"
    page.get_by_role("link", name="for patients", exact=True).click()
    page.wait_for_url("**for=patients**")
    assert looks(server) == "0"
    page.locator(".breadcrumbs").get_by_role("link", name="Desk").click()
    expect(page.get_by_role("heading", name="What waits for you")).to_be_visible()
    noted = (looks(server) for _ in range(20))  # the word is sent beside the next page, in no order with it
    assert "1" in noted


def looks(server: Server) -> str:
    counted = "from reviews.models import Look; print(Look.objects.filter(article__slug='seen', revision__number=2).count())"
    return server.manage("shell", "--no-imports", "-c", counted).strip()
