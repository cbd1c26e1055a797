"""Is it remembered for whom a reader wants articles written, without a cookie and without overruling anybody?"""

from __future__ import annotations

from playwright.sync_api import Page, expect

ARTICLE = "/articles/questions-for-your-appointment/"


def choose(page: Page, audience: str) -> None:
    page.locator(f".audience a[data-audience={audience}]").click()


def current(page: Page) -> str | None:
    return page.locator(".audience [aria-current]").get_attribute("data-audience")


def test_a_choice_is_kept_for_the_next_article_and_taken_back_by_another(page: Page) -> None:
    page.goto(ARTICLE)
    assert current(page) == "everyone"
    choose(page, "patients")
    page.goto("/articles/ketamine-side-effects/#about")
    page.wait_for_url("**/ketamine-side-effects/for/patients/#about")
    choose(page, "everyone")
    page.goto(ARTICLE)
    expect(page.locator(".audience [aria-current]")).to_have_attribute("data-audience", "everyone")
    assert page.context.cookies() == []


def test_a_link_to_another_wording_leads_to_that_one(page: Page) -> None:
    page.goto(ARTICLE)
    choose(page, "patients")
    page.goto(f"{ARTICLE}for/clinicians/")
    assert current(page) == "clinicians"
    page.wait_for_load_state("networkidle")
    assert page.url.endswith("/for/clinicians/")
