"""Does the way to the desk hold in a browser: an app, a passkey, a signature with each, sessions that are listed and ended?

On the site as production serves it, where reviewers must have a second factor. Passkeys belong to a name, so the browser
calls the site localhost.
"""

from __future__ import annotations

import re
from base64 import b32decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import time

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import NEW_PAGE
from tests.browser.server import Server
from tests.browser.sight import faults_everywhere
from tests.browser.watch import Watch

PASSWORD = "a long sentence for tests only"
TITLES = ["Signed with an app", "Signed with a passkey", "Signed soon after"]
CAST = f"""
from datetime import date
from django.contrib.auth.models import Group, User
from django.utils import timezone
from articles.actions import save_article
from articles.models import Category, Contributor
from reviews import actions
from reviews.models import Credential
from django_otp.plugins.otp_totp.models import TOTPDevice
def account(name, group):
    user = User.objects.create_user(name, name + "@example.org", {PASSWORD!r}, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user
keeper, writer = account("keeper", "Editors"), account("scribe", "Writers")
reviewer = account("judge", "Medical reviewers")
TOTPDevice.objects.create(user=account("owner", "Editors"), name="Phone")
person = Contributor.objects.create(user=writer, name="Test scribe", slug="test-scribe", disclosures="None")
Contributor.objects.create(user=reviewer, name="Test judge", slug="test-judge", credentials="MD", disclosures="None")
category = Category.objects.get(slug="reading-the-evidence")
Credential.objects.create(
    holder=reviewer, specialty=getattr(getattr(category, "policy", None), "specialty", "") or "Psychiatric", licence="1",
    register="A register", verified_by=keeper, verified_at=timezone.now(), valid_from=date(2000, 1, 1), valid_until=date(2999, 1, 1),
)
for number, title in enumerate({TITLES!r}):
    article = save_article(
        by=writer, title=title, slug="access-" + str(number), excerpt="About access.", body="Take 5 mg.", funding="None",
        category=category, byline=[person],
    )
    actions.claim(review=actions.submit(article=article, by=writer, note=""), by=reviewer)
"""
ALMOST_OVER = """
from datetime import timedelta
from django.utils import timezone
from reviews.models import DeskSession
DeskSession.objects.update(seen_at=timezone.now() - timedelta(minutes=56))
"""
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}  # fmt: skip


