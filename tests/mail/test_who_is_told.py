"""Who hears of which act? Never the person who did it, and nobody who cannot be reached."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from articles.models import Article
from reviews import actions
from reviews.actions.guests import comment_as_guest
from reviews.clock import clock_user
from reviews.models import Comment, Mail, Pool, Preferences, Review, ShareLink
from reviews.workflow import State
from tests import factories as make
from tests.desk.screens import act, alert, at_the_desk
from tests.desk.test_acts import complete

LATER = make.NOW + timedelta(days=2)
Told = set[tuple[str, str]]


def told(act: Callable[[], Any]) -> Told:
    """Kind and name of everybody who is written to because of an act, but for the editor who verifies credentials."""
    before = set(Mail.objects.values_list("pk", flat=True))
    act()
    new = Mail.objects.exclude(pk__in=before).exclude(recipient__username="verifier")
    return set(new.values_list("kind", "recipient__username"))


def sent_back(review: Review) -> Review:
    digest = review.revision.digest
    return actions.request_changes(review=review, by=make.reviewer(), digest=digest, reason="The dose.")


@pytest.fixture(autouse=True)
def editor() -> User:
    return make.editor()


def test_editors_hear_that_a_text_waits() -> None:
    assert told(make.submitted) == {("submitted", "editor")}


def test_whoever_did_it_is_not_told() -> None:
    article = make.article()
    assert told(lambda: actions.submit(article=article, by=make.editor())) == set()


def test_the_reviewer_hears_that_they_were_asked() -> None:
    review = make.submitted()
    assert told(lambda: actions.assign(review=review, reviewer=make.reviewer(), by=make.editor())) == {
        ("assigned", "reviewer")
    }


def test_claiming_it_oneself_tells_nobody() -> None:
    review = make.submitted()
    assert told(lambda: actions.claim(review=review, by=make.reviewer())) == set()


def test_the_members_of_a_pool_hear_that_it_was_asked() -> None:
    review, pool = make.submitted(), Pool.objects.create(name="Psychiatrists")
    pool.members.set([make.reviewer(), make.second_reviewer(), make.reviewer(username="on-leave")])
    today = make.NOW.date()
    Preferences.objects.create(
        user=make.reviewer(username="on-leave"), away_from=today, away_until=today + timedelta(days=900)
    )
    assert told(lambda: actions.assign_to_pool(review=review, pool=pool, by=make.editor())) == {
        ("pool", "reviewer"),
        ("pool", "second-reviewer"),
    }


def test_editors_hear_that_a_review_was_given_back() -> None:
    review = make.claimed()
    assert told(lambda: actions.release(review=review, by=make.reviewer())) == {("released", "editor")}


def test_a_reviewer_hears_that_an_editor_took_the_review_back() -> None:
    review = make.claimed()
    assert told(lambda: actions.release(review=review, by=make.editor())) == {("released", "reviewer")}


def test_whoever_writes_hears_that_changes_are_asked_for() -> None:
    article = make.edited(make.article(), by=make.coauthor())
    review = make.claimed(article=article)
    assert told(lambda: sent_back(review)) == {
        ("changes_requested", "writer"),
        ("changes_requested", "coauthor"),
    }


def test_whoever_submitted_it_hears_that_it_is_approved() -> None:
    article = make.article()
    review = actions.claim(review=actions.submit(article=article, by=make.editor()), by=make.reviewer())
    assert told(lambda: make.sign(review)) == {("approved", "writer"), ("approved", "editor")}


def test_a_first_signature_of_two_tells_nobody_that_it_is_approved() -> None:
    review = make.claimed(category=make.category(required_sign_offs=2))
    assert told(lambda: make.sign(review)) == set()


def test_writers_hear_what_a_reviewer_says_and_the_reviewer_what_a_writer_says() -> None:
    review = make.claimed()

    def said(by: User) -> Comment:
        return actions.comment(review=review, by=by, text=f"Said by {by}.")

    assert told(lambda: said(make.reviewer())) == {("comment", "writer")}
    assert told(lambda: said(make.editor())) == {("comment", "writer")}
    assert told(lambda: said(make.writer())) == {("comment", "reviewer")}


def test_the_author_of_a_comment_hears_the_answer_and_nobody_else_does() -> None:
    review = make.claimed()
    comment = actions.comment(review=review, by=make.reviewer(), text="Which dose?")
    assert told(lambda: actions.answer_comment(comment=comment, by=make.writer(), text="5 mg.")) == {
        ("answer", "reviewer")
    }
    assert "> 5 mg." in Mail.objects.get(kind="answer").text


def test_what_an_outside_expert_says_is_told_to_the_one_who_asked_as_well() -> None:
    review = make.claimed()
    link = actions.share(review=review, by=make.editor(), name="Dr Outside", email="outside@example.net")
    assert told(lambda: comment_as_guest(link=link, text="Doubtful.")) == {
        ("comment", "editor"),
        ("comment", "reviewer"),
        ("comment", "writer"),
    }
    assert "Dr Outside" in Mail.objects.filter(kind="comment")[0].text
    assert ShareLink.objects.get().made_by == make.editor()


def test_the_reviewer_of_a_text_that_was_withdrawn_or_made_way_has_nothing_left_to_do() -> None:
    review = make.claimed()
    newer = make.edited(review.article)
    assert told(lambda: actions.submit(article=newer, by=make.writer())) == {
        ("closed", "reviewer"),
        ("submitted", "editor"),
    }
    other = make.claimed(title="Another one", slug="another")
    assert told(lambda: actions.withdraw(review=other, by=make.writer())) == {("closed", "reviewer")}


def test_an_approved_text_that_makes_way_for_the_next_is_no_news_of_its_own() -> None:
    article = make.approved_article()
    review = make.claimed(article=make.edited(article))
    assert told(lambda: make.sign(review)) == {("approved", "writer")}


def test_editors_hear_that_a_text_was_not_signed_in_time() -> None:
    review = make.claimed(now=make.NOW)
    at = make.NOW + timedelta(days=1)
    actions.schedule(review=review, by=make.editor(), go_live_at=at, now=make.NOW)
    assert told(lambda: actions.go_live(review=review, by=clock_user(), now=LATER)) == {
        ("not_signed_in_time", "editor")
    }
    assert (
        "1 more signature" in Mail.objects.get(kind="not_signed_in_time", recipient__username="editor").text
    )


def test_editors_hear_once_that_a_reviewer_declared_an_interest_and_waits_for_a_waiver() -> None:
    review = make.claimed()
    form = {**complete(review, "sign_off"), "interests": "some", "declared": "Shares in a maker."}
    client = at_the_desk(make.reviewer())

    def sign() -> None:
        refused = act(client, review, "sign_off", **form)
        assert refused.status_code == 403
        assert "The editors were told what you declared." in alert(refused)

    assert told(sign) == {("waiver", "editor")}
    assert told(sign) == set()
    mail = Mail.objects.get(kind="waiver", recipient__username="editor")
    assert "> Shares in a maker." in mail.text
    assert mail.link.endswith(f"/admin/reviews/review/{review.pk}/change/#decide")


def test_editors_hear_why_a_text_was_held_back() -> None:
    article = make.approved_article(now=make.NOW)
    review = make.claimed(article=make.edited(article, now=make.NOW), now=make.NOW)
    actions.schedule(review=review, by=make.editor(), go_live_at=make.NOW + timedelta(days=1), now=make.NOW)
    make.sign(review, now=make.NOW)
    actions.retract(article=article, by=make.editor(), reason="It harms.", now=make.NOW)
    assert told(lambda: actions.go_live(review=review, by=clock_user(), now=LATER)) == {
        ("held_back", "editor")
    }
    assert "retracted" in Mail.objects.get(kind="held_back", recipient__username="editor").text


def test_editors_hear_at_once_that_a_text_with_a_day_lost_its_ground() -> None:
    """However it happened; whoever did it is not told, and a text without a day is no news to editors."""

    def with_a_day(review: Review) -> Review:
        day = make.NOW + timedelta(days=3)
        return actions.schedule(review=review, by=make.editor(), go_live_at=day, now=make.NOW)

    review = with_a_day(make.claimed(now=make.NOW))
    assert ("held_back", "editor") in told(lambda: sent_back(review))
    mail = Mail.objects.get(kind="held_back", recipient__username="editor")
    assert "5 March 2026, 09:30 UTC" in mail.text
    assert "reviewer asked for changes:\n\n> The dose." in mail.text
    review = with_a_day(make.claimed(article=make.edited(review.article, now=make.NOW), now=make.NOW))
    assert told(lambda: make.submitted(article=make.edited(review.article))) == {
        ("held_back", "editor"), ("submitted", "editor"), ("closed", "reviewer"),
    }  # fmt: skip
    review = with_a_day(Review.objects.open().get())
    assert told(lambda: actions.withdraw(review=review, by=make.writer(), reason="Not now.")) == {
        ("held_back", "editor")
    }
    assert ("held_back", "editor") not in told(lambda: sent_back(make.claimed(slug="other", title="Other")))


def test_a_text_whose_signer_s_credential_was_revoked_meanwhile_goes_public_and_editors_hear_of_it() -> None:
    review = make.claimed(now=make.NOW)
    actions.schedule(review=review, by=make.editor(), go_live_at=make.NOW + timedelta(days=1), now=make.NOW)
    make.sign(review, now=make.NOW)
    make.reviewer().credentials.update(revoked_at=make.NOW + timedelta(hours=1))
    assert told(lambda: actions.go_live(review=review, by=clock_user(), now=LATER)) == {
        ("revoked_since", "editor"),
        ("approved", "writer"),
    }
    assert Review.objects.get().state == State.APPROVED
    mail = Mail.objects.get(kind="revoked_since", recipient__username="editor")
    assert "the credential of Test reviewer was revoked" in mail.text
    assert "/admin/reviews/publication/" in mail.link


def test_editors_writers_and_the_last_signers_hear_that_a_text_must_be_reviewed_again() -> None:
    article, other = make.approved_article(), make.editor(username="other-editor")
    assert told(lambda: actions.mark_for_re_review(article=article, by=other, reason="New guideline.")) == {
        ("re_review", "editor"),
        ("re_review", "writer"),
        ("re_review", "reviewer"),
    }
    links = dict(Mail.objects.filter(kind="re_review").values_list("recipient__username", "link"))
    assert "/reviews/publication/" in links["editor"]
    assert "/articles/article/" in links["writer"]


@pytest.mark.parametrize("field", [{"is_active": False}, {"email": ""}, {"is_staff": False}])
def test_nobody_is_written_to_who_cannot_be_reached_or_cannot_open_the_desk(field: dict[str, Any]) -> None:
    review = make.claimed()
    User.objects.filter(username="writer").update(**field)
    assert told(lambda: sent_back(review)) == set()


def test_superusers_are_asked_only_where_there_is_no_editor() -> None:
    make.superuser()
    assert told(make.submitted) == {("submitted", "editor")}
    User.objects.filter(groups__name="Editors").update(is_active=False)
    assert told(lambda: make.submitted(title="Another one", slug="another")) == {("submitted", "superuser")}


def test_whoever_is_told_for_two_reasons_is_told_once() -> None:
    article = make.approved_article()
    make.edited(article, by=make.editor())  # an editor who is a writer too
    other = make.editor(username="other-editor")
    actions.mark_for_re_review(article=Article.objects.get(pk=article.pk), by=other, reason="New guideline.")
    assert Mail.objects.filter(kind="re_review", recipient=make.editor()).count() == 1


def test_an_act_that_is_refused_tells_nobody() -> None:
    review = make.review_at(State.WITHDRAWN)
    with pytest.raises(Exception, match="cannot be"):
        told(lambda: actions.assign(review=review, reviewer=make.reviewer(), by=make.editor()))
    assert not Mail.objects.filter(kind="assigned").exists()
