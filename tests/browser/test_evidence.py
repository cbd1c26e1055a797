"""Is a work that falls after the signature seen everywhere at once, and does a new signature end it?

The whole way: a bibliography is pasted, a work of it is cited from the picker, the text is submitted, signed, and shown;
then a list retracts the work.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.desk import PASSWORD, Desk, write_a_draft
from tests.browser.server import Server
from tests.browser.sight import faults, faults_everywhere
from tests.browser.watch import Watch
from tests.retraction_lists import csv_of, row

TITLE, SLUG = "What rests on one trial", "what-rests-on-one-trial"
TOLD = "A cited source was retracted on 1 March 2026"
ARTICLE = f"/articles/{SLUG}/"
NBIB = """PMID- 20000001
TI  - A trial of wombats that fell.
FAU - Example, Alpha
TA  - J Example
DP  - 2020
PT  - Journal Article

PMID- 20000002
TI  - A trial of wombats that stands.
FAU - Example, Beta
TA  - J Example
DP  - 2024
PT  - Journal Article
"""
TOLD_BY_MAIL = """
from reviews.models import Mail
told = Mail.objects.filter(kind="re_review", article__slug="{slug}", text__contains="{told}")
print(" ".join(sorted(told.values_list("recipient__username", flat=True))))
"""


def test_a_list_retracts_a_cited_work_and_a_signature_after_it_was_replaced_ends_the_re_check(
    server: Server, open_page: Callable[..., Page], watch: Watch, tmp_path: Path
) -> None:
    write_a_draft(server, slug=SLUG, title=TITLE, body="It is known.\n")
    writer, reviewer = Desk.of("writer", open_page), Desk.of("reviewer", open_page)
    editor, public = Desk.of("editor", open_page), open_page()

    pastes_a_bibliography(writer)
    cites_from_the_picker(writer, words="wombats that fell", key="pmid20000001")
    submits(writer, revision=2)
    claims_and_signs(reviewer, resting_on="A trial of wombats that fell", watch=watch)
    digest = sees_the_claim_and_its_source(public)
    takes_in_the_list(editor, watch, tmp_path)
    sees_what_fell(public, digest, watch)
    finds_it_at_the_desk(editor)
    assert {"reviewer", "writer"} <= set(
        server.manage("shell", "--no-imports", "-c", TOLD_BY_MAIL.format(slug=SLUG, told=TOLD)).split()
    )
    finds_it_in_the_record(public)
    is_told_while_writing(writer)
    cites_from_the_picker(writer, words="wombats that stands", key="pmid20000002")
    submits(writer, revision=3)
    claims_and_signs(reviewer, resting_on="A trial of wombats that stands", watch=watch)
    public.goto(ARTICLE)
    expect(public.locator("#ref-1")).to_contain_text("A trial of wombats that stands")
    expect(public.locator(".banners, .source-mark")).to_have_count(0)


def pastes_a_bibliography(writer: Desk) -> None:
    page = writer.page
    page.goto("/admin/articles/source/import/")
    page.get_by_label("Or paste it here").fill(NBIB)
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name="Keep the new and changed").click()
    expect(writer.said("2 imported")).to_be_visible()


def cites_from_the_picker(writer: Desk, *, words: str, key: str) -> None:
    """A claim, and behind it the work that the picker finds for these words."""
    page = writer.open_article(TITLE)
    body, box = page.get_by_label("Body"), page.get_by_role("combobox", name="Cite a source")
    body.fill("It is known. [Regular hours help]{claim} ")
    body.press("ControlOrMeta+End")
    box.press_sequentially(words)
    expect(page.get_by_role("listbox", name="Sources").get_by_role("option")).to_have_count(1)
    box.press("ArrowDown")
    box.press("Enter")
    expect(body).to_have_value(f"It is known. [Regular hours help]{{claim}} [@{key}]")
    writer.save()


def submits(writer: Desk, *, revision: int) -> None:
    writer.page.get_by_role("button", name=f"Submit revision {revision} for review").click()
    expect(writer.said(f"Revision {revision} waits for a reviewer")).to_be_visible()


def claims_and_signs(reviewer: Desk, *, resting_on: str, watch: Watch) -> None:
    page = reviewer.open_review(TITLE)
    page.get_by_role("button", name="Claim this review").click()
    expect(page.locator("#claims")).to_contain_text(resting_on)
    assert faults_everywhere(page, watch) == []
    reviewer.answer_all()
    page.get_by_label("Claim 1: Regular hours help").check()
    page.get_by_label("I have none to declare").check()
    page.get_by_label("I have read the whole").check()
    reviewer.sign(password=PASSWORD)
    expect(reviewer.said("It is approved and live.")).to_be_visible()


def sees_the_claim_and_its_source(public: Page) -> str | None:
    """The digest of the page that was signed."""
    public.goto(ARTICLE)
    expect(public.locator(".prose .claim")).to_have_text("Regular hours help")
    expect(public.locator("#ref-1")).to_contain_text("A trial of wombats that fell")
    return public.locator("article.article").get_attribute("data-digest")


def takes_in_the_list(editor: Desk, watch: Watch, folder: Path) -> None:
    page, path = editor.page, folder / "list.csv"
    path.write_bytes(
        csv_of(
            row(OriginalPaperDOI="unavailable", OriginalPaperPubMedID="20000001"), row(RetractionDate="soon")
        )
    )
    page.goto("/admin/articles/source/")
    page.get_by_role("link", name="Take in a list of retractions").click()
    page.get_by_label("The list, a CSV file").set_input_files(path)
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_text("Line 3 (record 7)")).to_be_visible()
    assert faults_everywhere(page, watch) == []


def sees_what_fell(public: Page, digest: str | None, watch: Watch) -> None:
    """On the very next request; the signed text itself is as it was."""
    public.reload()
    expect(public.locator(".banners")).to_contain_text(f"{TOLD}. This article is being re-checked")
    expect(public.locator("#ref-1 .source-mark")).to_contain_text("Retraction in: J Example. 2026 Mar 1.")
    assert public.locator("article.article").get_attribute("data-digest") == digest
    assert faults_everywhere(public, watch) == []


def finds_it_at_the_desk(editor: Desk) -> None:
    editor.page.goto("/admin/")
    expect(editor.page.locator("#content-main")).to_contain_text(f"{TOLD}: pmid20000001")


def finds_it_in_the_record(public: Page) -> None:
    public.goto(f"{ARTICLE}record/")
    expect(public.locator(".timeline")).to_contain_text(f"{TOLD}: pmid20000001")
    assert faults(public) == []


def is_told_while_writing(writer: Desk) -> None:
    page = writer.open_article(TITLE)
    expect(page.locator("#readiness")).to_contain_text(f"{TOLD}: pmid20000001.")
    assert faults(page) == []
