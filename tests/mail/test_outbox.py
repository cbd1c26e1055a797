"""When is a mail owed? With the act and only with it, once, in as many queries for ten people as for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail as post_box
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from reviews import actions, ledger
from reviews.exceptions import NotPermitted
from reviews.mail.outbox import Letter, send_again, write
from reviews.mail.people import Recipient
from reviews.mail.wording import quoted
from reviews.models import LedgerEntry, Mail, Preferences
from tests import factories as make
from tests.mail.worker import work


def letter(**fields: Any) -> Letter:
    to = Recipient(address="guest@example.net", name="A guest")
    context = {"title": "Sleep", "actor": "An editor", "reason": quoted("Because.")}
    return Letter(
        **{"kind": "re_review", "event": "test", "to": to, "link": "/x/", "context": context, **fields}
    )


def test_an_act_that_fails_after_its_mail_was_written_owes_nothing() -> None:
    review, editor, reviewer = make.submitted(), make.editor(), make.reviewer()
    before = (Mail.objects.count(), DBTaskResult.objects.count(), LedgerEntry.objects.count())

    def breaks(sender: type[LedgerEntry], *, entry: LedgerEntry, **kwargs: Any) -> None:
        assert Mail.objects.filter(kind="assigned").exists()
        raise RuntimeError("The disk is full.")

    ledger.recorded.connect(breaks)
    try:
        with pytest.raises(RuntimeError, match="disk"):
            actions.assign(review=review, reviewer=reviewer, by=editor)
    finally:
        ledger.recorded.disconnect(breaks)
    assert (Mail.objects.count(), DBTaskResult.objects.count(), LedgerEntry.objects.count()) == before


def test_nobody_is_told_twice_of_the_same_event() -> None:
    assert write([letter(), letter()], now=make.NOW) == 1
    assert write([letter()], now=make.NOW) == 0
    assert write([letter(event="another")], now=make.NOW) == 1
    assert Mail.objects.count() == 2


def test_the_same_event_told_at_the_same_moment_by_somebody_else_is_no_fault() -> None:
    """The look at what is known and the writing are two steps; the database has the last word."""
    told = Mail.objects.bulk_create([letter().mail(now=make.NOW)] * 2, ignore_conflicts=True)
    assert len(told) == 2
    assert Mail.objects.count() == 1


def test_a_guest_gets_a_mail_without_the_words_for_staff() -> None:
    write([letter()], now=make.NOW)
    work()
    [sent] = post_box.outbox
    assert sent.to == ["guest@example.net"]
    assert "/admin/me/" not in sent.body


@pytest.mark.parametrize("act", ["submit", "mark"])
def test_an_act_takes_no_more_queries_for_more_recipients(act: str) -> None:
    article = make.approved_article()
    make.editor()
    doing: dict[str, Callable[[], Any]] = {
        "submit": lambda: actions.submit(article=make.edited(article), by=make.writer()),
        "mark": lambda: actions.mark_for_re_review(
            article=article, by=make.editor(), reason=str(Mail.objects.count())
        ),
    }

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            doing[act]()
        return len(captured)

    doing[act]()
    one = queries()
    for number in range(12):
        make.editor(username=f"editor-{number}")
    before = Mail.objects.count()
    many = queries()
    assert Mail.objects.count() - before >= 12
    assert many <= one + 1  # one more task in the queue for every ten mails


def test_what_somebody_chose_to_have_once_a_day_waits() -> None:
    Preferences.objects.create(user=make.editor(), daily_digest=True)
    make.submitted()
    work()
    assert [sent.to for sent in post_box.outbox] == [["verifier@example.org"]]
    assert Mail.objects.for_a_digest().get().recipient == make.editor()


def test_only_editors_send_a_mail_again_and_only_what_has_failed_is_sent_again() -> None:
    write([letter()], now=make.NOW)
    with pytest.raises(NotPermitted):
        send_again(mails=Mail.objects.all(), by=make.reviewer())
    assert send_again(mails=Mail.objects.all(), by=make.editor()) == 0
    work()
    assert send_again(mails=Mail.objects.all(), by=make.editor()) == 0
    work()
    assert len(post_box.outbox) == 1
