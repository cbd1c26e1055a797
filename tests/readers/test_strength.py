"""Does the page say what sort of evidence it rests on, and how old that is?"""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles.bibliography import read
from articles.bibliography.writing import FORMS
from articles.models import Source
from articles.reference_list import Reference, references_of
from articles.strength import evidence_of
from tests import factories as make

pytestmark = pytest.mark.django_db
KINDS = {
    "guide": ("guideline", 2024), "old": ("cohort", 1999), "undated": ("web_page", 0),
    "trial": ("randomised_trial", 2021), "book": ("book", 2020),
}  # fmt: skip
BODY = "One [@guide], two [@old], three [@undated; @trial].\n\n::: clinicians\nFour [@book].\n:::\n"


def cited() -> Any:
    """An article that rests on one source of each of several sorts."""
    for key, (kind, year) in KINDS.items():
        source = make.source(
            key=key, title=f"The {key}", **({"issued": {"date-parts": [[year]]}} if year else {})
        )
        Source.objects.filter(pk=source.pk).update(kind=kind)
    return make.approved_article(body=BODY, now=make.NOW)


def page(address: str) -> BeautifulSoup:
    response = Client().get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html5lib")


def words(part: Any) -> str:
    return " ".join(part.get_text(" ").split())


def test_the_strip_counts_kinds_years_and_what_is_more_than_five_years_old() -> None:
    strip = page(cited().get_absolute_url()).select_one(".evidence")
    assert strip is not None
    assert [words(item) for item in strip.select("li")] == [
        "1 guideline", "1 randomised trial", "1 cohort study", "1 book", "1 web page",
    ]  # fmt: skip
    assert "5 sources, from 1999 to 2024." in words(strip)
    assert "1 without a year." in words(strip)


def test_what_is_old_is_counted_from_this_year() -> None:
    references = references_of(cited().revisions.get(), audience="clinicians")
    assert [evidence_of(references, this_year=year).old for year in (2026, 2027, 2030, 2004)] == [2, 3, 4, 0]
    assert evidence_of([], this_year=2026).number == 0
    assert evidence_of([Reference(1, "x", "", ())], this_year=2026).kinds == ()


def test_the_strip_is_that_of_the_text_shown_whatever_became_of_the_sources() -> None:
    article = cited()
    before = words(page(article.get_absolute_url()).select_one(".evidence"))
    Source.objects.update(kind="book", csl={"title": "Changed"})
    assert words(page(article.get_absolute_url()).select_one(".evidence")) == before


def test_clinicians_read_the_list_by_kind_and_the_numbers_stay() -> None:
    article = cited()
    parsed = page(f"{article.get_absolute_url()}for/clinicians/")
    assert [words(h) for h in parsed.select(".sources h3")] == [
        "Guidelines", "Randomised trials", "Cohort studies", "Books", "Web pages",
    ]  # fmt: skip
    numbers = [item["id"] for item in parsed.select(".references li")]
    assert numbers == ["ref-1", "ref-4", "ref-2", "ref-5", "ref-3"]
    for link in parsed.select(".cite a[href]"):
        assert parsed.select_one(str(link["href"])) is not None
    assert not page(article.get_absolute_url()).select(".sources h3")


def test_a_page_without_sources_has_no_strip() -> None:
    article = make.approved_article(body="Nothing is cited.\n")
    assert not page(article.get_absolute_url()).select(".evidence, .reference-files")


@pytest.mark.parametrize("form", FORMS)
def test_the_references_of_a_page_leave_as_a_file_in_the_order_of_the_text(form: str) -> None:
    article = cited()
    response = Client().get(f"{article.get_absolute_url()}references.{form}")
    assert response["Content-Disposition"].startswith("attachment")
    records, refusals = read(response.getvalue(), filename=f"x.{form}")
    assert ([record.csl["id"] for record in records], refusals) == (
        ["guide", "old", "undated", "trial", "book"],
        [],
    )


def test_a_file_of_no_known_form_or_of_no_public_article_is_not_found() -> None:
    hidden = make.article(slug="hidden", title="Hidden")
    assert Client().get(f"{cited().get_absolute_url()}references.exe").status_code == 404
    assert Client().get(f"{hidden.get_absolute_url()}references.bib").status_code == 404