@dataclass
class Walk:
    """One person's browser, and what axe found on the screens that they saw."""

    context: BrowserContext
    page: Page
    watch: Watch
    found: dict[str, list[str]] = field(default_factory=dict)
    key: str = ""
    used: int = 0

    def look(self, screen: str) -> None:
        if faults := faults_everywhere(self.page, self.watch):
            self.found[screen] = faults

    def log_in(self, username: str) -> None:
        self.page.goto("/admin/")
        self.page.get_by_label("Username").fill(username)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Log in").click()

    def code(self) -> str:
        """As the app shows it; each is taken once, so the next one comes before its time."""
        totp = TOTP(b32decode(self.key))
        self.used = max(int(time()) // 30, self.used + 1)
        totp.time = self.used * 30
        return f"{totp.token():06d}"

    def open_to_sign(self, title: str) -> None:
        self.page.goto("/admin/reviews/review/")
        self.page.get_by_role("link", name=title).first.click()
        self.page.wait_for_url("**/change/**")
        for question in self.page.locator(".check").first.get_by_role("group").all():
            question.get_by_label("Yes", exact=True).check()
        self.page.get_by_label("I have none to declare").check()

    def sign(self) -> None:
        self.page.get_by_role("button", name="Sign revision").click()
        self.is_signed()

    def is_signed(self) -> None:
        expect(self.page.locator(".messagelist")).to_contain_text("You signed revision 1.")


@pytest.fixture(scope="module", autouse=True)
def cast(published: Server) -> None:
    published.manage("shell", "--no-imports", "-c", CAST)


@pytest.fixture
def walk(browser: Browser, published: Server) -> Iterator[Walk]:
    origin = published.url.replace("127.0.0.1", "localhost")
    watch = Watch(origin=origin)
    context = browser.new_context(base_url=origin, **NEW_PAGE)
    watch.follow(context)
    yield Walk(context, context.new_page(), watch)
    context.close()
    watch.check()


def test_a_reviewer_sets_up_an_app_and_a_passkey_signs_with_both_and_ends_another_session(walk: Walk) -> None:
    page = walk.page
    walk.log_in("judge")
    expect(page.get_by_role("heading", name="Your second factors")).to_be_visible()
    walk.look("no factor yet")
    page.get_by_role("button", name="Set up an app").click()
    walk.look("an app")
    walk.key = page.locator("code.key").inner_text().replace(" ", "")
    page.get_by_label("The code that the app shows").fill(walk.code())
    page.get_by_label("A name for it").fill("My phone")
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator(".codes li")).to_have_count(10)
    walk.look("recovery codes")
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("heading", name="What waits for you")).to_be_visible()

    walk.open_to_sign(TITLES[0])
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Code from your app").fill(walk.code())
    walk.look("to sign")
    walk.sign()

    session = walk.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto("/admin/me/factors/")
    page.get_by_label("A name for it").fill("This computer")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("listitem").filter(has_text="This computer")).to_be_visible()
    walk.look("two factors")

    walk.open_to_sign(TITLES[1])
    expect(page.get_by_text("You signed a moment ago")).to_be_visible()
    page.get_by_role("button", name="Sign with your passkey").click()
    walk.is_signed()

    page.get_by_role("button", name="Log out").click()
    walk.log_in("judge")
    expect(page.get_by_role("heading", name="Your second factor")).to_be_visible()
    walk.look("second factor asked for")
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("heading", name="What waits for you")).to_be_visible()
    walk.open_to_sign(TITLES[2])
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign with your passkey").click()  # a new sitting takes both
    walk.is_signed()

    elsewhere = walk.context.browser.new_context(base_url=walk.watch.origin, java_script_enabled=False)
    other = Walk(elsewhere, elsewhere.new_page(), walk.watch, key=walk.key, used=walk.used)
    other.log_in("judge")
    other.page.get_by_label("Code from your app").fill(other.code())
    other.page.get_by_role("button", name="Go on").click()
    expect(other.page.get_by_role("heading", name="What waits for you")).to_be_visible()
    page.goto("/admin/me/sessions/")
    walk.look("sessions")
    page.get_by_role("button", name="End all others").click()
    expect(page.locator(".messagelist")).to_contain_text("1 session ended.")
    other.page.goto("/admin/")
    expect(other.page.get_by_label("Username")).to_be_visible()
    elsewhere.close()
    assert walk.found == {}


def test_five_minutes_before_its_end_a_session_asks_whether_to_stay(walk: Walk, published: Server) -> None:
    page = walk.page
    page.clock.install()
    walk.log_in("scribe")
    page.goto("/admin/articles/article/add/")
    with page.expect_response(
        re.compile("/check/")
    ):  # it counts as seen, so it must have come before the clock is moved
        page.get_by_label("Excerpt").fill("Typed and not sent.")
    page.wait_for_load_state("networkidle")
    published.manage("shell", "--no-imports", "-c", ALMOST_OVER)
    page.clock.fast_forward("56:00")
    dialog = page.get_by_role("dialog", name="Are you still there?")
    expect(dialog).to_contain_text("This session ends in 4 minutes")
    walk.look("warning")
    dialog.get_by_role("button", name="Stay logged in").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_label("Excerpt")).to_have_value("Typed and not sent.")
    left = page.evaluate("fetch('/admin/stay/').then(answer => answer.json()).then(told => told.seconds)")
    assert left > 3500
    assert walk.found == {}


def test_the_pages_for_those_who_cannot_come_in_are_without_fault_too(walk: Walk) -> None:
    walk.watch.allow(r"status of 429 .*/login/")
    page = walk.page
    page.goto("/admin/forgotten/")
    walk.look("forgotten password")
    for _ in range(5):
        walk.log_in("nobody-of-this-name")
    expect(page.get_by_role("heading", name="Too many wrong attempts")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Try again in \d+ minute"))).to_be_visible()
    walk.look("locked out")
    assert walk.found == {}


def test_two_editors_reset_a_lost_factor(walk: Walk) -> None:
    page = walk.page
    walk.log_in("keeper")
    page.get_by_role("button", name="Set up an app").click()
    walk.key = page.locator("code.key").inner_text().replace(" ", "")
    page.get_by_label("The code that the app shows").fill(walk.code())
    page.get_by_role("button", name="Confirm").click()
    page.goto("/admin/factor-resets/")
    walk.look("no resets")
    page.get_by_label("Who lost their second factor").select_option("owner")
    page.get_by_label("What happened").fill("Her phone was stolen; we spoke on the telephone.")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.locator(".messagelist")).to_contain_text("waits for a second editor")
    walk.look("resets")
    assert walk.found == {}
