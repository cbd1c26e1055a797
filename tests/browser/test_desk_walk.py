"""Does the desk carry a text all the way: through comments, two signatures, its day, its years, and a fallen source?"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.desk import PASSWORD, Desk
from tests.browser.server import Server
from tests.browser.test_review import under_review
from tests.browser.watch import Watch

TITLE = "Two signatures and a day"
SCENE = """
from django.contrib.auth.models import User
from articles.actions import save_article
from articles.models import Category, Contributor
from reviews import actions
writer = User.objects.get(username="writer")
article = save_article(
    by=writer, title="{title}", slug="{slug}", excerpt="About a dose.", funding="None",
    body="Take 1.25 mg at night.\\n\\nIt is known.\\n", category=Category.objects.get(slug="safety"),
    byline=[Contributor.objects.get(user=writer)],
)
actions.submit(article=article, by=writer)
"""
LONG_AGO = """
from datetime import timedelta
from django.contrib.auth.models import User
from django.utils import timezone
from articles.actions import save_article
from articles.models import Category, Contributor
from reviews import actions
writer, reviewer = User.objects.get(username="writer"), User.objects.get(username="reviewer")
then = timezone.now() - timedelta(days=400)
article = save_article(
    by=writer, title="{title}", slug="{slug}", excerpt="About a dose.", body="It is known.\\n", funding="None",
    category=Category.objects.get(slug="reading-the-evidence"), byline=[Contributor.objects.get(user=writer)], now=then,
)
review = actions.claim(review=actions.submit(article=article, by=writer, now=then), by=reviewer, now=then)
answers = {{question["key"]: "yes" for question in review.checklist}}
actions.sign_off(
    review=review, by=reviewer, digest=review.revision.digest, answers=answers, interests="None", now=then,
)
"""
ITS_DAY = """
from datetime import timedelta
from django.utils import timezone
from reviews.models import Review
for review in Review.objects.open().filter(go_live_at__isnull=False, article__slug="{slug}"):
    Review.objects.filter(pk=review.pk).update(go_live_at=timezone.now() - timedelta(minutes=1))
