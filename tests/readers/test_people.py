"""Does the page of a person name everything they wrote or signed, however much, and whoever signed after them?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup, Tag

from readers.listing import PER_PAGE
from reviews.models import Scope
from tests import factories as make
from tests.readers.conftest import Read

NOW = make.NOW

pytestmark = pytest.mark.django_db


def section(page: BeautifulSoup, name: str) -> Tag:
    heading = page.find(id=name)
    assert heading is not None
    assert heading.parent is not None
    return heading.parent


def titles(part: Tag) -> list[str]:
    return [heading.get_text() for heading in part.select(".entries h3")]


def test_whoever_signed_the_whole_page_stays_named_when_somebody_else_signs_a_change(read: Read) -> None:
    article = make.approved_article(title="Signed by both", now=NOW)
    changed = make.edited(article, significance="minor", now=NOW)
    make.approved(
        article=changed, by=[make.second_reviewer()], scope=Scope.CHANGES, now=NOW + timedelta(days=1)
    )
    for slug in ("test-reviewer", "test-second-reviewer"):
        assert titles(section(read(f"/people/{slug}/"), "signed")) == ["Signed by both"]


def test_whose_whole_page_another_signed_anew_signed_it_no_longer(read: Read) -> None:
    article = make.approved_article(now=NOW)
    make.approved(
        article=make.edited(article, now=NOW), by=[make.second_reviewer()], now=NOW + timedelta(days=1)
    )
    assert not read("/people/test-reviewer/").find(id="signed")


def test_a_person_with_more_articles_than_fit_on_a_page_has_more_pages(read: Read) -> None:
    both = make.contributor(name="Test author")
    for number in range(PER_PAGE + 1):
        make.approved_article(title=f"Article {number}", byline=[both], now=NOW + timedelta(days=number))
    address = both.get_absolute_url()
    first = section(read(address), "written")
    assert len(titles(first)) == PER_PAGE
    assert f"Written: {PER_PAGE + 1} articles" in first.get_text()
    further = str(first.select_one(".pager a[rel=next]")["href"])  # type: ignore[index]
    assert titles(section(read(f"{address}{further}"), "written")) == ["Article 0"]
    read(f"{address}?written=9", status=404)
    read(f"{address}?written=x", status=404)


def test_the_advisory_board_stands_first_and_names_each_role(read: Read) -> None:
    make.approved_article()
    chair = make.contributor(name="Test chair")
    for person in (chair, make.reviewer().contributor):
        person.advisory_role = f"Role of {person.name}"
        person.save()
    page = read("/people/")
    assert [h.get_text() for h in page.select("h2.section-title")] == [
        "Advisory board",
        "Reviewers",
        "Authors",
    ]
    board = section(page, "advisors").get_text()
    for said in ("Test chair", "Role of Test chair", "Test reviewer, MD", "Signs in psychiatry"):
        assert said in board
    assert "Nobody else has signed" in section(page, "reviewers").get_text(), "each stands there once"
    assert "Role of Test chair" in read(chair.get_absolute_url()).get_text()


def test_without_an_advisory_board_none_is_spoken_of(read: Read) -> None:
    assert not read("/people/").find(id="advisors")


def test_turning_the_pages_of_one_list_keeps_the_place_in_the_other(read: Read) -> None:
    for number in range(PER_PAGE + 1):
        make.approved_article(title=f"Article {number}", now=NOW + timedelta(days=number))
    page = read("/people/test-reviewer/?signed=2&written=1")
    assert str(page.select_one(".pager a[rel=prev]")["href"]) == "?written=1&signed=1"  # type: ignore[index]
