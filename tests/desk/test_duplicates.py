"""Are sources that are one work found, merged by an editor, and every citation kept?"""

from __future__ import annotations

from typing import Any

import pytest

from articles import readiness
from articles.models import Article, Source
from reviews import actions
from reviews.exceptions import EditorialError, ReasonMissing
from reviews.models import LedgerEntry, Publication
from tests import factories as make
from tests.desk.screens import alert, at_the_desk, messages, soup, words
from tests.desk.test_queries import queries

PAGE = "/admin/articles/source/duplicates/"
YEAR = {"issued": {"date-parts": [[2020]]}}


def pair(**other: Any) -> tuple[Source, Source]:
    """The source that the article of the cast cites, and another one of the same work."""
    csl = {"title": "The same work!", **YEAR}
    return make.source(**csl), make.source(key="twin", **{**csl, "title": "the same  Work", **other})


def merge(kept: Source, *others: Source, by: Any = None, **more: Any) -> Any:
    sent = {"kept": kept.pk, "source": [source.pk for source in (kept, *others)], **more}
    return at_the_desk(by or make.editor()).post(PAGE, sent, follow=True)


def test_sources_with_one_doi_one_pmid_or_one_title_and_year_are_listed_once() -> None:
    make.source(key="a", DOI="10.1000/1", PMID="11", **YEAR)
    make.source(key="b", DOI="10.1000/1", PMID="11", **YEAR)
    make.source(key="c", title="Other", PMID="12")
    make.source(key="d", title="Another", PMID="12")
    make.source(key="e", title="Écho", **YEAR)
    make.source(key="f", title="echo.", **YEAR)
    make.source(key="alone", title="Alone", **YEAR)
    page = soup(at_the_desk(make.editor()).get(PAGE))
    groups = {
        form.select_one("h2").get_text().split()[2]: [code.get_text() for code in form.select("code")]  # type: ignore[union-attr]
        for form in page.select("form.duplicate")
    }
    assert groups == {"DOI": ["a", "b"], "PMID": ["c", "d"], "title": ["e", "f"]}


def test_the_key_of_a_merged_source_leads_to_the_kept_one_and_signed_texts_stay() -> None:
    source, twin = pair(DOI="10.1000/twin")
    article = make.approved_article(body="Once [@plain2020] and again [@twin].\n")
    signed = article.revisions.get()
    said = merge(twin, source)
    assert messages(said) == [
        "Merged: plain2020 leads to twin from now on. Texts that cite it need no change."
    ]
    assert signed.is_intact()
    assert [s["key"] for s in signed.sources] == ["plain2020", "twin"]
    assert readiness.findings(article) == []
    latest = make.edited(article, body=article.body + "\nMore [@plain2020].\n").revisions.first()
    assert latest is not None
    assert [(s["key"], s["csl"].get("DOI")) for s in latest.sources] == [("twin", "10.1000/twin")]
    assert [c["mentions"] for c in latest.rendered["everyone"]["citations"]] == [3]


def test_a_text_that_is_saved_unchanged_after_the_merge_cites_the_kept_record() -> None:
    source, twin = pair(volume="7")
    article = make.article()
    merge(twin, source)
    saved = make.edited(article, title="Another title")
    [kept] = saved.revisions.get(number=saved.revision_number).sources
    assert (kept["key"], kept["csl"]["volume"]) == ("twin", "7")


def test_chains_of_merges_lead_to_the_last() -> None:
    source, twin = pair()
    third = make.source(key="third")
    merge(twin, source)
    merge(third, twin)
    assert set(Source.objects.filter(merged_into=third).values_list("key", flat=True)) == {
        "plain2020",
        "twin",
    }


def test_lists_follow_and_a_listed_source_that_was_merged_counts_as_cited() -> None:
    source, twin = pair()
    article = make.article(listed_sources=[source])
    merge(twin, source)
    assert list(article.listed_sources.all()) == [twin]
    assert readiness.findings(Article.objects.get()) == []


