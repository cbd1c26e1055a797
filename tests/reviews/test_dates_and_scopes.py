"""What moves "published", "last updated" and "last reviewed", and what does a signature of the changes cover?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from articles.models import Article, Significance
from reviews import actions
from reviews.exceptions import IncompleteSignOff
from reviews.intervals import months_after
from reviews.models import Publication, Review, Scope
from reviews.statements import offered_scopes
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LATER, MUCH_LATER = NOW + timedelta(days=30), NOW + timedelta(days=60)
EDITORIAL, MINOR, SUBSTANTIVE = Significance.EDITORIAL, Significance.MINOR, Significance.SUBSTANTIVE


def changed(
    article: Article, significance: str, *, scope: str = Scope.WHOLE, now: datetime = LATER
) -> Review:
    return make.approved(
        article=make.edited(article, significance=significance, now=now), scope=scope, now=now
    )


def test_the_first_approval_sets_all_dates() -> None:
    review = make.approved(now=NOW)
    assert review.approved_at == review.updated_at == review.reviewed_at == NOW
    assert review.next_review_on == date(2027, 3, 2)
    assert Publication.objects.get().published_at == NOW


@pytest.mark.parametrize(
    ("significance", "scope", "updated", "reviewed"),
    [
        (SUBSTANTIVE, Scope.WHOLE, LATER, LATER),
        (MINOR, Scope.WHOLE, NOW, LATER),
        (EDITORIAL, Scope.WHOLE, NOW, LATER),
        (MINOR, Scope.CHANGES, NOW, NOW),
        (EDITORIAL, Scope.CHANGES, NOW, NOW),
    ],
)
def test_each_date_moves_with_its_own_cause(
    significance: str, scope: str, updated: datetime, reviewed: datetime
) -> None:
    first = make.approved(now=NOW)
    second = changed(first.article, significance, scope=scope)
    assert (second.updated_at, second.reviewed_at, second.approved_at) == (updated, reviewed, LATER)
    assert second.next_review_on == months_after(reviewed.date(), 12)
    assert Publication.objects.get().published_at == NOW
    assert Publication.objects.get().live_revision.number == 2


def test_one_substantive_revision_among_several_makes_the_change_substantive() -> None:
    article = make.approved(now=NOW).article
    make.edited(article, significance=SUBSTANTIVE, now=LATER)
    review = changed(article, EDITORIAL, now=LATER)
    assert review.updated_at == LATER


def test_a_renewal_moves_the_day_of_review_alone() -> None:
    first = make.approved(now=NOW)
    renewed = make.approved(article=first.article, now=LATER)
    assert renewed.revision == first.revision
    assert (renewed.updated_at, renewed.reviewed_at) == (NOW, LATER)
    assert Review.objects.get(pk=first.pk).state == "superseded"


def test_the_live_text_can_be_renewed_while_a_newer_draft_waits() -> None:
    first = make.approved(now=NOW)
    make.edited(first.article, now=NOW)
    renewal = actions.submit(article=first.article, revision=first.revision, by=make.writer(), now=LATER)
    actions.claim(review=renewal, by=make.reviewer(), now=LATER)
    make.sign(renewal, now=LATER)
    assert Publication.objects.get().live_revision == first.revision


def test_an_imported_article_keeps_the_day_it_was_first_published() -> None:
    long_ago = datetime(2019, 5, 4, 12, tzinfo=UTC)
    review = make.approved(original_published_at=long_ago, now=NOW)
    assert Publication.objects.get().published_at == long_ago
    assert review.updated_at == NOW


def test_a_text_shown_before_its_approval_was_published_that_day() -> None:
    article = make.submitted(now=NOW).article
    make.approved(article=make.edited(article, now=LATER), now=LATER)
    assert Publication.objects.get().published_at == NOW


# --- The changes only ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("significance", [EDITORIAL, MINOR])
def test_the_changes_alone_may_be_signed_where_they_are_small(significance: str) -> None:
    article = make.approved(now=NOW).article
    review = make.claimed(article=make.edited(article, significance=significance))
    assert offered_scopes(review) == [Scope.WHOLE, Scope.CHANGES]


def test_the_changes_alone_are_not_offered_for_a_first_text_a_substantive_change_or_a_renewal() -> None:
    first = make.claimed()
    assert offered_scopes(first) == [Scope.WHOLE]
    make.sign(first)
    renewal = make.claimed(article=first.article)
    assert offered_scopes(renewal) == [Scope.WHOLE]
    substantive = make.claimed(article=make.edited(first.article, significance=SUBSTANTIVE))
    assert offered_scopes(substantive) == [Scope.WHOLE]
    with pytest.raises(IncompleteSignOff, match=r"“changes” cannot be signed here\. Choose: The whole page"):
        make.sign(substantive, scope=Scope.CHANGES)


def test_an_unknown_scope_signs_nothing() -> None:
    with pytest.raises(IncompleteSignOff, match="cannot be signed here"):
        make.sign(make.claimed(), scope="half")


def test_a_signature_of_the_changes_names_the_one_it_builds_on_in_full() -> None:
    first = make.approved(now=NOW)
    whole = first.sign_offs.get()
    signed = changed(first.article, MINOR, scope=Scope.CHANGES).sign_offs.get()
    assert signed.builds_on == whole == signed.whole_page
    for part in (
        signed.digest,
        whole.digest,
        whole.signature_line,
        "2 March 2026",
        "revision 1",
        "revision 2",
    ):
        assert part in signed.statement


def test_signatures_of_changes_in_a_row_all_build_on_the_one_of_the_whole_page() -> None:
    first = make.approved(now=NOW)
    changed(first.article, MINOR, scope=Scope.CHANGES)
    third = changed(first.article, EDITORIAL, scope=Scope.CHANGES, now=MUCH_LATER)
    assert third.sign_offs.get().builds_on == first.sign_offs.get()
    assert "every change that revision 3" in third.sign_offs.get().statement
    assert "makes to revision 1" in third.sign_offs.get().statement
    assert third.reviewed_at == NOW


@pytest.mark.parametrize("order", [[Scope.WHOLE, Scope.CHANGES], [Scope.CHANGES, Scope.WHOLE]])
def test_one_of_two_who_read_the_changes_alone_keeps_the_day_of_review(order: list[str]) -> None:
    """The page was read as a whole by both on that day only; the next signature builds on the one the page names."""
    make.category(required_sign_offs=2)
    first = make.approved(now=NOW)
    mixed = make.claimed(article=make.edited(first.article, significance=MINOR, now=LATER), now=LATER)
    for signer, scope in zip(make.reviewers(number=2), order, strict=True):
        make.sign(mixed, by=signer, scope=scope, now=LATER)
    assert Review.objects.get(pk=mixed.pk).reviewed_at == NOW
    third = changed(first.article, MINOR, scope=Scope.CHANGES, now=MUCH_LATER)
    assert {signed.builds_on.signed_at for signed in third.sign_offs.all()} == {NOW}


def test_only_a_signature_of_the_whole_page_takes_off_the_mark_for_re_review() -> None:
    article = make.approved(now=NOW).article
    actions.mark_for_re_review(article=article, by=make.editor(), reason="A source fell.", now=NOW)
    changed(article, MINOR, scope=Scope.CHANGES)
    assert Publication.objects.get().re_review_reason == "A source fell."
    changed(article, MINOR, scope=Scope.WHOLE, now=MUCH_LATER)
    assert Publication.objects.get().re_review_reason == ""


# --- Months --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 3, 2), 36, date(2029, 3, 2)),
    ],
)
def test_a_review_is_due_on_the_same_day_so_many_months_later(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


def test_an_imported_article_keeps_the_day_on_which_it_was_first_published_elsewhere() -> None:
    elsewhere = NOW - timedelta(days=2000)
    article = make.approved_article(now=NOW, original_published_at=elsewhere)
    publication = Publication.objects.get(article=article)
    assert publication.published_at == elsewhere
    assert publication.approval is not None
    assert publication.approval.updated_at == NOW
    make.approved(article=make.edited(article, now=LATER), now=LATER)
    assert Publication.objects.get(article=article).published_at == elsewhere
