"""When a list says that a cited work was retracted, does everybody see it at once, and does a new signature end it?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.desk import PASSWORD, Desk
from tests.browser.server import Server
from tests.browser.sight import faults, faults_everywhere
from tests.browser.watch import Watch
from tests.retraction_lists import csv_of, row

TITLE, SLUG = "What rests on one trial", "what-rests-on-one-trial"
TOLD = "A cited source was retracted on 1 March 2026"
ARTICLE = f"/articles/{SLUG}/"
SCENE = """
from django.contrib.auth.models import User
from articles.actions import save_article
from articles.models import Category, Contributor, Source
from reviews import actions
for key, doi in (("fallen2020", "10.1000/fallen"), ("sound2024", "10.1000/sound")):
    record = {{"type": "article-journal", "title": f"A trial called {{key}}", "DOI": doi, "container-title": "A journal"}}
    Source.objects.create(key=key, csl=record)
writer, reviewer = User.objects.get(username="writer"), User.objects.get(username="reviewer")
article = save_article(
    by=writer, title="{title}", slug="{slug}", excerpt="About one trial.", funding="None",
    body="It is known.\\n\\n[Regular hours help]{{claim}} [@fallen2020].\\n",
    category=Category.objects.get(slug="reading-the-evidence"), byline=[Contributor.objects.get(user=writer)],
)
actions.claim(review=actions.submit(article=article, by=writer), by=reviewer)
"""
AGAIN = """
from django.contrib.auth.models import User
from articles.models import Article
from reviews import actions
writer, reviewer = User.objects.get(username="writer"), User.objects.get(username="reviewer")
article = Article.objects.get(slug="{slug}")
actions.claim(review=actions.submit(article=article, by=writer), by=reviewer)
"""
TOLD_BY_MAIL = """
from reviews.models import Mail
told = Mail.objects.filter(kind="re_review", article__slug="{slug}", text__contains="{told}")
print(" ".join(sorted(told.values_list("recipient__username", flat=True))))
"""


def run(server: Server, code: str) -> str:
    return server.manage("shell", "--no-imports", "-c", code.format(title=TITLE, slug=SLUG, told=TOLD))


def sign_with_its_claim(desk: Desk) -> None:
    page = desk.open_review(TITLE)
    desk.answer_all()
    page.get_by_label("Claim 1: Regular hours help").check()
    page.get_by_label("I have none to declare").check()
    page.get_by_label("I have read the whole").check()
    desk.sign(password=PASSWORD)
    expect(desk.said("It is approved and live.")).to_be_visible()


def test_a_list_retracts_a_cited_work_and_a_signature_after_it_was_replaced_ends_the_re_check(
    server: Server, open_page: Callable[..., Page], watch: Watch, tmp_path: Path
) -> None:
    run(server, SCENE)
    reviewer, public = Desk.of("reviewer", open_page), open_page()
    reviewer.open_review(TITLE)
    expect(reviewer.page.locator("#claims")).to_contain_text("A trial called fallen2020")
    assert faults_everywhere(reviewer.page, watch) == []
    sign_with_its_claim(reviewer)
    public.goto(ARTICLE)
    expect(public.locator(".prose .claim")).to_have_text("Regular hours help")
    digest = public.locator("article.article").get_attribute("data-digest")

    editor = Desk.of("editor", open_page)
    editor.page.goto("/admin/articles/source/")
    editor.page.get_by_role("link", name="Take in a list of retractions").click()
    path = tmp_path / "list.csv"
    path.write_bytes(csv_of(row(OriginalPaperDOI="10.1000/fallen"), row(RetractionDate="soon")))
    editor.page.get_by_label("The list, a CSV file").set_input_files(path)
    editor.page.get_by_role("button", name="Take it in").click()
    expect(editor.page.get_by_text("Line 3 (record 7)")).to_be_visible()
    assert faults_everywhere(editor.page, watch) == []

    public.reload()
    expect(public.locator(".banners")).to_contain_text(f"{TOLD}. This article is being re-checked")
    expect(public.locator("#ref-1 .source-mark")).to_contain_text("Retraction in: A journal. 2026 Mar 1.")
    assert public.locator("article.article").get_attribute("data-digest") == digest
    assert faults_everywhere(public, watch) == []
    editor.page.goto("/admin/")
    expect(editor.page.locator("#content-main")).to_contain_text(f"{TOLD}: fallen2020")
    assert {"reviewer", "writer"} <= set(run(server, TOLD_BY_MAIL).split())
    public.goto(f"{ARTICLE}record/")
    expect(public.locator(".timeline")).to_contain_text(f"{TOLD}: fallen2020")
    assert faults(public) == []

    writer = Desk.of("writer", open_page)
    page = writer.open_article(TITLE)
    expect(page.locator("#readiness")).to_contain_text(f"Line 3: {TOLD}: fallen2020.")
    assert faults(page) == []
    page.get_by_label("Body").or_(page.locator("#id_body")).first.fill(
        "It is known.\n\n[Regular hours help]{claim} [@sound2024].\n"
    )
    writer.save()
    run(server, AGAIN)
    sign_with_its_claim(reviewer)
    public.goto(ARTICLE)
    expect(public.locator("#ref-1")).to_contain_text("A trial called sound2024")
    expect(public.locator(".banners, .source-mark")).to_have_count(0)
