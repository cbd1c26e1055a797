"""How does a person use the desk in a browser? By what stands on the screen: labels, buttons, sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

from tests.browser.server import Server

PASSWORD = "demo"
ONE_ROW = "**/change/**"  # the page of one row; waiting for it waits until all of it is there
ARTICLE = """---
title: "{title}"
slug: "{slug}"
excerpt: "What a bedroom's temperature was found to do, and what nobody measured."
category: "READING_THE_EVIDENCE"
author: "Demonstration Editorial Team"
publishedAt: "2026-01-08"
featuredImage: "/images/articles/placeholder.jpg"
tags: ["sleep", "temperature", "evidence"]
---

# {title}

Many pages say that a cool room helps—about 18 °C is a *popular* number. **Who measured it, and how?**

## What was asked

- Whether people fell asleep sooner
- Whether they woke less often

### What was left out

1. Homes without heating
2. People who share a room

## Key Takeaways

- **A number that is often repeated** is not a number that was measured.
"""


@dataclass(frozen=True)
class Desk:
    """One person at the desk, in a browser of their own."""

    page: Page

    @classmethod
    def of(cls, username: str, open_page: Callable[..., Page], **options: object) -> Desk:
        """Logged in by the form, as everybody is."""
        page = open_page(**options)
        page.goto("/admin/")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("heading", name="What waits for you")).to_be_visible()
        return cls(page)

    def open_article(self, title: str) -> Page:
        """The article's page, by way of the list and its search."""
        self.page.goto("/admin/articles/article/")
        self.page.get_by_role("searchbox").or_(self.page.locator("#searchbar")).first.fill(title)
        self.page.get_by_role("button", name="Search").click()
        self.page.get_by_role("link", name=title, exact=True).click()
        self.page.wait_for_url(ONE_ROW)
        return self.page

    def open_review(self, title: str) -> Page:
        """The review, by way of the list of open ones: the front page shows the first few alone."""
        self.page.goto(f"/admin/reviews/review/?q={quote(title)}")
        self.page.get_by_role("link", name=title).first.click()
        self.page.wait_for_url(ONE_ROW)
        return self.page

    def save(self) -> None:
        self.page.get_by_role("button", name="Save and continue editing").click()
        expect(self.said("was changed successfully")).to_be_visible()

    def said(self, words: str) -> Locator:
        """The sentence that says what happened."""
        return self.page.locator(".messagelist").get_by_text(words)

    def answer_all(self, answer: str = "Yes") -> None:
        """The same answer to every question of the checklist."""
        for question in self.page.locator(".check").first.get_by_role("group").all():
            question.get_by_label(answer, exact=True).check()

    def sign(self, *, password: str) -> None:
        self.page.get_by_label("Your password").fill(password)
        self.page.get_by_role("button", name="Sign revision").click()


DRAFT = """
from django.contrib.auth.models import User
from articles.actions import save_article
from articles.models import Category, Contributor
from reviews import actions
writer, reviewer = User.objects.get(username="writer"), User.objects.get(username="reviewer")
article = save_article(
    by=writer, title="{title}", slug="{slug}", excerpt="About the width of a page.", body={body!r}, funding="None",
    category=Category.objects.get(slug="reading-the-evidence"), byline=[Contributor.objects.get(user=writer)],
)
"""
IN_HANDS = """
actions.claim(review=actions.submit(article=article, by=writer, note="Please look at the table."), by=reviewer)
"""


def put_in_the_reviewer_s_hands(server: Server, *, slug: str, title: str, body: str) -> None:
    """A new article, submitted by the writer and claimed by the reviewer."""
    draft = DRAFT.format(slug=slug, title=title, body=body)
    server.manage("shell", "--no-imports", "-c", draft + IN_HANDS)


def write_a_draft(server: Server, *, slug: str, title: str, body: str) -> None:
    """A new article by the writer that is ready to be submitted."""
    server.manage("shell", "--no-imports", "-c", DRAFT.format(slug=slug, title=title, body=body))