def test_contradictory_dois_are_merged_only_with_a_reason_and_the_ledger_has_it() -> None:
    source = make.source(DOI="10.1000/1")
    twin = make.source(key="twin", DOI="10.1000/2")
    refused = merge(source, twin)
    assert refused.status_code == 422
    assert "One has the DOI 10.1000/1, the other 10.1000/2." in alert(refused)
    with pytest.raises(ReasonMissing):
        actions.merge_sources(kept=source, merged=twin, by=make.editor())
    merge(source, twin, reason="The second is the preprint's.")
    entry = LedgerEntry.objects.get(verb="merge_sources")
    assert (entry.details["kept"], entry.details["merged"]) == ("plain2020", "twin")
    assert entry.details["reason"] == "The second is the preprint's."


def test_a_retraction_is_never_lost_by_a_merge() -> None:
    source, twin = pair()
    actions.flag_retracted_source(source=source, by=make.editor(), retracted_on=make.NOW.date())
    with pytest.raises(EditorialError, match="Only one of twin and plain2020 is recorded as retracted"):
        actions.merge_sources(kept=twin, merged=source, by=make.editor())


def test_a_retraction_of_the_kept_source_reaches_texts_that_cite_the_merged_key() -> None:
    source, twin = pair()
    make.approved_article()
    merge(twin, source)
    marked = actions.flag_retracted_source(source=twin, by=make.editor(), retracted_on=make.NOW.date())
    assert [publication.article.slug for publication in marked] == [Publication.objects.get().article.slug]
    assert Source.objects.get(key="plain2020").retracted_on == make.NOW.date()


def test_a_merged_source_is_no_longer_listed_offered_or_changed_but_keeps_its_page() -> None:
    source, twin = pair()
    merge(twin, source)
    client = at_the_desk(make.editor())
    assert [a.get_text() for a in soup(client.get("/admin/articles/source/")).select(".field-key a")] == [
        "twin"
    ]
    assert "Save" not in words(client.get(f"/admin/articles/source/{source.pk}/change/"))
    refused = merge(twin, source)
    assert "Choose which source is kept" in alert(refused)


def test_only_editors_merge() -> None:
    source, twin = pair()
    assert merge(twin, source, by=make.writer()).status_code == 403
    assert at_the_desk(make.writer()).get(PAGE).status_code == 403
    assert Source.objects.current().count() == 2


def test_those_chosen_in_the_list_can_be_merged_though_nothing_says_they_are_one() -> None:
    one, other = make.source(), make.source(key="other", title="Else")
    chosen = {"action": "merge", "_selected_action": [one.pk, other.pk]}
    page = at_the_desk(make.editor()).post("/admin/articles/source/", chosen, follow=True)
    assert [code.get_text() for code in soup(page).select(".duplicate code")] == ["plain2020", "other"]


@pytest.mark.parametrize("sent", [{}, {"kept": "x"}, {"kept": "1", "source": ["9" * 30, "-1", "é"]}])
def test_whatever_is_sent_is_answered_by_a_sentence(sent: dict[str, Any]) -> None:
    refused = at_the_desk(make.editor()).post(PAGE, sent)
    assert (refused.status_code, "Nothing was changed." in alert(refused)) == (422, True)


@pytest.mark.parametrize("address", [PAGE, "/admin/articles/source/"])
def test_the_lists_take_no_more_queries_for_more_sources(address: str) -> None:
    def add(start: int) -> None:
        for number in range(start, start + 10):
            for twin in "ab":
                make.source(key=f"{twin}{number}", title=f"Work {number}", **YEAR)

    add(0)
    with_ten = queries(address, by=make.editor())
    add(10)
    assert queries(address, by=make.editor()) == with_ten


def test_the_page_of_a_source_says_which_articles_cite_it_and_where() -> None:
    source, twin = pair()
    live = make.approved_article(title="Live and written", slug="live")
    make.article(title="Written with a longer key", slug="longer", body="See [@plain2020-2].\n")
    draft = make.article(title="Only written", slug="only", body="See [@x; @plain2020, p. 4].\n")
    make.edited(live, body="Nothing is cited any more.\n")
    make.edited(draft, body="See [@twin] and [@plain2020].\n")
    merge(twin, source)
    client = at_the_desk(make.writer())
    page = soup(client.get(f"/admin/articles/source/{twin.pk}/change/"))
    rows = [" ".join(row.get_text(" ").split()) for row in page.select(".cited-by li")]
    assert rows == ["Live and written live text", "Only written working copy"]
    assert "its key leads to twin" in words(client.get(f"/admin/articles/source/{source.pk}/change/"))
    assert client.get("/admin/articles/source/99999999999999999999/change/").status_code in (302, 404)
