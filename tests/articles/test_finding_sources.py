"""Does a writer find the source that was meant, by a few letters?"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import library
from articles.models import Source
from reviews import actions
from tests import factories as make
from tests.desk.screens import at_the_desk

pytestmark = pytest.mark.django_db


def shelf() -> None:
    person = [{"family": "Müller-Lüdenscheidt", "given": "A"}]
    year = {"date-parts": [[2020]]}
    make.source(key="mueller2020", title="The effect of sleep", author=person, PMID="12345678", issued=year)
    make.source(
        key="other1999", title="Sleepless: a cohort", DOI="10.1000/AbC", issued={"date-parts": [[1999]]}
    )
    make.source(
        key="li2021", title="睡眠 и сон", author=[{"literal": "WHO"}], **{"container-title": "Lancet"}
    )


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("sleep", ["mueller2020", "other1999"]),
        ("SLEEP coh", ["other1999"]),
        ("mull", ["mueller2020"]),
        ("ludensch sle", ["mueller2020"]),
        ("mueller2020", ["mueller2020"]),
        ("1999", ["other1999"]),
        ("12345678", ["mueller2020"]),
        ("https://doi.org/10.1000/abc", ["other1999"]),
        ("who lanc", ["li2021"]),
        ("睡", ["li2021"]),
        ("сон", ["li2021"]),
        ("the", []),
        ("sleep zzz", []),
        ("", []),
        ("%", []),
        ("_", []),
        ("' OR zz=zz", []),
        ("\x00", []),
        ("a" * 5000, []),
    ],
)
def test_beginnings_of_words_find_a_source(typed: str, keys: list[str]) -> None:
    shelf()
    assert [source.key for source in library.found(typed)] == keys


def test_a_source_whose_record_changed_is_found_by_its_new_words_alone() -> None:
    shelf()
    source = Source.objects.get(key="other1999")
    source.csl = {"title": "Waking"}
    source.save()
    assert [[s.key for s in library.found(word)] for word in ("waking", "sleepl")] == [["other1999"], []]


def test_a_merged_source_is_not_offered() -> None:
    shelf()
    kept, merged = Source.objects.get(key="mueller2020"), Source.objects.get(key="other1999")
    actions.merge_sources(kept=kept, merged=merged, by=make.editor(), reason="One work.")
    assert [source.key for source in library.found("sleep")] == ["mueller2020"]


def ask(typed: str, *, by: Any) -> Any:
    return at_the_desk(by).get(reverse("editor_sources"), {"q": typed})


def test_the_editor_gets_what_it_needs_to_cite_and_nobody_else_does() -> None:
    shelf()
    Source.objects.filter(key="other1999").update(retracted_on=make.NOW.date())
    [first, second] = ask("sleep", by=make.writer()).json()["sources"]
    assert (first["key"], first["is_retracted"], second["is_retracted"]) == ("mueller2020", False, True)
    assert first["reference"].startswith("Müller-Lüdenscheidt A. The effect of sleep.")
    assert ask("sleep", by=make.reviewer()).status_code == 403
    assert ask("sleep", by=make.stranger()).status_code == 403
    assert Client().get(reverse("editor_sources")).status_code == 302


def test_more_sources_take_no_more_queries() -> None:
    writer = make.writer()
    for number in range(3):
        make.source(key=f"s{number}", title=f"Sleep {number}")
    counts = []
    for number in range(3, 40):
        make.source(key=f"s{number}", title=f"Sleep {number}")
        if number in (5, 39):
            with CaptureQueriesContext(connection) as captured:
                assert ask("sleep", by=writer).status_code == 200
            counts.append(len(captured))
    assert counts[0] == counts[1]
