"""When a cited work loses its ground, is that recorded once, and is everything that rests on it looked at again?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from articles.models import CitedKey, Source, SourceNotice, SourceNoticeKind
from reviews import actions
from reviews.actions.evidence import Recorded
from reviews.exceptions import EditorialError, NotPermitted
from reviews.models import LedgerEntry, Mail, Publication
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DOI = "10.1000/plain"
CONCERN, CORRECTION = SourceNoticeKind.CONCERN, SourceNoticeKind.CORRECTION
RETRACTION, REINSTATEMENT = SourceNoticeKind.RETRACTION, SourceNoticeKind.REINSTATEMENT


def take_in(*rows: Any, now: Any = None) -> Recorded:
    return actions.record_source_notices(notices=list(rows), by=make.editor(), now=now or NOW + DAY)


@pytest.fixture(autouse=True)
def source() -> Source:
    return make.source(DOI=DOI, PMID="99")


@pytest.fixture
def publication() -> Publication:
    """Of an article whose live text cites the source."""
    return Publication.objects.get(article=make.approved_article(now=NOW))


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (RETRACTION, "A cited source was retracted on 1 March 2026: plain2020"),
        (CONCERN, "An expression of concern about a cited source was published on 1 March 2026: plain2020"),
        (CORRECTION, "A correction about a cited source was published on 1 March 2026: plain2020"),
    ],
)
def test_a_notice_marks_what_cites_the_work(
    kind: SourceNoticeKind, reason: str, publication: Publication
) -> None:
    answer = take_in(make.listed(kind=kind, doi=DOI, notice_doi="10.1000/n"))
    assert (answer.recorded, answer.marked) == (1, {publication.article_id})
    publication.refresh_from_db()
    assert publication.re_review_reason == reason
    assert (Source.objects.get().retracted_on is not None) == (kind == RETRACTION)
    [entry] = LedgerEntry.objects.filter(verb="record_source_notices")
    assert entry.details["notices"] == [
        {"source": "plain2020", "kind": kind, "published_on": "2026-03-01", "doi": "10.1000/n"}
    ]


def test_the_same_notice_does_nothing_twice(publication: Publication) -> None:
    rows = [make.listed(doi=DOI), make.listed(kind=CONCERN, pmid="99", notice_pmid="100")]
    take_in(*rows)
    before = (LedgerEntry.objects.count(), Mail.objects.count(), SourceNotice.objects.count())
    answer = take_in(*rows, make.listed(kind=CONCERN, doi=DOI, notice_pmid="100", day=date(2026, 2, 1)))
    assert (answer.recorded, answer.known, answer.marked) == (0, 3, set())
    assert (LedgerEntry.objects.count(), Mail.objects.count(), SourceNotice.objects.count()) == before


def test_one_list_marks_an_article_once_and_tells_each_person_once(publication: Publication) -> None:
    take_in(make.listed(doi=DOI), make.listed(kind=CORRECTION, doi=DOI))
    assert LedgerEntry.objects.filter(verb="mark_for_re_review").count() == 1
    told = Mail.objects.filter(kind="re_review").values_list("recipient__username", flat=True)
    assert sorted(told) == ["reviewer", "verifier", "writer"]  # and not the editor who did it
    publication.refresh_from_db()
    assert publication.re_review_reason == (
        "A cited source was retracted on 1 March 2026: plain2020. A correction about a cited source was published on "
        "1 March 2026: plain2020"
    )


def test_a_retraction_that_an_editor_recorded_is_the_same_in_the_list_and_learns_its_doi(
    publication: Publication,
) -> None:
    actions.flag_retracted_source(
        source=Source.objects.get(), by=make.editor(), retracted_on=date(2026, 3, 1), now=NOW + DAY
    )
    answer = take_in(make.listed(doi=DOI, notice_doi="10.1000/n", reasons="Error in Data"))
    assert (answer.recorded, answer.known) == (0, 1)
    notice = SourceNotice.objects.get()
    assert (notice.doi, notice.reasons) == ("10.1000/n", "Error in Data")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_reinstated_work_stands_again_and_a_later_retraction_fells_it_in_whatever_order(
    order: tuple[int, ...],
) -> None:
    rows = [
        make.listed(doi=DOI, day=date(2020, 1, 1)),
        make.listed(kind=REINSTATEMENT, doi=DOI, day=date(2021, 1, 1)),
        make.listed(doi=DOI, day=date(2022, 1, 1)),
    ]
    take_in(*rows[:2])
    assert Source.objects.get().retracted_on is None
    for place in order:
        take_in(rows[place])
    assert Source.objects.get().retracted_on == date(2022, 1, 1)


def test_a_work_that_is_not_in_the_library_is_counted() -> None:
    answer = take_in(make.listed(doi="10.1000/other"), make.listed(pmid="7"), make.listed())
    assert (answer.recorded, answer.not_in_library) == (0, 3)
    assert not LedgerEntry.objects.filter(verb="record_source_notices").exists()


def test_numbers_that_name_two_works_are_refused_and_the_rest_goes_through() -> None:
    answer = take_in(
        make.listed(doi="10.1000/other", pmid="99", record="12"), make.listed(doi=DOI, pmid="98")
    )
    assert answer.recorded == 1
    [refusal] = answer.refused
    assert refusal.record == "12"
    assert "The work with PMID 99 is plain2020 in the library and has the DOI 10.1000/plain" in refusal.reason


def test_only_the_text_that_is_live_counts() -> None:
    make.source(key="plain2020b", DOI="10.1000/b")
    make.approved_article(slug="alike", body="Said so [@plain2020b].\n", now=NOW)
    clean = make.approved_article(slug="clean", body="Plain words.\n", now=NOW)
    make.edited(clean, body="The draft cites [@plain2020].\n", now=NOW)
    assert take_in(make.listed(doi=DOI)).marked == set()
    assert CitedKey.objects.filter(key="plain2020").count() == 1  # the draft's


def test_keys_that_begin_alike_are_told_apart() -> None:
    make.source(key="plain2020b", DOI="10.1000/b")
    article = make.approved_article(body="Said so [@plain2020; @plain2020b].\n", now=NOW)
    take_in(make.listed(doi="10.1000/b"))
    assert take_in(make.listed(doi=DOI)).marked == {article.pk}
    assert Publication.objects.get().re_review_reason.endswith(
        "plain2020b. A cited source was retracted on 1 March 2026: plain2020"
    )


# --- How it ends ---------------------------------------------------------------------------------------------
def test_a_signature_after_the_source_was_replaced_ends_it(publication: Publication) -> None:
    take_in(make.listed(doi=DOI))
    make.source(key="sound2025")
    changed = make.edited(publication.article, body="Said so [@sound2025].\n", now=NOW + 2 * DAY)
    make.approved(article=changed, now=NOW + 2 * DAY)
    publication.refresh_from_db()
    assert publication.re_review_at is None


def test_a_signature_by_somebody_who_knew_ends_it_too(publication: Publication) -> None:
    take_in(make.listed(doi=DOI))
    make.approved(article=publication.article, now=NOW + 2 * DAY)
    publication.refresh_from_db()
    assert publication.re_review_at is None


def test_a_signature_from_before_the_notice_does_not_end_it(publication: Publication) -> None:
    """Signed on Monday, retracted on Tuesday, public on Wednesday: the signer could not know."""
    review = make.claimed(article=make.edited(publication.article, now=NOW), now=NOW)
    actions.schedule(review=review, by=make.editor(), go_live_at=NOW + 3 * DAY, now=NOW)
    make.sign(review, now=NOW + timedelta(hours=1))
    take_in(make.listed(doi=DOI))
    actions.go_live(review=review, by=make.editor(), now=NOW + 3 * DAY)
    publication.refresh_from_db()
    assert publication.live_revision == review.revision
    assert publication.re_review_reason == "A cited source was retracted on 1 March 2026: plain2020"


def test_rolling_back_to_a_text_that_cites_it_marks_it(publication: Publication) -> None:
    first = publication.approval
    assert first
    clean = make.edited(publication.article, body="Plain words.\n", now=NOW)
    make.approved(article=clean, now=NOW)
    assert take_in(make.listed(doi=DOI)).marked == set()
    actions.roll_back(review=first, by=make.editor(), reason="The new text is wrong.", now=NOW + 2 * DAY)
    publication.refresh_from_db()
    assert publication.re_review_reason == "A cited source was retracted on 1 March 2026: plain2020"


# --- A newer work --------------------------------------------------------------------------------------------
def supersede(newer: Source, *, source: Source | None = None, by: Any = None) -> list[Publication]:
    return actions.supersede_source(
        source=source or make.source(), successor=newer, by=by or make.editor(), reason="A new edition.", now=NOW + DAY
    )  # fmt: skip


def test_a_superseded_guideline_marks_what_cites_it(publication: Publication) -> None:
    assert supersede(make.source(key="newer2025")) == [publication]
    publication.refresh_from_db()
    assert publication.re_review_reason == (
        "A cited source was superseded on 3 March 2026: plain2020 by newer2025. A new edition."
    )


def test_a_work_is_superseded_once_by_another_work_and_by_no_older_one() -> None:
    newer = make.source(key="newer2025")
    supersede(newer)
    for old, new, said in [
        (make.source(), newer, "as superseded by newer2025 already"),
        (newer, make.source(), "it cannot be the newer one"),
        (newer, newer, "cannot supersede itself"),
    ]:
        with pytest.raises(EditorialError, match=said):
            supersede(new, source=old)
    supersede(make.source(key="corrected2026"))  # named wrongly at first
    assert SourceNotice.objects.count() == 2


def test_a_writer_takes_in_no_list() -> None:
    with pytest.raises(NotPermitted):
        actions.record_source_notices(notices=[make.listed(doi=DOI)], by=make.writer())
