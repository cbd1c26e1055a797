"""Do editors take in what was published about sources, and do writers and reviewers see it where they decide?"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.models import SourceNotice
from reviews import actions
from reviews.models import LedgerEntry, Publication, SignOff
from tests import factories as make
from tests.desk.screens import (
    act,
    alert,
    article_page,
    at_the_desk,
    messages,
    review_page,
    soup,
    typed,
    words,
)
from tests.desk.test_sign_off import form_of
from tests.retraction_lists import csv_of, row

LIST = "/admin/articles/source/retractions/"
CLAIMS = "[Hours help]{claim} [@plain2020].\n\n[Light too [@plain2020]]{claim}.\n"


def upload(content: bytes, *, by: Any = None) -> Any:
    return at_the_desk(by or make.editor()).post(LIST, {"file": SimpleUploadedFile("list.csv", content)})


def superseded(**data: str) -> Any:
    source = make.source()
    filled = {"successor": "newer2025", "reason": "A new edition.", **data}
    return at_the_desk(make.editor()).post(
        f"/admin/articles/source/{source.pk}/superseded/", filled, follow=True
    )


# --- A list of retractions -----------------------------------------------------------------------------------
def test_an_editor_takes_in_a_list_and_reads_what_became_of_it() -> None:
    make.source(DOI="10.1000/plain")
    make.approved_article()
    content = csv_of(row(), row(RetractionDate="soon"), row(OriginalPaperDOI="10.1000/x"))
    page = upload(content)
    assert page.status_code == 200
    assert "Recorded now 1 notice about works of the library" in words(page)
    assert "Marked 1 article to be looked at again" in words(page)
    assert "Not in the library 1" in words(page)
    assert alert(page).startswith("Line 3 (record 7): RetractionDate “soon” is no day.")
    again = upload(content)
    assert "Recorded now 0 notices" in words(again)
    assert LedgerEntry.objects.get(verb="record_source_notices").actor == make.editor()


@pytest.mark.parametrize(
    "content", [b"a picture", b"Title,DOI\nx,y\n", csv_of(row()).decode().encode("utf-16")]
)
def test_a_file_that_is_no_such_list_is_refused_in_a_sentence(content: bytes) -> None:
    page = upload(content)
    assert page.status_code == 422
    assert "column" in alert(page) or "not UTF-8" in alert(page)


def test_no_file_at_all_is_refused_in_a_sentence() -> None:
    page = at_the_desk(make.editor()).post(LIST)
    assert page.status_code == 422
    assert "The list, a CSV file" in alert(page)


def test_only_editors_take_in_a_list_and_find_the_way_to_it() -> None:
    listed = reverse("admin:articles_source_changelist")
    for person in (make.writer(), make.reviewer(), make.stranger()):
        assert at_the_desk(person).get(LIST).status_code == 403
        assert upload(csv_of(row()), by=person).status_code == 403
    assert LIST not in at_the_desk(make.writer()).get(listed).text
    assert LIST in at_the_desk(make.editor()).get(listed).text
    assert at_the_desk(make.editor()).get(LIST).status_code == 200
    assert not SourceNotice.objects.exists()


# --- A newer work --------------------------------------------------------------------------------------------
def test_an_editor_names_the_newer_work() -> None:
    make.approved_article()
    make.source(key="newer2025", title="The newer guideline")
    page = superseded(successor="[@newer2025]")
    assert messages(page) == [
        "The source plain2020 is recorded as superseded by newer2025. 1 article citing it must be looked at again."
    ]
    assert "Superseded. Superseded by: The newer guideline." in words(page)
    assert "by newer2025. A new edition." in Publication.objects.get().re_review_reason
    again = superseded()
    assert (again.status_code, alert(again)) == (
        422,
        "plain2020 is recorded as superseded by newer2025 already.",
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"successor": "none"}, "No source has the key “none”."),
        ({"reason": " "}, "What changed"),
        ({"successor": "plain2020"}, "itself"),
    ],
)
def test_a_newer_work_that_cannot_be_one_is_refused_and_what_was_typed_stays(
    wrong: dict[str, str], said: str
) -> None:
    make.source(key="newer2025")
    page = superseded(**wrong)
    assert page.status_code == 422
    assert said in alert(page)
    field = soup(page).select_one('[name="successor"]')
    assert field
    assert field["value"] == wrong.get("successor", "newer2025")
    assert not SourceNotice.objects.exists()


# --- Where people decide -------------------------------------------------------------------------------------
def test_the_writer_is_told_which_line_cites_a_fallen_work_and_may_submit_it() -> None:
    article = make.article()
    actions.flag_retracted_source(source=make.source(), by=make.editor(), retracted_on=make.NOW.date())
    page = at_the_desk(make.writer()).get(article_page(article))
    assert "Line 1: A cited source was retracted on 2 March 2026: plain2020." in words(page)
    assert make.submitted(article=article)


def test_the_reviewer_sees_what_was_superseded_or_put_in_doubt() -> None:
    make.source(DOI="10.1000/plain")
    review = make.claimed()
    newer = make.source(key="newer2025", title="The newer guideline")
    actions.supersede_source(source=make.source(), successor=newer, by=make.editor(), reason="New edition.")
    page = at_the_desk(make.reviewer()).get(review_page(review))
    assert "1 of 1 cited source was superseded by a newer work." in words(page)
    assert "Superseded. Superseded by: The newer guideline." in words(page)


def test_whoever_signs_knows_what_was_recorded_while_they_read() -> None:
    article = make.approved_article()
    review = make.claimed(article=make.edited(article))
    client = at_the_desk(make.reviewer())
    shown = typed(client.get(review_page(review)), "noticed")
    actions.flag_retracted_source(source=make.source(), by=make.editor(), retracted_on=make.NOW.date())
    page = act(client, review, "sign_off", **form_of(review, noticed=shown))
    assert page.status_code == 409
    assert "Something was recorded about a cited source since you opened this page." in alert(page)
    assert SignOff.objects.count() == 1
    again = typed(client.get(review_page(review)), "noticed")
    assert act(client, review, "sign_off", **form_of(review, noticed=again)).status_code == 302
    assert Publication.objects.get().re_review_at is None


# --- Claims --------------------------------------------------------------------------------------------------
def test_the_reviewer_sees_each_claim_with_its_sources_and_ticks_it() -> None:
    review = make.claimed(body=CLAIMS)
    page = at_the_desk(make.reviewer()).get(review_page(review))
    listed = [" ".join(item.get_text(" ").split()) for item in soup(page).select("#claims > ol > li")]
    assert [line.split(" 1.")[0] for line in listed] == ["Hours help", "Light too"]
    assert all("A plain source" in line for line in listed)
    assert [box["name"] for box in soup(page).select('[data-tick] input[type="checkbox"]')] == [
        "claim_1",
        "claim_2",
    ]
    assert not soup(page).select("[data-tick] input[checked]")
    signed = act(
        at_the_desk(make.reviewer()), review, "sign_off", **form_of(review, claim_1="on", claim_2="on")
    )
    assert signed.status_code == 302
    ticks = [line for line in SignOff.objects.get().answers if line["question"].startswith("Claim")]
    assert ticks == [
        {"question": "Claim 1, “Hours help” [@plain2020]: do its sources support it?", "answer": "Yes"},
        {"question": "Claim 2, “Light too” [@plain2020]: do its sources support it?", "answer": "Yes"},
    ]
    assert LedgerEntry.objects.get(verb="sign_off").details["answers"][-2:] == ticks


def test_a_claim_that_was_not_ticked_is_named_and_nothing_is_signed() -> None:
    review = make.claimed(body=CLAIMS)
    page = act(at_the_desk(make.reviewer()), review, "sign_off", **form_of(review, claim_2="on"))
    assert page.status_code == 422
    assert alert(page) == (
        "Nothing was signed. Check claim 1, “Hours help”, against its sources and tick it, or ask for changes."
    )
    assert [box["name"] for box in soup(page).select("[data-tick] input[checked]")] == ["claim_2"]
    assert not SignOff.objects.exists()


def test_a_text_without_claims_has_neither_list_nor_ticks() -> None:
    page = at_the_desk(make.reviewer()).get(review_page(make.claimed()))
    assert not soup(page).select("#claims, [data-tick]")