"""
RELEASED_AND_ASSIGNED = """
actions.release(review=review, by=reviewer)
editor = User.objects.get(username="editor")
actions.assign(review=review, reviewer=reviewer, by=editor)
"""
COUNT_PRESSES = "addEventListener('pointerdown', () => { sessionStorage.presses = 1 + Number(sessionStorage.presses ?? 0) }, true)"


def run(server: Server, code: str) -> str:
    return server.manage("shell", "--no-imports", "-c", code)


def review_of(desk: Desk, title: str) -> Page:
    """By way of the list of all open reviews, as somebody who did not get it by mail."""
    desk.page.goto("/admin/reviews/review/")
    desk.page.get_by_role("link", name=re.compile(re.escape(title))).first.click()
    desk.page.wait_for_url("**/change/**")
    return desk.page


def answers_and_signs(desk: Desk, *, scope: str) -> None:
    page = desk.page
    page.get_by_role("button", name="Answer the rest with").click()
    page.get_by_label("I have none to declare").check()
    page.get_by_label(re.compile(scope)).check()
    desk.sign(password=PASSWORD)


def test_a_text_goes_through_comments_answers_and_two_signatures_to_the_day_that_was_set_for_it(
    server: Server, open_page: Callable[..., Page], watch: Watch
) -> None:
    slug = "two-signatures"
    watch.allow(rf"status of 404 .*/articles/{slug}/")
    run(server, SCENE.format(title=TITLE, slug=slug))
    first, second = Desk.of("reviewer", open_page), Desk.of("second-reviewer", open_page)
    writer, editor, public = Desk.of("writer", open_page), Desk.of("editor", open_page), open_page()

    page = review_of(first, TITLE)
    page.get_by_role("button", name="Claim this review").click()
    page.get_by_role("link", name="Comment on passage 2").click()
    page.locator("#comment-form").get_by_label("Your comment").fill("By whom?")
    page.locator("#comment-form").get_by_label("Nobody can sign until it is resolved").check()
    page.get_by_role("button", name="Add comment").click()
    page.get_by_text("Ask for changes", exact=True).click()
    page.get_by_label("What must change, and why").fill("Say who knows it.")
    page.get_by_role("button", name="Send revision 1 back").click()
    expect(first.said("Revision 1 went back to its writers")).to_be_visible()

    page = writer.open_article(TITLE)
    expect(page.get_by_text("Say who knows it.")).to_be_visible()
    page.get_by_label("Body").fill("Take 1.25 mg at night.\n\nTwo trials measured it.\n")
    page.get_by_label("What did you change?").fill("Says who measured it")
    writer.save()
    page.get_by_label("Your answer").fill("Two trials did; the text now says so.")
    page.get_by_role("button", name="Submit revision 2 for review").click()
    expect(writer.said("Revision 2 waits for a reviewer")).to_be_visible()

    page = review_of(editor, TITLE)
    page.get_by_text("Set when it goes public", exact=True).click()
    tomorrow = page.evaluate("new Date(Date.now() + 864e5).toISOString().slice(0, 16)")
    page.get_by_label("Day and time (UTC)").fill(tomorrow)
    page.get_by_role("button", name="Set this time").click()
    expect(page.locator(".messagelist")).to_be_visible()

    page = review_of(first, TITLE)
    expect(page.get_by_text("Two trials did; the text now says so.").first).to_be_attached()
    page.get_by_role("button", name="Claim this review").click()
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    page.get_by_role("button", name="Mark as resolved").first.click()
    answers_and_signs(first, scope="I have read the whole of revision 2")
    expect(first.said("It waits for 1 more signature")).to_be_visible()
    assert public.goto(f"/articles/{slug}/").status == 404  # type: ignore[union-attr]

    review_of(second, TITLE)
    answers_and_signs(second, scope="I have read the whole of revision 2")
    expect(second.said("It goes public on")).to_be_visible()
    assert public.goto(f"/articles/{slug}/").status == 404  # type: ignore[union-attr]

    run(server, ITS_DAY.format(slug=slug))
    assert "Texts whose time had come: 1" in server.manage("send_reminders")
    public.goto(f"/articles/{slug}/")
    panel = public.get_by_role("complementary", name="Medical review")
    expect(panel).to_contain_text("Demonstration Reviewer, MD")
    expect(panel).to_contain_text("Demonstration Second Reviewer, MD")


def test_an_overdue_text_is_signed_again_without_a_change_and_only_last_reviewed_moves(
    server: Server, open_page: Callable[..., Page]
) -> None:
    title, slug = "Signed long ago", "signed-long-ago"
    run(server, LONG_AGO.format(title=title, slug=slug))
    editor, public = Desk.of("editor", open_page), open_page()
    reviewer = Desk.of("reviewer", open_page)
    public.goto(f"/articles/{slug}/")
    expect(public.locator("article[data-review-state=overdue]")).to_be_visible()
    updated = public.locator("[data-date=updated] time").first.get_attribute("datetime")
    reviewed = public.locator("[data-date=reviewed] time").first.get_attribute("datetime")

    editor.page.goto("/admin/reviews/publication/")
    row = editor.page.locator("#result_list tr", has_text=title)
    row.get_by_role("button").click()
    expect(editor.page.locator(".messagelist")).to_be_visible()

    page = review_of(reviewer, title)
    page.get_by_role("button", name="Claim this review").click()
    answers_and_signs(reviewer, scope="I have read the whole of revision 1")
    expect(reviewer.said("It is approved and live")).to_be_visible()

    public.reload()
    expect(public.locator("article[data-review-state=approved]")).to_be_visible()
    assert public.locator("[data-date=updated] time").first.get_attribute("datetime") == updated
    assert public.locator("[data-date=reviewed] time").first.get_attribute("datetime") != reviewed


def test_a_source_that_is_retracted_brings_the_article_that_cites_it_to_the_desk_again(
    server: Server, open_page: Callable[..., Page]
) -> None:
    editor, reviewer = Desk.of("editor", open_page), Desk.of("reviewer", open_page)
    day = datetime.now(UTC).date() - timedelta(days=3)
    page = editor.page
    page.goto("/admin/articles/source/?q=polito2019")
    page.locator("#result_list tbody a").first.click()
    page.wait_for_url("**/change/**")
    page.get_by_label(re.compile("retract", re.IGNORECASE)).last.fill(day.isoformat())
    page.get_by_role("button", name=re.compile("retract", re.IGNORECASE)).click()
    expect(page.locator(".messagelist")).to_be_visible()

    page.goto("/admin/reviews/publication/?again=source")
    row = page.locator("#result_list tbody tr").first
    expect(row).to_contain_text(f"A cited source was retracted on {day:%-d %B %Y}")
    title = row.locator("th a").inner_text()
    row.get_by_role("button").click()
    expect(page.locator(".messagelist")).to_be_visible()

    page = review_of(reviewer, title)
    page.get_by_role("button", name="Claim this review").click()
    answers_and_signs(reviewer, scope="I have read the whole of revision")
    expect(reviewer.said("It is approved and live")).to_be_visible()
    editor.page.goto("/admin/reviews/publication/?again=source")
    expect(editor.page.locator("#result_list tbody tr", has_text=title)).to_have_count(0)


def test_from_the_mail_to_a_signature_on_a_changed_dose_in_five_clicks(
    server: Server, open_page: Callable[..., Page]
) -> None:
    """The link in the mail, the checklist, the interests, what is signed, the password; the enter key sends it."""
    under_review(server, slug="five-clicks", title="Five clicks", then=RELEASED_AND_ASSIGNED)
    link = run(
        server, "from reviews.models import Mail; print(Mail.objects.filter(kind='assigned').first().link)"
    )
    page = Desk.of("reviewer", open_page).page
    page.context.add_init_script(COUNT_PRESSES)
    page.goto(link.strip())
    expect(page.locator("#change-1")).to_be_in_viewport()
    page.get_by_role("button", name="Answer the rest with").click()
    page.get_by_label("I have none to declare").click()
    page.get_by_label(re.compile("I have read every change")).click()
    page.get_by_label("Your password").click()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("You signed revision 2. It is approved and live.")).to_be_visible()
    assert 1 + int(page.evaluate("sessionStorage.presses")) <= 5
