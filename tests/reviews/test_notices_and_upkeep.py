"""What is the public told of an approved article, and what keeps it true: notices, roll back, re-review, archive."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from articles.actions import save_article
from articles.models import Article, Significance
from reviews import actions
from reviews.exceptions import EditorialError, NotPermitted, NotReady, TransitionNotAllowed
from reviews.models import LedgerEntry, NoticeKind, Publication, Review, Scope
from reviews.standing import PublicState, Standing, standing
from reviews.workflow import State
from tests import factories as make
from tests.factories import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def public_standing() -> Standing:
    return standing(Publication.objects.public().with_facts().get(), today=NOW.date(), check_text=True)


# --- Notices -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("verb", "kind"),
    [
        ("correct", NoticeKind.CORRECTION),
        ("express_concern", NoticeKind.CONCERN),
        ("retract", NoticeKind.RETRACTION),
    ],
)
def test_a_notice_names_the_text_it_is_about_and_who_says_so(verb: str, kind: NoticeKind) -> None:
    review = make.approved()
    notice = getattr(actions, verb)(
        article=review.article, by=make.editor(), reason="The dose was wrong.", now=NOW
    )
    assert (notice.kind, notice.revision, notice.text, notice.issued_at) == (
        kind,
        review.revision,
        "The dose was wrong.",
        NOW,
    )
    assert notice.title == f"{kind.label}: {review.revision.title}"
    assert Publication.objects.get().notice == notice


@pytest.mark.parametrize("verb", ["correct", "express_concern", "retract", "reinstate", "mark_for_re_review"])
def test_only_an_approved_article_can_have_a_notice_or_a_mark(verb: str) -> None:
    with pytest.raises(EditorialError, match="approved"):
        getattr(actions, verb)(article=make.submitted().article, by=make.editor(), reason="No.")


def test_a_retraction_ends_the_word_reviewed_and_nothing_but_reinstatement_lifts_it() -> None:
    article = make.approved_article()
    assert public_standing().is_reviewed
    actions.retract(article=article, by=make.editor(), reason="It harms.")
    told = public_standing()
    assert (told.state, told.is_reviewed, told.reviewed_at, told.next_review_on) == (
        PublicState.RETRACTED,
        False,
        None,
        None,
    )
    for verb in ("correct", "express_concern", "retract"):
        with pytest.raises(EditorialError, match="Nothing but a reinstatement"):
            getattr(actions, verb)(article=article, by=make.editor(), reason="Again.")
    make.approved(article=make.edited(article))
    assert public_standing().is_retracted


def test_after_a_reinstatement_no_notice_is_in_force() -> None:
    article = make.approved_article(now=NOW)
    actions.retract(article=article, by=make.editor(), reason="It harms.", now=NOW + DAY)
    make.approved(article=make.edited(article), now=NOW + 2 * DAY)
    actions.reinstate(article=article, by=make.editor(), reason="It does not.", now=NOW + 3 * DAY)
    assert Publication.objects.get().notice is None


def test_what_was_corrected_and_never_retracted_is_not_reinstated() -> None:
    article = make.approved_article(now=NOW)
    actions.correct(article=article, by=make.editor(), reason="A word.", now=NOW + DAY)
    make.approved(article=make.edited(article), now=NOW + 2 * DAY)
    with pytest.raises(EditorialError, match="not retracted"):
        actions.reinstate(article=article, by=make.editor(), reason="It harms not.", now=NOW + 3 * DAY)


def test_a_retracted_article_is_reinstated_only_after_a_new_approval_of_the_whole_page() -> None:
    article = make.approved_article(now=NOW)
    actions.retract(article=article, by=make.editor(), reason="It harms.", now=NOW + DAY)
    again = {"article": article, "by": make.editor(), "reason": "Mended."}
    with pytest.raises(EditorialError, match="only after a new approval"):
        actions.reinstate(**again, now=NOW + 2 * DAY)
    typo = make.edited(article, significance=Significance.EDITORIAL, now=NOW + 2 * DAY)
    make.approved(article=typo, scope=Scope.CHANGES, now=NOW + 2 * DAY)
    with pytest.raises(EditorialError, match="whole page"):
        actions.reinstate(**again, now=NOW + 3 * DAY)
    make.approved(article=article, now=NOW + 3 * DAY)
    actions.reinstate(**again, now=NOW + 4 * DAY)
    assert public_standing().is_reviewed


def test_a_writer_or_a_reviewer_issues_no_notice() -> None:
    article = make.approved_article()
    for person in (make.writer(), make.reviewer()):
        with pytest.raises(NotPermitted, match="Only an editor"):
            actions.retract(article=article, by=person, reason="It harms.")


# --- Roll back -----------------------------------------------------------------------------------------------
def test_a_roll_back_brings_back_the_earlier_text_under_its_own_sign_off_and_dates() -> None:
    first, second = make.approved_twice()
    actions.roll_back(review=first, by=make.editor(), reason="The dose was wrong.", now=NOW + 9 * DAY)
    publication = Publication.objects.get()
    assert (publication.live_revision, publication.approval) == (first.revision, first)
    told = public_standing()
    assert told.is_reviewed
    assert (told.reviewed_at, told.updated_at, told.published_at) == (NOW, NOW, NOW)
    wrong = Review.objects.get(pk=second.pk)
    assert (wrong.state, wrong.reason, wrong.rolled_back_at) == (
        State.SUPERSEDED,
        "The dose was wrong.",
        NOW + 9 * DAY,
    )
    assert LedgerEntry.objects.get(verb="roll_back").details["instead_of"] == 2


def test_what_was_never_approved_cannot_be_rolled_back_to() -> None:
    article = make.approved_article()
    superseded = make.review_at(State.SUPERSEDED, article=make.edited(article))
    with pytest.raises(EditorialError, match="approved once"):
        actions.roll_back(review=superseded, by=make.editor(), reason="Older is better.")


def test_only_an_editor_rolls_back() -> None:
    first, _ = make.approved_twice()
    for person in (make.writer(), make.reviewer()):
        with pytest.raises(NotPermitted):
            actions.roll_back(review=first, by=person, reason="The dose was wrong.")


def test_an_approval_does_not_move_the_live_text_to_an_older_one_by_accident() -> None:
    """A renewal of the older text was under way when the newer one became live again."""
    first, second = make.approved_twice()
    actions.roll_back(review=first, by=make.editor(), reason="A doubt.", now=NOW + 2 * DAY)
    renewal = actions.submit(
        article=first.article, revision=first.revision, by=make.writer(), now=NOW + 2 * DAY
    )
    actions.claim(review=renewal, by=make.reviewer(), now=NOW + 2 * DAY)
    actions.roll_back(review=second, by=make.editor(), reason="No doubt any more.", now=NOW + 2 * DAY)
    with pytest.raises(TransitionNotAllowed, match="Revision 2 went live while revision 1 was under review"):
        make.sign(renewal, now=NOW + 3 * DAY)
    assert Publication.objects.get().live_revision == second.revision


# --- Re-review -----------------------------------------------------------------------------------------------
def test_a_move_to_a_stricter_topic_marks_an_approved_article_for_re_review() -> None:
    article = make.approved_article()
    strict = make.category(name="Strict", required_sign_offs=2)
    save_article(by=make.writer(), article=Article.objects.get(pk=article.pk), category=strict)
    assert "Strict" in Publication.objects.get().re_review_reason
    assert public_standing().is_reviewed
    assert LedgerEntry.objects.filter(verb="mark_for_re_review").exists()


def test_a_move_to_a_topic_that_asks_no_more_marks_nothing() -> None:
    article = make.approved_article()
    save_article(
        by=make.writer(), article=Article.objects.get(pk=article.pk), category=make.category(name="Other")
    )
    assert Publication.objects.get().re_review_at is None


# --- Archive -------------------------------------------------------------------------------------------------
def test_an_archived_article_keeps_its_page_and_leaves_the_lists() -> None:
    article, successor = make.approved_article(), make.article(title="The better one")
    archived = actions.archive(
        article=article, successor=successor, by=make.editor(), reason="Merged.", now=NOW
    )
    assert (archived.archived_at, archived.successor) == (NOW, successor)
    assert Publication.objects.public().filter(article=article).exists()
    assert not Publication.objects.listed().filter(article=article).exists()
    with pytest.raises(NotReady, match="archived"):
        actions.submit(article=make.edited(article), by=make.writer())


def test_a_reader_who_follows_successors_arrives() -> None:
    first, second = make.article(), make.article(title="Second")
    with pytest.raises(EditorialError, match="cannot succeed itself"):
        actions.archive(article=first, successor=first, by=make.editor(), reason="Merged.")
    actions.archive(article=first, successor=second, by=make.editor(), reason="Merged.")
    with pytest.raises(EditorialError, match="is archived too"):
        actions.archive(article=second, successor=first, by=make.editor(), reason="Merged.")


def test_an_open_review_is_withdrawn_before_an_article_is_archived() -> None:
    with pytest.raises(EditorialError, match="Withdraw it first"):
        actions.archive(article=make.claimed().article, by=make.editor(), reason="Merged.")


# --- A source that was retracted -----------------------------------------------------------------------------
def flag(key: str = "plain2020", *, day: date = date(2026, 3, 1), now: datetime = NOW) -> list[Publication]:
    return actions.flag_retracted_source(
        source=make.source(key=key), by=make.editor(), retracted_on=day, now=now
    )


def test_every_article_whose_live_text_cites_a_retracted_source_is_marked() -> None:
    """What counts is the text that readers see, not the draft that follows it nor a key that is only alike."""
    cites = make.approved_article(title="Cites", slug="cites", now=NOW)
    make.edited(cites, body="The draft cites nothing.\n", now=NOW)
    make.source(key="plain2020b")
    make.approved_article(title="Alike", slug="alike", body="Said so [@plain2020b].\n", now=NOW)
    clean = make.approved_article(title="Clean", slug="clean", body="Plain words.\n", now=NOW)
    make.edited(clean, body="The draft cites [@plain2020].\n", now=NOW)
    make.submitted(title="Pending", slug="pending", now=NOW)
    [marked] = flag()
    assert (marked.article, marked.re_review_at) == (cites, NOW)
    assert marked.re_review_reason == "A cited source was retracted on 1 March 2026: plain2020"
    assert Publication.objects.filter(re_review_at__isnull=False).count() == 1
    entry = LedgerEntry.objects.get(verb="flag_retracted_source")
    assert entry.details == {"source": "plain2020", "retracted_on": "2026-03-01"}


def test_a_mark_that_is_there_already_keeps_its_words() -> None:
    article = make.approved_article(now=NOW)
    actions.mark_for_re_review(article=article, by=make.editor(), reason="A guideline changed.", now=NOW)
    flag()
    assert Publication.objects.get().re_review_reason == (
        "A guideline changed. A cited source was retracted on 1 March 2026: plain2020"
    )


def test_a_retraction_is_recorded_once_and_its_day_stays() -> None:
    make.approved_article(now=NOW)
    flag()
    assert flag() == []
    with pytest.raises(EditorialError, match="as retracted on 1 March 2026 already"):
        flag(day=date(2026, 2, 1))
    with pytest.raises(EditorialError, match="lies ahead"):
        flag("other2020", day=date(2026, 3, 3))
    assert LedgerEntry.objects.filter(verb="mark_for_re_review").count() == 1


def test_a_whole_page_sign_off_takes_the_mark_off_for_good() -> None:
    article = make.approved_article(now=NOW)
    flag()
    make.approved(article=article, now=NOW + DAY)
    assert flag(now=NOW + DAY) == []
    assert Publication.objects.get().re_review_at is None


def test_nobody_is_asked_to_draft_what_is_out_of_use() -> None:
    article = make.approved_article()
    actions.archive(article=article, by=make.editor(), reason="Out of use.")
    with pytest.raises(EditorialError, match="out of use"):
        actions.ask_for_draft(article=article, by=make.editor(), reason="A newer guideline.")
    assert not LedgerEntry.objects.filter(verb="ask_for_draft").exists()
