"""Is what machines read of a page right: in the words of schema.org, and no more than the page itself says?"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client

from reviews import actions
from reviews.models import Scope
from tests import factories as make
from tests.readers.conftest import Read, structured
from tests.readers.vocabulary import faults

SITE = "http://127.0.0.1:8000"
NOW = make.NOW.replace(microsecond=654321)
VARIANTS = "All [@plain2020].\n\n::: patients\nFor you.\n:::\n\n::: clinicians\nFor colleagues.\n:::\n"

pytestmark = pytest.mark.django_db


def visible(page: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(tag.get_text().split()) for tag in page.select(selector)]


def test_every_page_of_the_demonstration_speaks_schema_org(
    settings: Any, tmp_path: Path, client: Client, read: Read
) -> None:
    settings.DEBUG, settings.STATIC_ROOT = True, str(tmp_path)
    call_command("load_demo", verbosity=0)
    pages = re.findall(r"<loc>[^<]*?(/[^/<]*/[^<]*)</loc>", client.get("/sitemap.xml").text.replace(SITE, ""))
    pending = [
        a["href"]
        for a in read("/articles/?status=submitted&status=under_review&status=unreviewed").select(
            ".entry h3 a"
        )
    ]
    checked = 0
    for address in [*pages, *(str(href) for href in pending)]:
        for script in read(address).find_all("script", type="application/ld+json"):
            checked += 1
            assert list(faults(structured(script.parent))) == [], address
    assert checked >= 14


@pytest.mark.parametrize("fault", [
    {"@type": "MedicalPage"}, {"@type": "MedicalWebPage", "aspect": "x"}, {"@type": "Article", "lastReviewed": "2026-01-01"},
    {"@type": "MedicalWebPage", "lastReviewed": "2026-01-01T10:00:00+00:00"}, {"@type": "MedicalWebPage", "reviewedBy": "A name"},
    {"@type": "Article", "author": {"@type": "Thing", "name": "x"}}, {"@type": "Article", "url": "/articles/x/"},
    {"@type": "Article", "dateModified": "2026-01-01T10:00:00"}, {"@type": "Article", "headline": ""},
])  # fmt: skip
def test_what_is_not_schema_org_would_be_found(fault: dict[str, Any]) -> None:
    assert len(list(faults(fault))) == 1


def test_it_says_who_reviewed_by_bare_name_and_when(read: Read) -> None:
    author = make.contributor(name="Test author", credentials="RN")
    data = structured(
        read(make.approved_article(byline=[author], title="A title", now=NOW).get_absolute_url())
    )
    assert data["@type"] == "MedicalWebPage"
    assert data["lastReviewed"] == "2026-03-02"
    assert data["reviewedBy"] == [
        {
            "@type": "Person",
            "name": "Test reviewer",
            "honorificSuffix": "MD",
            "url": f"{SITE}/people/test-reviewer/",
        }
    ]
    article = data["mainEntity"]
    assert (article["@type"], article["headline"], article["version"]) == ("Article", "A title", "1")
    assert [(a["name"], a["honorificSuffix"]) for a in article["author"]] == [("Test author", "RN")]
    assert not {"lastReviewed", "reviewedBy"} & article.keys()


def test_who_signed_the_page_and_then_a_change_is_named_once(read: Read) -> None:
    article = make.approved_article(now=NOW)
    changed = make.edited(article, significance="minor", now=NOW)
    make.approved(article=changed, scope=Scope.CHANGES, now=NOW + timedelta(days=1))
    data = structured(read(article.get_absolute_url()))
    assert [person["name"] for person in data["reviewedBy"]] == ["Test reviewer"]
    assert data["lastReviewed"] == "2026-03-02"


def test_who_signed_a_change_stands_beside_who_signed_the_page(read: Read) -> None:
    article = make.approved_article(now=NOW)
    changed = make.edited(article, significance="minor", now=NOW)
    make.approved(
        article=changed, by=[make.second_reviewer()], scope=Scope.CHANGES, now=NOW + timedelta(days=1)
    )
    names = [person["name"] for person in structured(read(article.get_absolute_url()))["reviewedBy"]]
    assert names == ["Test reviewer", "Test second reviewer"]


@pytest.mark.parametrize("act", [make.submitted, make.claimed])
def test_a_text_that_nobody_signed_names_no_reviewer(act: Any, read: Read) -> None:
    data = structured(read(act().article.get_absolute_url()))
    assert not {"lastReviewed", "reviewedBy"} & data.keys()
    assert "dateModified" not in data["mainEntity"]


def test_it_says_what_the_page_shows_and_the_page_what_it_says(read: Read) -> None:
    byline = [make.contributor(name=name) for name in ("Author one", "Author two")]
    page = read(make.approved_article(byline=byline, now=NOW).get_absolute_url())
    article = structured(page)["mainEntity"]
    assert article["headline"] == page.find("h1").get_text()
    assert [a["name"] for a in article["author"]] == visible(page, ".byline a")
    assert (
        article["citation"] == visible(page, ".references .text > a:first-child")
        or [text.removesuffix(" ↑ 1") for text in visible(page, ".references .text")] == article["citation"]
    )
    assert article["description"] == page.find(class_="lead").get_text()


def test_it_says_which_house_stands_behind_the_page_and_by_which_rules(read: Read) -> None:
    data = structured(read(make.approved_article().get_absolute_url()))
    for publisher in (data["publisher"], data["mainEntity"]["publisher"]):
        assert publisher["name"] == "Imprimatur"
        for policy in ("publishingPrinciples", "correctionsPolicy"):
            read(publisher[policy].removeprefix(SITE))


def test_the_trail_leads_from_the_front_page_to_the_article(read: Read) -> None:
    article = make.approved_article(title="A title")
    data = structured(read(article.get_absolute_url()))
    steps = data["breadcrumb"]["itemListElement"]
    assert [(step["position"], step["name"]) for step in steps] == [(1, "Home"), (2, "Sleep"), (3, "A title")]
    for step in steps:
        read(step["item"]["@id"].removeprefix(SITE))
    assert data["about"] == {"@type": "Thing", "name": "Sleep", "url": f"{SITE}/topics/sleep/"}


@pytest.mark.parametrize(("tail", "kind", "told"), [
    ("", "MedicalAudience", "Public"), ("for/patients/", "Patient", "Patients"), ("for/clinicians/", "MedicalAudience", "Clinician"),
])  # fmt: skip
def test_it_says_for_whom_the_wording_is(tail: str, kind: str, told: str, read: Read) -> None:
    address = f"{make.approved_article(body=VARIANTS).get_absolute_url()}{tail}"
    data = structured(read(address))
    assert data["audience"] == data["medicalAudience"] == {"@type": kind, "audienceType": told}
    assert data["url"] == f"{SITE}{address}"


@pytest.mark.parametrize("act", [actions.correct, actions.express_concern, actions.retract])
def test_a_notice_is_part_of_it(act: Any, read: Read) -> None:
    article = make.approved_article(now=NOW)
    notice = act(article=article, by=make.editor(), reason="Nine.", now=NOW)
    [correction] = structured(read(article.get_absolute_url()))["mainEntity"]["correction"]
    assert (correction["@type"], correction["text"]) == ("CorrectionComment", "Nine.")
    assert correction["url"] == f"{SITE}/notices/{notice.pk}/"


def test_every_kind_of_page_says_what_it_is(read: Read) -> None:
    make.approved_article(title="A title", now=NOW)
    notice = actions.correct(article=make.approved_article(), by=make.editor(), reason="Nine.")
    kinds = {
        "/": "WebSite", "/topics/sleep/": "CollectionPage", "/people/test-reviewer/": "ProfilePage",
        f"/notices/{notice.pk}/": "WebPage",
    }  # fmt: skip
    for address, kind in kinds.items():
        data = structured(read(address))
        assert (data["@type"], data["url"]) == (kind, f"{SITE}{address}")
        assert data["publisher"]["name"] == "Imprimatur"
        assert list(faults(data)) == []


def test_a_topic_names_the_articles_that_its_page_lists(read: Read) -> None:
    for title in ("First", "Second"):
        make.approved_article(title=title)
    page = read("/topics/sleep/")
    told = [item["url"] for item in structured(page)["mainEntity"]["itemListElement"]]
    assert told == [f"{SITE}{a['href']}" for a in page.select(".entry h3 a")]


def test_a_reviewer_has_the_credentials_that_were_checked_and_are_valid_and_no_others(read: Read) -> None:
    make.approved_article(now=NOW)
    address, reviewer = "/people/test-reviewer/", make.reviewer()
    make.credential(holder=reviewer, specialty="Renal")  # under which nothing was signed
    person = structured(read(address))["mainEntity"]
    assert (person["name"], person["honorificSuffix"]) == ("Test reviewer", "MD")
    assert [c["name"] for c in person["hasCredential"]] == ["Psychiatry"]
    assert "licence of" not in str(person)
    assert "Psychiatry; licence checked by the editors on 2 March 2026" in read(address).get_text()
    reviewer.credentials.update(revoked_at=NOW)
    assert "hasCredential" not in structured(read(address))["mainEntity"]
    assert "licence checked" not in read(address).get_text()


@pytest.mark.parametrize(
    "evil", ["</script><img src=x onerror=alert(1)>", "<!--<script>", "]]>\u2028\u2029", '"\\u003c/script>']
)
def test_no_title_breaks_out_of_the_script(evil: str, read: Read) -> None:
    page = read(
        make.approved_article(
            title=f"T {evil}", excerpt=evil, byline=[make.contributor(name=f"N {evil}")]
        ).get_absolute_url()
    )
    article = structured(page)["mainEntity"]
    assert article["headline"] == page.find("h1").get_text()
    assert article["author"][0]["name"] == f"N {evil}"
    assert not page.find(onerror=True)
