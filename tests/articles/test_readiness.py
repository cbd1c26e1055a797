"""What keeps a text from being submitted? Each reason is a sentence that names the place."""

from __future__ import annotations

from typing import Any

import pytest

from articles import readiness as articles_readiness
from articles.actions import save_article
from articles.models import Article, Contributor, Source
from articles.reading_grade import grade, patients_grade
from reviews import actions, readiness
from reviews.exceptions import NotReady
from reviews.models import Credential, Policy
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db
HARD = (
    "Pharmacological interventions necessitate individualised considerations regarding contraindications. "
    * 5
)
EASY = "You can take one pill each day. Drink some milk with it. Call us if you feel ill. " * 4


def found(**fields: Any) -> list[tuple[str, str]]:
    """(form field, sentence) for each finding about an article that is ready but for these fields."""
    article = make.article(**fields)
    return [(finding.place, finding.sentence) for finding in readiness.findings(article, today=NOW.date())]


def test_an_article_that_has_everything_is_ready() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("fields", "place", "says"),
    [
        ({"excerpt": " "}, "excerpt", "no excerpt"),
        ({"category": None}, "category", "no category"),
        ({"body": " \n"}, "body", "no text"),
        ({"funding": ""}, "funding", "“None”"),
        ({"byline": []}, "byline", "Nobody is on the byline"),
        ({"title": "How to sleep, TBC"}, "title", "Title, line 1, still says “TBC”"),
        ({"body": "Fine.\n\nTODO: the dose."}, "body", "Body, line 3, still says “TODO”"),
        ({"funding": "XXX"}, "funding", "still says “XXX”"),
        ({"body": "One.\n\nTwo [@unknown2020]."}, "body", "Line 3 cites [@unknown2020]"),
        ({"body": "[@plain2020x] and [@plain2020]."}, "body", "Line 1 cites [@plain2020x]"),
        (
            {"body": "One.\n\n#### Four deep"},
            "body",
            "Line 3: the heading “Four deep” is of level 4 under one of level 1",
        ),
        ({"body": "![](https://example.org/a.png)"}, "body", "not in the picture library"),
        ({"body": "One.\n\n[a](/articles/nowhere/)"}, "body", "leads to an article that does not exist"),
        ({"body": "[a](/no/such/page/)"}, "body", "leads to a page that does not exist"),
        ({"body": "[a](https://somebody@example.org/)"}, "body", "is not an address"),
        ({"body": "[a](elsewhere)"}, "body", "neither a full address nor an internal one"),
        ({"body": "[a](http://[broken)"}, "body", "is not an address"),
        (
            {"body": "Nothing ends this [@plain2020; [^no] here."},
            "body",
            "looks like a mark of this site but is none",
        ),
    ],
)
def test_each_thing_that_is_missing_is_said_with_its_place(
    fields: dict[str, Any], place: str, says: str
) -> None:
    assert any(where == place and says in sentence for where, sentence in found(**fields))


@pytest.mark.parametrize(
    "body",
    [
        "[a](https://example.org/)", "[a](mailto:help@example.org)", "[a](tel:112)", "[a](#what-helps)\n\n## What helps",
        "[a](/articles/schlaf-für-ältere/)", "[a](/articles/a-former-address/)", "[a](/healthz)", "Toledo, todos, xxx.",
    ],
)  # fmt: skip
def test_what_leads_somewhere_is_no_finding(body: str) -> None:
    make.article(title="Schlaf für Ältere")
    renamed = make.article(title="A former address")
    save_article(by=make.writer(), article=renamed, slug="a-new-address")
    assert found(body=body) == []


@pytest.mark.parametrize("href", ["http://[", "gopher://example.org/", "javascript:alert(1)"])
def test_an_address_that_no_pipeline_should_let_through_is_a_finding_all_the_same(href: str) -> None:
    assert articles_readiness._link_fault(href)


def test_a_source_that_is_listed_and_not_cited_is_named() -> None:
    assert found(listed_sources=[make.source(key="unused2021")]) == [
        ("listed_sources", "The source unused2021 is listed but never cited.")
    ]


def test_disclosures_are_asked_of_everybody_on_the_byline() -> None:
    silent = Contributor.objects.create(name="Test silent")
    [(place, sentence)] = found(byline=[silent])
    assert (place, sentence.split(" has")[0]) == ("byline", "Test silent")


# --- The reading grade ---------------------------------------------------------------------------------------
def test_patients_passages_over_the_target_need_a_written_reason() -> None:
    hard = {"body": f"::: patients\n{HARD}\n:::\n"}
    assert [place for place, _ in found(**hard)] == ["reading_grade_reason"]
    assert found(**hard, reading_grade_reason="The names of the drugs are long.") == []


def test_only_the_patients_passages_are_measured() -> None:
    assert found(body=f"{HARD}\n\n::: patients\n{EASY}\n:::\n\n::: clinicians\n{HARD}\n:::\n") == []


def test_the_target_is_the_category_s() -> None:
    make.category(patient_reading_grade=1)
    assert [place for place, _ in found(body=f"::: patients\n{EASY}\n:::\n")] == ["reading_grade_reason"]
    make.category(patient_reading_grade=3)
    assert found(body=f"::: patients\n{EASY}\n:::\n") == []


def test_a_few_words_have_no_grade() -> None:
    assert grade("Sleep well.") is None
    assert patients_grade("<p>Sleep well.</p>") is None


def test_long_words_in_long_sentences_are_harder() -> None:
    easy, hard = grade(EASY), grade(HARD)
    assert easy is not None
    assert hard is not None
    assert easy < 3 < 20 < hard


# --- What only the desk knows --------------------------------------------------------------------------------
def test_somebody_eligible_must_be_there() -> None:
    article = make.article()
    Credential.objects.update(valid_until=NOW.date())
    assert readiness.findings(article, today=NOW.date()) == []
    [finding] = readiness.findings(article, today=NOW.date().replace(year=2027))
    assert finding.place == "category"
    assert "1 reviewer(s) must sign and 0 could" in finding.sentence


def test_what_changed_outside_the_article_since_the_revision_is_taken_in_before_it_is_submitted() -> None:
    """Else the revision would go to review with an unknown source or an unanswered disclosure."""
    article = make.article(body="Late [@late2024].")
    make.source(key="late2024")
    Contributor.objects.filter(user=make.writer()).update(affiliation="A hospital for tests")
    assert articles_readiness.findings(article) == []
    with pytest.raises(NotReady, match="Save the article again") as refused:
        actions.submit(article=article, by=make.writer())
    assert len(refused.value.findings) == 2
    saved = save_article(by=make.writer(), article=Article.objects.get())
    assert actions.submit(article=saved, by=make.writer()).revision.number == 2


def test_a_live_text_is_renewed_as_it_stands_whatever_changed_around_it() -> None:
    article = make.approved_article()
    work = Source.objects.get()
    work.csl |= {"title": "The same work, with its title corrected"}
    work.save()
    assert actions.submit(article=article, by=make.writer()).revision.number == 1


def test_a_refusal_carries_every_finding() -> None:
    article = make.article(excerpt="", funding="", byline=[])
    with pytest.raises(NotReady) as refused:
        actions.submit(article=article, by=make.writer())
    assert len(refused.value.findings) == 3
    assert all(finding in str(refused.value) for finding in refused.value.findings)
    assert not Policy.objects.exists()
