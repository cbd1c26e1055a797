"""Are notices and articles linked both ways, however many there are, and does each caution say since when and what it means?"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from articles.models import Article
from reviews import actions
from reviews.models import Notice
from tests import factories as make
from tests.readers.conftest import Read, structured
from tests.readers.vocabulary import faults

NOW = make.NOW
DAY = timedelta(days=1)
SITE = "http://127.0.0.1:8000"

pytestmark = pytest.mark.django_db


def said(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text().split())


def titles(page: BeautifulSoup) -> list[str]:
    return [said(heading) for heading in page.select(".banners h2")]


def listed(page: BeautifulSoup) -> list[str]:
    return [str(a["href"]) for a in page.select("section[aria-labelledby=notices] li a")]


@pytest.fixture
def article() -> Article:
    return make.approved_article(title="A claim", now=NOW)


@pytest.fixture
def told(article: Article) -> list[Notice]:
    """Corrected twice, then a concern; a day between each."""
    said = [(actions.correct, "Nine."), (actions.correct, "Ten."), (actions.express_concern, "A doubt.")]
    return [
        act(article=article, by=make.editor(), reason=reason, now=NOW + number * DAY)
        for number, (act, reason) in enumerate(said, start=1)
    ]


def addresses(notices: list[Notice]) -> list[str]:
    return [f"/notices/{notice.pk}/" for notice in notices]


def test_an_article_leads_to_every_notice_about_it(article: Article, told: list[Notice], read: Read) -> None:
    page = read(article.get_absolute_url())
    assert listed(page) == addresses(told[::-1])
    assert titles(page) == [
        "The editors expressed concern about this article on 5 March 2026",
        "This article was corrected on 4 March 2026",
    ]
    assert "An earlier notice of this kind is of 3 March 2026." in said(page.select(".banner")[1])
    assert [str(a["href"]) for a in page.select(".banner a")] == addresses([told[2], told[1]])


def test_machines_read_of_every_notice_on_the_article(
    article: Article, told: list[Notice], read: Read
) -> None:
    data = structured(read(article.get_absolute_url()))
    assert [c["url"] for c in data["mainEntity"]["correction"]] == [SITE + a for a in addresses(told[::-1])]
    assert list(faults(data)) == []


def test_the_record_leads_to_every_notice(
    article: Article, told: list[Notice], read: Read, client: Client
) -> None:
    line = read(f"{article.get_absolute_url()}record/").find(class_="timeline")
    assert [str(a["href"]) for a in line.select("h3 a")] == addresses(told[::-1])  # type: ignore[union-attr]
    events = json.loads(client.get(f"{article.get_absolute_url()}record.json").content)["events"]
    assert [e["notice"] for e in events if "notice" in e] == [SITE + a for a in addresses(told[::-1])]


def test_a_notice_names_those_before_and_after_it_and_cites_the_article_in_full(
    article: Article, told: list[Notice], read: Read
) -> None:
    page = read(addresses(told)[1])
    facts = {said(dt): dt.find_next("dd") for dt in page.select(".facts dt")}
    for name, other in (("Earlier notices", told[0]), ("Later notices", told[2])):
        assert [str(a["href"]) for a in facts[name].select("a")] == addresses([other])  # type: ignore[union-attr]
    assert said(facts["Full citation"]) == (
        f"Test writer. A claim [Internet]. Imprimatur; 2026 Mar 2. (Revision 1). Available from: {SITE}/articles/a-claim/."
    )


def test_machines_are_led_from_a_notice_back_to_its_article(
    article: Article, told: list[Notice], read: Read
) -> None:
    data = structured(read(addresses(told)[0]))
    assert list(faults(data)) == []
    notice = data["mainEntity"]
    assert (notice["@type"], notice["text"]) == ("CorrectionComment", "Nine.")
    assert notice["about"]["url"] == SITE + article.get_absolute_url()
    assert notice["@id"] in [
        c["@id"] for c in structured(read(article.get_absolute_url()))["mainEntity"]["correction"]
    ]


def test_while_an_article_is_retracted_its_retraction_is_all_that_stands_above_it(
    article: Article, told: list[Notice], read: Read
) -> None:
    retraction = actions.retract(article=article, by=make.editor(), reason="It harms.", now=NOW + 5 * DAY)
    page = read(article.get_absolute_url())
    assert titles(page) == ["This article was retracted on 7 March 2026"]
    assert "Do not rely on it." in said(page.find(class_="banner"))
    assert listed(page) == addresses([retraction, *told[::-1]])


def test_a_reinstated_article_goes_on_saying_that_it_was_retracted(
    article: Article, told: list[Notice], read: Read
) -> None:
    retraction = actions.retract(article=article, by=make.editor(), reason="It harms.", now=NOW + 5 * DAY)
    make.approved(article=make.edited(article, now=NOW + 6 * DAY), now=NOW + 6 * DAY)
    back = actions.reinstate(article=article, by=make.editor(), reason="Mended.", now=NOW + 7 * DAY)
    page = read(article.get_absolute_url())
    assert page.find("article")["data-review-state"] in {"approved", "overdue"}  # type: ignore[index]
    assert titles(page)[0] == "This article was retracted, and reinstated on 9 March 2026"
    assert "clinicians have signed the whole page anew" in said(page.find(class_="banner"))
    assert listed(page) == addresses([back, retraction, *told[::-1]])
    later = actions.correct(article=article, by=make.editor(), reason="Eleven.", now=NOW + 8 * DAY)
    page = read(article.get_absolute_url())
    assert [str(a["href"]) for a in page.select(".banner a")][:2] == addresses([back, later])
    assert "An earlier notice" not in said(page.select_one(".banner")), "only of its own kind"


def test_an_article_without_a_notice_has_no_list_of_them(article: Article, read: Read) -> None:
    assert not read(article.get_absolute_url()).find(id="notices")


# --- Cautions: since when, and what they mean ----------------------------------------------------------------
def under_review() -> Article:
    review = make.submitted(now=NOW)
    return actions.claim(review=review, by=make.reviewer(), now=NOW + DAY).article


def sent_back() -> Article:
    article = under_review()
    review = article.reviews.open().get()
    actions.request_changes(
        review=review, by=make.reviewer(), digest=review.revision.digest, reason="A dose.", now=NOW + 2 * DAY
    )
    return article


@pytest.mark.parametrize(
    ("state", "since"),
    [
        (lambda: make.submitted(now=NOW).article, "has waited for a reviewer since 2 March 2026"),
        (under_review, "has been reading this text since 3 March 2026"),
        (sent_back, "asked for changes on 4 March 2026"),
    ],
)
def test_a_text_that_nobody_signed_says_since_when_it_waits_and_what_that_means(
    state: Any, since: str, read: Read
) -> None:
    banner = said(read(state().get_absolute_url()).find(class_="banner"))
    assert since in banner
    assert "Do not use it to decide about a treatment. Nobody has signed it." in banner


def test_a_text_that_lost_its_signature_says_of_which_day_it_is(
    article: Article, tamper: Any, read: Read
) -> None:
    tamper("UPDATE articles_revision SET title = 'Forged' WHERE article_id = %s", article.pk)
    banner = said(read(article.get_absolute_url()).find(class_="banner"))
    assert "covers the text shown here, revision 1 of 2 March 2026" in banner


@pytest.mark.parametrize(
    ("act", "meaning"),
    [
        (actions.correct, "Something in it was wrong. The notice says what, and what is right."),
        (actions.express_concern, "Until that is settled, read it with caution."),
    ],
)
def test_a_notice_above_a_text_says_what_it_means_for_the_reader(
    act: Any, meaning: str, article: Article, read: Read
) -> None:
    act(article=article, by=make.editor(), reason="A reason.", now=NOW)
    assert meaning in said(read(article.get_absolute_url()).find(class_="banner"))
