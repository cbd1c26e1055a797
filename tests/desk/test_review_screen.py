"""Does the screen of a review say where it stands, why a button is missing, and what an old page leads to?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles.models import Article, Source
from reviews import actions
from reviews.models import Review
from tests import factories as make
from tests.desk.a_change import page, section
from tests.desk.screens import act, alert, at_the_desk, review_page, soup, typed, words
from tests.desk.test_queries import queries


# --- Where it stands, and why a button is missing ------------------------------------------------------------
def test_the_screen_says_how_far_the_review_has_come_and_what_it_waits_for() -> None:
    review = make.claimed(category=make.category(required_sign_offs=2))
    told = section(page(review), "decide")
    assert "Under review by Test reviewer" in told
    assert "0 of 2 signed" in told
    assert "Waits for 2 more signatures" in told
    assert "2 signatures; read again every 12 months" in told


WHY = [
    ("somebody else has it", make.second_reviewer, "Somebody else has it: Test reviewer, since"),
    ("it was signed already", make.reviewer, "You have signed already, on"),
]


@pytest.mark.parametrize(("situation", "person", "sentence"), WHY, ids=[line[0] for line in WHY])
def test_a_reviewer_reads_why_a_button_is_missing(situation: str, person: Any, sentence: str) -> None:
    review = make.claimed(category=make.category(required_sign_offs=2))
    if "signed" in situation:
        make.sign(review)
    told = section(page(review, by=person()), "decide")
    assert sentence in told


def test_before_it_is_claimed_a_reviewer_reads_what_to_do_first() -> None:
    assert "To sign or to ask for changes, claim it first." in section(page(make.submitted()), "decide")


def test_a_text_that_is_signed_and_waits_for_its_day_says_so_and_offers_no_signature() -> None:
    review = make.claimed()
    day = timezone.now() + timedelta(days=3)
    actions.schedule(review=review, by=make.editor(), go_live_at=day)
    make.sign(review)
    for person in (make.reviewer(), make.second_reviewer()):
        seen = page(review, by=person)
        assert f"It waits for its day: {day:%-d %B %Y}" in section(seen, "decide")
        assert not soup(seen).select("[name=password]")


def test_a_request_for_changes_names_whose_signatures_it_voids() -> None:
    review = make.claimed(category=make.category(required_sign_offs=2))
    assert "This voids" not in words(page(review))
    make.sign(review, by=make.second_reviewer())
    assert "This voids the signature of Test second reviewer on revision 1" in words(page(review))


# --- Sources -------------------------------------------------------------------------------------------------
def test_the_sources_stand_in_a_table_with_kind_and_year_and_a_retraction_is_said_in_words() -> None:
    make.source(key="old1999", title="An old source", issued={"date-parts": [["1999"]]})
    review = make.claimed(body="Said [@plain2020], [@old1999].\n")
    assert "Retracted on" not in section(page(review), "sources")
    Source.objects.filter(key="old1999").update(retracted_on=date(2026, 5, 3))
    told = section(page(review), "sources")
    assert "1 of 2 cited sources was retracted." in told
    rows = [" ".join(row.get_text(" ").split()) for row in soup(page(review)).select("#sources tbody tr")]
    assert re.match(r"2 .*An old source.* Journal article 1999 Retracted on 3 May 2026$", rows[1])
    assert rows[0].endswith("Not known to be")


# --- The day when it goes public -----------------------------------------------------------------------------
def test_an_editor_sets_the_day_and_takes_it_back() -> None:
    review = make.claimed()
    client = at_the_desk(make.editor())
    year = timezone.now().year + 1
    wanted = f"{year}-01-01T08:00"
    answer = act(client, review, "schedule", go_live_at=wanted)
    assert Review.objects.get().go_live_at == datetime(year, 1, 1, 8, tzinfo=UTC)
    seen = client.get(answer.url)
    assert f"goes public on 1 January {year} at 08:00 UTC" in words(seen)
    assert typed(seen, "go_live_at") == wanted
    assert act(client, review, "schedule", take_back="on").status_code == 302
    assert Review.objects.get().go_live_at is None


@pytest.mark.parametrize("typed_in", ["", "tomorrow", "2001-01-01T08:00", "9999-01-01T08:00"])
def test_a_day_that_cannot_be_is_refused_in_a_sentence(typed_in: str) -> None:
    review = make.claimed()
    answer = act(at_the_desk(make.editor()), review, "schedule", go_live_at=typed_in)
    assert answer.status_code == 422
    assert alert(answer)
    assert Review.objects.get().go_live_at is None


def test_nobody_but_an_editor_sets_the_day() -> None:
    review = make.claimed()
    assert not soup(page(review)).select("[name=go_live_at]")
    answer = act(at_the_desk(make.reviewer()), review, "schedule", go_live_at="2031-01-01T08:00")
    assert answer.status_code == 403


# --- Size ----------------------------------------------------------------------------------------------------
def test_the_page_takes_no_more_queries_for_more_comments_answers_signatures_and_rounds() -> None:
    article = make.article(category=make.category(required_sign_offs=5))
    signers = make.reviewers(number=5)

    def add(number: int) -> None:
        """One more round with comments, answers and signatures; the next one carries some of them over."""
        review = make.claimed(
            article=make.edited(Article.objects.get(pk=article.pk), body=f"{make.BODY}\n{number} mg.\n")
        )
        for blocks in range(3):
            comment = actions.comment(
                review=review, by=make.reviewer(), text=f"{blocks}?", quote="Get up at the same time."
            )
            actions.answer_comment(comment=comment, by=make.writer(), text="Yes.")
            if blocks:
                actions.resolve_comment(comment=comment, by=make.editor())
        for signer in signers[: number % 4]:
            make.sign(review, by=signer)

    def count() -> int:
        return queries(review_page(Review.objects.open().get()), by=make.reviewer())

    for number in range(1, 4):
        add(number)
    few = count()
    for number in range(4, 8):
        add(number)
    assert count() <= few


# --- Old pages -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("verb", ["comment", "sign_off", "request_changes", "claim"])
def test_an_old_page_leads_to_the_review_that_goes_on(verb: str) -> None:
    old = make.claimed()
    new = make.submitted(article=make.edited(old.article))
    typed_before = {"text": "Why?", "digest": old.revision.digest, "reason": "The dose."}
    late = act(at_the_desk(make.reviewer()), old, verb, **typed_before)
    assert late.status_code in {409, 422}
    for seen in (late, page(old)):
        [link] = soup(seen).select(".newer a")
        assert link["href"] == review_page(new)
        assert "“Submitted”, of revision 2" in section_of(seen, ".newer")
    assert not soup(page(new)).select(".newer")


def section_of(response: Any, selector: str) -> str:
    return " ".join(soup(response).select(selector)[0].get_text().split())


def test_changes_asked_of_a_text_that_was_not_read_say_that_nothing_was_sent_back() -> None:
    refused = act(
        at_the_desk(make.reviewer()), make.claimed(), "request_changes", digest="0" * 64, reason="The dose."
    )
    assert refused.status_code == 409
    assert "Nothing was sent back." in alert(refused)
