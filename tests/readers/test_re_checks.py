"""Do readers see at once that a cited work has lost its ground, beside a text whose signed words stay as they are?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from articles.models import Article, SourceNoticeKind
from reviews import actions
from tests import factories as make

pytestmark = pytest.mark.django_db
KINDS = {
    SourceNoticeKind.RETRACTION: (
        "danger", "A cited source was retracted on 1 March 2026. This article is being re-checked",
        "Retracted. Retraction in: Lancet. 2026 Mar 1. doi: 10.1000/n.",
    ),
    SourceNoticeKind.CONCERN: (
        "overdue", "Concern about a cited source was published on 1 March 2026. This article is being re-checked",
        "Concern expressed. Expression of concern in: Lancet. 2026 Mar 1. doi: 10.1000/n.",
    ),
    SourceNoticeKind.CORRECTION: (
        "notice", "A correction of a cited source was published on 1 March 2026. This article is being re-checked against it",
        "Corrected. Erratum in: Lancet. 2026 Mar 1. doi: 10.1000/n.",
    ),
}  # fmt: skip


@pytest.fixture
def article() -> Article:
    make.source(DOI="10.1000/plain", **{"container-title": "Lancet"})
    return make.approved_article()


def take_in(kind: SourceNoticeKind = SourceNoticeKind.RETRACTION, **facts: Any) -> None:
    rows = [make.listed(kind=kind, doi="10.1000/plain", notice_doi="10.1000/n", **facts)]
    actions.record_source_notices(notices=rows, by=make.editor())


def said(element: Any) -> str:
    return " ".join(element.get_text(" ").split()).replace(" .", ".") if element else ""


@pytest.mark.parametrize("kind", KINDS)
def test_the_next_request_says_so_above_the_text_and_in_the_references(
    kind: SourceNoticeKind, article: Article, read: Any
) -> None:
    before = read(article.get_absolute_url())
    take_in(kind)
    page = read(article.get_absolute_url())
    state, title, mark = KINDS[kind]
    [banner] = page.select(".banners .banner")
    assert (banner["data-state"], said(banner.h2)) == (state, title)
    assert "A plain source" in said(banner)
    assert said(page.select_one("#ref-1 .source-mark")) == mark
    assert page.select_one("#ref-1 .source-mark a")["href"] == "https://doi.org/10.1000/n"
    assert str(page.select_one(".prose")) == str(before.select_one(".prose"))
    assert page.article["data-digest"] == before.article["data-digest"]
    assert page.article["data-review-state"] == "approved"


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_the_feeds_say_so_before_the_text_and_at_the_reference(
    form: str, article: Article, client: Client
) -> None:
    feed = f"/feeds/articles.{form}"
    before = client.get(feed).text
    take_in()
    after = client.get(feed).text
    _, title, mark = KINDS[SourceNoticeKind.RETRACTION]
    label, where = mark.split(". ", 1)
    assert (before.count(title), before.count(where)) == (0, 0)
    assert after.index(title) < after.index("Reviewed by") < after.index(where)
    assert f"{label}." in after
    make.approved(article=article)
    assert (client.get(feed).text.count(title), client.get(feed).text.count(where)) == (0, 1)


def test_the_record_says_so_on_its_page_and_for_machines(article: Article, read: Any, client: Client) -> None:
    take_in()
    reason = "A cited source was retracted on 1 March 2026: plain2020"
    page = read(f"{article.get_absolute_url()}record/")
    assert reason in said(page.select_one(".timeline"))
    assert reason in said(page.select_one(".banner"))
    assert "Retraction in: Lancet. 2026 Mar 1." in said(page.select_one("#sources-today").parent)
    record = client.get(f"{article.get_absolute_url()}record.json").json()
    assert record["re_review"]["reason"] == reason
    [noticed] = record["source_notices"]
    assert (noticed["reference"], noticed["notices"][0]["kind"]) == (1, "retraction")
    assert noticed["notices"][0]["link"] == "https://doi.org/10.1000/n"


def test_a_signature_by_somebody_who_knew_takes_the_banner_off_and_leaves_the_mark(
    article: Article, read: Any, client: Client
) -> None:
    take_in()
    make.approved(article=article)
    page = read(article.get_absolute_url())
    assert page.select(".banners .banner") == []
    assert page.select_one("#ref-1 .source-mark")
    record = client.get(f"{article.get_absolute_url()}record.json").json()
    assert record["re_review"] is None
    assert len(record["source_notices"]) == 1
    actions.mark_for_re_review(article=article, by=make.editor(), reason="A reader says the dose is wrong.")
    [banner] = read(article.get_absolute_url()).select(".banners .banner")
    assert "retracted" not in said(banner)  # that was known


def test_another_reason_for_the_re_check_is_not_lost_among_the_sources(article: Article, read: Any) -> None:
    actions.mark_for_re_review(article=article, by=make.editor(), reason="The dose may be wrong.")
    take_in()
    of_source, of_editor = read(article.get_absolute_url()).select(".banners .banner")
    assert "A cited source was retracted" in said(of_source)
    assert said(of_editor).endswith(": The dose may be wrong")


def test_a_reinstated_work_loses_its_mark(article: Article, read: Any) -> None:
    take_in()
    take_in(SourceNoticeKind.REINSTATEMENT, day=date(2026, 3, 2))
    assert read(article.get_absolute_url()).select(".source-mark") == []


def test_a_superseded_work_names_the_newer_one(article: Article, read: Any) -> None:
    newer = make.source(key="newer2025", title="The newer guideline", DOI="10.1000/newer")
    actions.supersede_source(source=make.source(), successor=newer, by=make.editor(), reason="New edition.")
    page = read(article.get_absolute_url())
    assert "A cited source was superseded on" in said(page.select_one(".banners"))
    mark = page.select_one("#ref-1 .source-mark")
    assert said(mark) == "Superseded. Superseded by: The newer guideline."
    assert mark.a["href"] == "https://doi.org/10.1000/newer"


def test_an_old_text_and_a_text_that_waits_carry_the_marks_too(article: Article, read: Any) -> None:
    make.approved(article=make.edited(article))
    waiting = make.submitted(title="Another", slug="another").article
    take_in()
    assert read(f"{article.get_absolute_url()}revisions/1/").select_one("#ref-1 .source-mark")
    assert read(waiting.get_absolute_url()).select_one("#ref-1 .source-mark")
