"""Does a text come from a file to a signed page, and does the mark stay with the very words that were signed?

The whole way, by the people of the demonstration, each in a browser of their own. Where the variable SAMPLES names a
folder, the article in it takes the same way.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import ARTICLE, PASSWORD, Desk
from tests.browser.server import Server
from tests.browser.watch import Watch

OWN = ARTICLE.format(slug="cool-bedrooms", title="Cool bedrooms: who measured it?")
SAMPLES = [Path(os.environ["SAMPLES"], "article-with-front-matter.md")] if "SAMPLES" in os.environ else []
TEXTS = [pytest.param(OWN, id="own"), *(pytest.param(f.read_text("utf-8"), id=f.stem) for f in SAMPLES)]
JSON_COLUMNS = {"byline", "sources", "pictures", "rendered"}
CONTENT = ("title", "excerpt", "body", "language", "funding", "byline", "sources", "pictures", "lead_picture")
WORDS = "How this page was made is in its record."


@pytest.mark.parametrize("text", TEXTS)
def test_a_file_becomes_a_signed_page_and_the_mark_stays_with_what_was_signed(
    text: str, server: Server, open_page: Callable[..., Page], watch: Watch, tmp_path: Path
) -> None:
    title, slug = in_front_matter(text, "title"), in_front_matter(text, "slug")
    (tmp_path / "article.md").write_text(text, encoding="utf-8")
    assert "1 imported" in server.manage("import_articles", str(tmp_path), "--by", "writer")
    writer = Desk.of("writer", open_page)
    reviewer = Desk.of("reviewer", open_page)
    public = open_page()

    asked_for_what_is_missing(writer, title)
    discloses_for(writer, in_front_matter(text, "author"))
    completes_and_submits(writer, title)
    claims_and_reads(reviewer, title)
    is_refused_with_a_wrong_password(reviewer, watch)
    signs(reviewer)
    digest = sees_the_mark(public, slug)
    assert digest == computed_from_the_stored_row(server, digest)
    assert json.loads(server.manage("verify_record", "--json"))["ok"]
    changes_a_word(writer, title)
    assert sees_the_mark(public, slug) == digest
    retracts(Desk.of("editor", open_page), title)
    sees_the_retraction(public, slug)
    assert "Traceback" not in server.log


def in_front_matter(text: str, key: str) -> str:
    [value] = re.findall(rf'^{key}: "(.+)"$', text, flags=re.MULTILINE)
    return value


def asked_for_what_is_missing(writer: Desk, title: str) -> None:
    page = writer.open_article(title)
    missing = page.get_by_role("region", name="Before this can be submitted")
    expect(missing).to_contain_text("Funding is not answered")
    expect(missing).to_contain_text("has not answered the question on disclosures")
    expect(page.get_by_role("button", name="Submit revision")).to_have_count(0)


def discloses_for(writer: Desk, author: str) -> None:
    page = writer.page
    page.goto("/admin/articles/contributor/")
    page.get_by_role("link", name=author, exact=True).click()
    page.get_by_label("Disclosures").fill("None")
    writer.save()


def completes_and_submits(writer: Desk, title: str) -> None:
    page = writer.open_article(title)
    page.get_by_label("Category").select_option(label="Reading the evidence")
    second = page.get_by_role("combobox", name="Author 2")
    second.click()
    page.keyboard.type("Demonstration Writer")
    offered = page.locator(".select2-results").get_by_role("option")
    expect(offered).to_have_text(["Demonstration Writer"])
    page.keyboard.press("Enter")
    expect(second).to_contain_text("Demonstration Writer")
    page.get_by_label("Funding").fill("None")
    page.get_by_label("Body").press("ControlOrMeta+End")
    page.get_by_label("Body").press_sequentially(f"\n\n{WORDS}")
    expect(page.locator(".markdownx-preview")).to_contain_text(WORDS)
    page.get_by_label("What did you change?").fill("Declarations, and where the record is")
    writer.save()
    page.get_by_label("Note to the reviewer").fill("The numbers are the point.")
    page.get_by_role("button", name="Submit revision 2 for review").click()
    expect(writer.said("Revision 2 waits for a reviewer")).to_be_visible()


def claims_and_reads(reviewer: Desk, title: str) -> None:
    page = reviewer.open_review(title)
    expect(page.get_by_text("The numbers are the point.")).to_be_visible()
    page.get_by_role("button", name="Claim this review").click()
    expect(reviewer.said("The review is yours")).to_be_visible()
    expect(page.locator(".paper")).to_contain_text(WORDS)
    expect(page.get_by_role("group", name="I checked the statements of fact")).to_be_visible()
    expect(page.get_by_role("group", name="Interests in the last 36 months")).to_be_visible()


def is_refused_with_a_wrong_password(reviewer: Desk, watch: Watch) -> None:
    watch.allow(r"status of 403 .*/sign_off/")
    reviewer.answer_all()
    reviewer.page.get_by_label("I have none to declare").check()
    reviewer.sign(password="not this one")
    alert = reviewer.page.get_by_role("alert")
    expect(alert).to_contain_text("The password is not right. Nothing was signed.")


def signs(reviewer: Desk) -> None:
    """All that was answered still stands in the form; the statement is the one sentence to sign."""
    expect(reviewer.page.get_by_label("I have read the whole of revision 2")).to_be_checked()
    expect(reviewer.page.get_by_label("I have none to declare")).to_be_checked()
    reviewer.sign(password=PASSWORD)
    expect(reviewer.said("You signed revision 2. It is approved and live.")).to_be_visible()


def sees_the_mark(public: Page, slug: str) -> str:
    """The digest of the page, once it says Approved, by whom, with which letters, and when."""
    public.goto(f"/articles/{slug}/")
    article = public.locator("article[data-review-state=approved]")
    panel = public.get_by_role("complementary", name="Medical review")
    expect(panel).to_contain_text("Approved")
    expect(panel).to_contain_text("Demonstration Reviewer, MD")
    today = public.evaluate("new Date().toISOString().slice(0, 10)")
    expect(panel.locator("[data-date=reviewed] time")).to_have_attribute("datetime", re.compile(f"^{today}"))
    expect(public.locator(".article-text")).to_contain_text(WORDS)
    return str(article.get_attribute("data-digest"))


def computed_from_the_stored_row(server: Server, digest: str) -> str:
    """SHA-256 of the canonical JSON of what is stored under that digest, made by other means than the site's."""
    with sqlite3.connect(server.folder / "site.sqlite3") as database:
        database.row_factory = sqlite3.Row
        [row] = database.execute("SELECT * FROM articles_revision WHERE digest = ?", [digest]).fetchall()
    values = {
        name: json.loads(row[name]) if name in JSON_COLUMNS else row[name] for name in tuple(row.keys())
    }
    signed = {"format": 1, "content": {n: values[n] for n in CONTENT}, "rendered": values["rendered"]}
    text = json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def changes_a_word(writer: Desk, title: str) -> None:
    page = writer.open_article(title)
    text = page.get_by_label("Body").input_value()
    page.get_by_label("Body").fill(text.replace(WORDS, "How this page was made is a secret."))
    writer.save()
    expect(page.get_by_role("button", name="Submit revision 3 for review")).to_be_visible()


def retracts(editor: Desk, title: str) -> None:
    page = editor.open_article(title)
    page.get_by_role("link", name="Notices and roll back").click()
    page.get_by_text("Retract", exact=True).first.click()
    page.locator("#retract_reason").fill("A number in the text was never measured.")
    page.get_by_role("button", name="Retract", exact=True).click()
    expect(editor.said("Done: retract.")).to_be_visible()


def sees_the_retraction(public: Page, slug: str) -> None:
    public.goto(f"/articles/{slug}/")
    expect(public.locator("article[data-review-state=retracted]")).to_be_visible()
    expect(public.locator(".banner[data-state=retracted]")).to_contain_text(
        "A number in the text was never measured."
    )
    expect(public.get_by_text("Signed by")).to_have_count(0)
