"""Is everybody reminded when it is time, and only then?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews import actions
from reviews.mail import digest, reminders
from reviews.models import Credential, Mail, Publication, Review
from tests import factories as make

DUE = make.NOW + timedelta(days=14)  # by the policy that has no row
DAY = timedelta(days=1)


def reminded(now: datetime) -> set[tuple[str, str]]:
    """Kind and name of everybody who is newly reminded, but for the editor who verifies credentials."""
    before = list(Mail.objects.values_list("pk", flat=True))
    reminders.remind(now=now)
    new = Mail.objects.exclude(pk__in=before).exclude(recipient__username="verifier")
    found = list(new.values_list("kind", "recipient__username"))
    assert len(found) == len(set(found))
    return set(found)


def days_with_news(days: Iterable[int], *, since: datetime) -> dict[int, set[tuple[str, str]]]:
    """Run every day, as a cron job does."""
    told = {day: reminded(since + day * DAY) for day in days}
    return {day: news for day, news in told.items() if news}


def test_the_reviewer_hears_three_days_before_on_the_day_and_every_week_after_it_and_editors_from_then_on() -> (
    None
):
    make.editor()
    make.claimed(now=make.NOW)
    late = {("due", "reviewer"), ("overdue", "editor")}
    soon = {("due", "reviewer")}
    assert days_with_news(range(-10, 17), since=DUE) == {-3: soon, 0: soon, 1: late, 8: late, 15: late}


def test_a_day_that_was_missed_is_made_up_for_once() -> None:
    make.claimed(now=make.NOW)
    assert days_with_news([-5, -2, -1, 4, 5], since=DUE).keys() == {-2, 4}


def test_running_twice_on_one_day_reminds_once() -> None:
    make.claimed(now=make.NOW)
    assert reminded(DUE)
    assert reminded(DUE) == set()
    assert reminded(DUE + timedelta(hours=10)) == set()


def test_whoever_was_asked_a_moment_ago_is_not_reminded_that_it_is_due_soon() -> None:
    review = make.submitted(now=make.NOW)
    actions.claim(review=review, by=make.reviewer(), now=DUE - 2 * DAY)
    assert days_with_news(range(-2, 1), since=DUE).keys() == {0}


def test_a_text_that_nobody_has_is_a_matter_for_editors() -> None:
    make.editor()
    make.submitted(now=make.NOW)
    assert days_with_news(range(-5, 3), since=DUE) == {1: {("overdue", "editor")}}
    assert "Nobody has claimed it." in Mail.objects.filter(kind="overdue")[0].text


def test_whoever_has_signed_is_left_alone_while_others_are_waited_for() -> None:
    make.editor()
    review = make.claimed(now=make.NOW, category=make.category(required_sign_offs=2))
    make.sign(review, now=make.NOW)
    assert days_with_news(range(-5, 3), since=DUE) == {1: {("overdue", "editor")}}
    assert "1 more signature" in Mail.objects.filter(kind="overdue")[0].text


def test_a_signed_text_that_waits_for_its_day_reminds_nobody() -> None:
    review = make.claimed(now=make.NOW)
    actions.schedule(review=review, by=make.editor(), go_live_at=DUE + 30 * DAY, now=make.NOW)
    make.sign(review, now=make.NOW)
    assert days_with_news(range(-5, 20), since=DUE) == {}


def test_a_new_due_date_and_a_new_reviewer_are_reminded_anew() -> None:
    review = make.claimed(now=make.NOW)
    assert reminded(DUE)
    Review.objects.filter(pk=review.pk).update(due_on=(DUE + 20 * DAY).date())
    assert reminded(DUE + 20 * DAY) == {("due", "reviewer")}
    actions.assign(
        review=review, reviewer=make.second_reviewer(), by=make.editor(), reason="Ill.", now=DUE + 20 * DAY
    )
    assert ("due", "second-reviewer") in reminded(DUE + 20 * DAY)


def test_an_editor_reminds_by_hand() -> None:
    review = make.claimed(now=make.NOW)
    actions.remind(review=review, by=make.editor(), now=make.NOW)
    mail = Mail.objects.get(kind="reminder")
    assert mail.recipient == make.reviewer()
    assert "editor reminds you" in mail.text


def test_many_overdue_reviews_are_one_mail_to_an_editor() -> None:
    make.editor()
    for number in range(3):
        make.claimed(now=make.NOW, title=f"Overdue {number}", slug=f"overdue-{number}")
    reminders.remind(now=DUE + DAY)
    Mail.objects.exclude(kind="overdue").delete()
    assert digest.make(now=DUE + DAY) == 2
    lists = Mail.objects.filter(kind="digest")
    assert lists.count() == 2  # one for each editor
    for number in range(3):
        assert f"Overdue: Overdue {number}" in lists[0].text
    assert digest.make(now=DUE + DAY) == 0


# --- Credentials ---------------------------------------------------------------------------------------
def ending(*, on: date, **fields: Any) -> Credential:
    reviewer = make.reviewer()
    reviewer.credentials.all().delete()
    return make.credential(holder=reviewer, valid_until=on, **fields)


def test_a_credential_that_ends_is_told_to_its_holder_and_to_editors_at_60_30_and_7_days() -> None:
    make.editor()
    ending(on=(make.NOW + 100 * DAY).date())
    both = {("credential", "reviewer"), ("credential", "editor")}
    told = days_with_news(range(30, 105), since=make.NOW)
    assert told == {40: both, 70: both, 93: both}
    mine = Mail.objects.filter(kind="credential", recipient=make.reviewer()).first()
    theirs = Mail.objects.filter(kind="credential", recipient=make.editor()).first()
    assert mine is not None
    assert theirs is not None
    assert mine.subject == "Your credential in Psychiatry ends on 10 June 2026"
    assert mine.link.endswith("/admin/me/")
    assert theirs.subject == "The credential of Test reviewer in Psychiatry ends on 10 June 2026"
    assert "/reviews/credential/" in theirs.link


def test_a_credential_that_was_renewed_revoked_or_is_over_reminds_nobody() -> None:
    soon = (make.NOW + 5 * DAY).date()
    ending(on=soon)
    make.credential(holder=make.reviewer(), valid_until=soon + 400 * DAY)  # the renewed one
    ending_elsewhere = make.reviewer(username="second-reviewer")
    ending_elsewhere.credentials.update(valid_until=soon, revoked_at=make.NOW)
    over = make.reviewer(username="third-reviewer")
    over.credentials.update(valid_until=(make.NOW - DAY).date())
    assert reminded(make.NOW) == set()


def test_a_credential_of_somebody_who_left_reminds_nobody() -> None:
    ending(on=(make.NOW + 5 * DAY).date())
    holder = make.reviewer()
    holder.is_active = False
    holder.save()
    assert reminded(make.NOW) == set()


# --- Approved texts that fall due ----------------------------------------------------------------------
def test_editors_hear_90_30_and_0_days_before_an_approved_text_falls_due() -> None:
    make.editor()
    review = make.approved(now=make.NOW)
    assert review.next_review_on is not None
    falls_due = datetime.combine(review.next_review_on, make.NOW.timetz())
    told = {("falls_due", "editor")}
    days = [*range(-100, 3), 200]
    assert days_with_news(days, since=falls_due) == {-90: told, -30: told, 0: told}


def test_texts_that_fall_due_together_are_one_mail() -> None:
    make.editor()
    for number in range(4):
        make.approved(now=make.NOW, title=f"Approved {number}", slug=f"approved-{number}")
    Mail.objects.all().delete()
    now = make.NOW + 400 * DAY
    reminders.remind(now=now)
    digest.make(now=now)
    sent = Mail.objects.exclude(for_digest=True)
    assert sorted(sent.values_list("recipient__username", flat=True)) == ["editor", "verifier"]
    for number in range(4):
        assert f"Review fell due: Approved {number}" in sent[0].text


@pytest.mark.parametrize("reason", ["in review", "archived", "retracted"])
def test_a_text_that_needs_no_new_review_is_not_listed(reason: str) -> None:
    article = make.approved_article(now=make.NOW)
    if reason == "in review":
        make.submitted(article=make.edited(article, now=make.NOW), now=make.NOW + 399 * DAY)
    elif reason == "archived":
        actions.archive(article=article, by=make.editor(), reason="Merged.", now=make.NOW)
    else:
        actions.retract(article=article, by=make.editor(), reason="It harms.", now=make.NOW)
    reminders.remind(now=make.NOW + 400 * DAY)
    assert not Mail.objects.filter(kind="falls_due").exists()
    assert Publication.objects.count() == 1


def test_twenty_of_each_take_no_more_queries_than_ten() -> None:
    def one_more(number: int) -> None:
        make.claimed(now=make.NOW, title=f"Overdue {number}", slug=f"overdue-{number}")
        make.approved(now=make.NOW, title=f"Approved {number}", slug=f"approved-{number}")
        holder = make.reviewer(username=f"reviewer-{number}")
        holder.credentials.update(valid_until=(make.NOW + 420 * DAY).date())

    def queries() -> int:
        Mail.objects.all().delete()
        with CaptureQueriesContext(connection) as captured:
            reminders.remind(now=make.NOW + 400 * DAY)
        return len([query for query in captured if query["sql"].startswith("SELECT")])

    for number in range(10):
        one_more(number)
    ten = queries()
    for number in range(10, 20):
        one_more(number)
    assert queries() == ten
