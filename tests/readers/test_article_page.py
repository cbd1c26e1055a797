"""What does a reader find on the page of an article?"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from articles.actions import save_article
from articles.models import Article
from reviews import actions
from reviews.models import Publication, Scope
from reviews.workflow import State
from tests import factories
from tests.readers.conftest import Read

WHEN = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)
VARIANTS = "All read this.\n\n::: patients\nFor you.\n:::\n\n::: clinicians\nFor colleagues.\n:::\n\nMore [@plain2020].\n"


@pytest.fixture
def signed(db: None) -> Article:
    return factories.approved_article(now=WHEN)


def dates(page: BeautifulSoup) -> dict[str, str]:
    return {
        str(tag["data-date"]): str(tag.find("time")["datetime"])
        for tag in page.find_all(attrs={"data-date": True})
    }


def test_the_page_carries_the_digest_of_the_signed_text(signed: Article, read: Read) -> None:
    article = read(signed.get_absolute_url()).find("article")
    assert article["data-digest"] == Publication.objects.get().live_revision.digest
    assert article["data-review-state"] == "approved"


def test_the_page_has_one_heading_of_the_first_level_and_skips_none(signed: Article, read: Read) -> None:
    levels = [int(tag.name[1]) for tag in read(signed.get_absolute_url()).find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1
    assert all(
        after - before <= 1
        for before, after in zip(levels[levels.index(1) :], levels[levels.index(1) + 1 :], strict=False)
    )


def test_the_dates_are_exact_to_the_second_and_name_their_offset(signed: Article, read: Read) -> None:
    assert dates(read(signed.get_absolute_url())) == {
        "published": "2026-03-02T09:30:15+00:00",
        "updated": "2026-03-02T09:30:15+00:00",
        "reviewed": "2026-03-02T09:30:15+00:00",
        "due": "2027-03-02",
    }


def test_the_dates_are_also_written_out_for_people(signed: Article, read: Read) -> None:
    text = " ".join(read(signed.get_absolute_url()).find(class_="review-panel").get_text(" ").split())
    assert "Last reviewed 2 March 2026" in text
    assert "Next review due 2 March 2027" in text


def test_the_signer_is_printed_as_on_the_day_of_signing(signed: Article, read: Read) -> None:
    contributor = factories.reviewer().contributor
    contributor.name, contributor.credentials = "Another name", "PhD"
    contributor.save()
    panel = read(signed.get_absolute_url()).find(class_="review-panel").get_text()
    assert "Test reviewer, MD" in panel
    assert "Another name" not in panel


def test_the_steps_are_said_in_words_with_their_dates(signed: Article, read: Read) -> None:
    steps = read(signed.get_absolute_url()).find(class_="stepper").find_all("li")
    assert [step.find("strong").get_text() for step in steps] == [
        "Done: Submitted",
        "Done: Under review",
        "Now: Approved",
    ]
    assert all(step.find("time")["datetime"].startswith("2026-03-02T09:30:15") for step in steps)


def test_a_text_under_review_is_not_said_to_be_approved(db: None, read: Read) -> None:
    page = read(factories.claimed().article.get_absolute_url())
    steps = page.find(class_="stepper").find_all("li")
    assert [step.find("strong").get_text() for step in steps] == [
        "Done: Submitted",
        "Now: Under review",
        "To come: Approved",
    ]
    assert "Nobody has signed this text." in page.find(class_="review-panel").get_text()


def test_an_author_without_credentials_is_said_to_be_no_health_professional(
    signed: Article, read: Read
) -> None:
    assert "not a health professional" in read(signed.get_absolute_url()).find(class_="byline").get_text()


def test_an_author_with_credentials_is_printed_with_them(db: None, read: Read) -> None:
    author = factories.contributor(name="Test author", credentials="RN")
    byline = read(factories.approved_article(byline=[author]).get_absolute_url()).find(class_="byline")
    assert "Test author, RN" in " ".join(byline.get_text().split())
    assert "not a health professional" not in byline.get_text()
    assert byline.find("a")["href"] == author.get_absolute_url()


def test_every_citation_and_its_reference_lead_to_each_other(signed: Article, read: Read) -> None:
    page = read(signed.get_absolute_url())
    cite = page.find(id="cite-1-1")
    assert cite["href"] == "#ref-1"
    reference = page.find(id="ref-1")
    assert "A plain source" in reference.get_text()
    back = reference.find("a", class_="back")
    assert (back["href"], back["aria-label"]) == ("#cite-1-1", "Back to mention 1 of reference 1")


def test_every_link_within_the_page_has_its_target(signed: Article, read: Read) -> None:
    page = read(signed.get_absolute_url())
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for a in page.find_all("a", href=re.compile("^#"))} <= set(ids)


def test_the_signature_says_who_signed_what_and_when(signed: Article, read: Read) -> None:
    text = " ".join(read(signed.get_absolute_url()).find(class_="signature").get_text().split())
    assert (
        "Medical review of the whole page, signed by Test reviewer, MD, psychiatry, on 2 March 2026 at 09:30 UTC"
        in text
    )
    assert "I have read the whole of revision 1" in text


def test_a_signature_of_changes_names_the_signature_of_the_whole_page_too(
    signed: Article, read: Read
) -> None:
    changed = factories.edited(signed, significance="minor", now=WHEN + timedelta(days=1))
    other = factories.second_reviewer()
    factories.approved(article=changed, by=[other], scope=Scope.CHANGES, now=WHEN + timedelta(days=2))
    page = read(signed.get_absolute_url())
    panel = " ".join(page.find(class_="review-panel").get_text().split())
    assert "Changes signed by Test second reviewer, MD" in panel
    assert "The whole page was signed by Test reviewer, MD on 2 March 2026" in panel
    assert dates(page)["reviewed"] == "2026-03-02T09:30:15+00:00"
    assert dates(page)["updated"] == "2026-03-02T09:30:15+00:00"


def test_disclosures_funding_disclaimer_and_citation_stand_below_the_text(
    signed: Article, read: Read
) -> None:
    facts = " ".join(read(signed.get_absolute_url()).find(class_="facts").get_text(" ").split())
    assert "Test writer: None" in facts
    assert "Funding None" in facts
    assert "Educational purpose only." in facts
    assert "does not replace the advice of a clinician" in facts
    assert (
        "[Internet]. Imprimatur; 2026 Mar 2 [updated 2026 Mar 2]. (Revision 1). Available from: http" in facts
    )


def test_each_audience_has_its_wording_its_address_and_its_disclaimer(db: None, read: Read) -> None:
    address = factories.approved_article(body=VARIANTS).get_absolute_url()
    for audience, own, others in (
        ("patients", "For you.", "For colleagues."),
        ("clinicians", "For colleagues.", "For you."),
    ):
        page = read(f"{address}for/{audience}/")
        assert own in page.find(class_="prose").get_text()
        assert others not in page.find(class_="prose").get_text()
        assert page.find("link", rel="canonical")["href"].endswith(f"{address}for/{audience}/")
        assert page.find(class_="audience").find(attrs={"aria-current": "page"}).get_text() == audience
    disclaimers = {
        read(f"{address}{tail}").find(class_="disclaimer").get_text()
        for tail in ("", "for/patients/", "for/clinicians/")
    }
    assert len(disclaimers) == 3


@pytest.mark.parametrize("audience", ["patients", "clinicians", "everyone", "nobody"])
def test_an_audience_that_has_no_wording_of_its_own_has_no_page(
    audience: str, signed: Article, read: Read
) -> None:
    read(f"{signed.get_absolute_url()}for/{audience}/", status=404)
    assert read(signed.get_absolute_url()).find(class_="audience") is None


def test_an_update_in_review_is_mentioned_while_the_signed_text_stays(signed: Article, read: Read) -> None:
    changed = factories.edited(signed, title="A new title", now=WHEN)
    factories.submitted(article=changed, now=WHEN)
    page = read(signed.get_absolute_url())
    assert "An update is in review" in page.find(class_="banners").get_text()
    assert "A newer text was submitted on 2 March 2026" in page.find(class_="banners").get_text()
    assert "A new title" not in page.get_text()


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (actions.correct, "This article was corrected on"),
        (actions.express_concern, "The editors expressed concern"),
        (actions.mark_for_re_review, "This article is being checked again"),
        (actions.archive, "Out of use since"),
    ],
)
def test_a_caution_stands_before_the_heading(act: object, said: str, signed: Article, read: Read) -> None:
    act(article=signed, by=factories.editor(), reason="A reason in words.")  # type: ignore[operator]
    page = read(signed.get_absolute_url())
    assert said in page.find(class_="banners").get_text()
    assert page.find("h1") in page.find(class_="banners").find_all_next("h1")


def test_an_archived_article_leads_to_its_successor(signed: Article, read: Read) -> None:
    successor = factories.approved_article(title="The successor")
    actions.archive(article=signed, by=factories.editor(), reason="Replaced.", successor=successor)
    factories.edited(successor, title="A title that nobody approved")
    link = read(signed.get_absolute_url()).find(class_="banners").find("a")
    assert (link["href"], link.get_text()) == (successor.get_absolute_url(), "Read instead: The successor")


def test_a_hidden_or_unknown_article_is_not_found(db: None, read: Read) -> None:
    hidden = factories.submitted(
        category=factories.category(name="Hidden", public_before_approval=False)
    ).article
    draft = factories.article(title="A draft")
    for address in (
        hidden.get_absolute_url(),
        draft.get_absolute_url(),
        "/articles/unknown/",
        "/articles/a%00b/",
    ):
        for tail in ("", "record/", "record.json", "revisions/1/"):
            read(f"{address}{tail}", status=404)


@pytest.mark.parametrize("tail", ["", "record/", "record.json", "revisions/1/", "for/patients/"])
def test_a_former_address_leads_to_todays_for_ever(tail: str, db: None, client: Client) -> None:
    article = factories.approved_article(body=VARIANTS)
    former = article.get_absolute_url()
    moved = save_article(by=factories.writer(), article=Article.objects.get(), slug="a-new-slug-é")
    response = client.get(f"{former}{tail}")
    assert response.status_code == 301
    assert response["Location"] == f"{moved.get_absolute_url()}{tail}"
    assert client.get(response["Location"]).status_code == 200


def test_the_former_address_of_a_hidden_article_gives_nothing_away(db: None, read: Read) -> None:
    secret = factories.category(name="Hidden", public_before_approval=False)
    hidden = factories.submitted(category=secret).article
    former = hidden.get_absolute_url()
    save_article(by=factories.writer(), article=hidden, slug="secret-plans")
    read(former, status=404)
    read("/articles/secret-plans/", status=404)


def test_a_text_withdrawn_before_approval_is_gone(db: None, read: Read) -> None:
    read(factories.review_at(State.WITHDRAWN).article.get_absolute_url(), status=404)


def test_what_an_author_writes_cannot_break_out_of_its_place(db: None, read: Read) -> None:
    evil = '</script><script>alert(1)</script><img src=x onerror="alert(2)">'
    author = factories.contributor(name=evil, disclosures=evil)
    page = read(
        factories.approved_article(
            title=f"T {evil}", excerpt=evil, funding=evil, byline=[author]
        ).get_absolute_url()
    )
    assert len(page.find_all("script")) == 4
    assert not page.find(onerror=True)
    assert evil in page.find("h1").get_text()


def test_a_text_that_reads_from_right_to_left_says_so(db: None, read: Read) -> None:
    page = read(factories.approved_article(language="ar").get_absolute_url())
    assert (page.find("h1")["dir"], page.find("h1")["lang"]) == ("rtl", "ar")
    assert page.find(class_="prose")["dir"] == "rtl"


def test_now_is_the_clock_of_the_server(signed: Article, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: WHEN + timedelta(days=366))
    assert read(signed.get_absolute_url()).find("article")["data-review-state"] == "overdue"
