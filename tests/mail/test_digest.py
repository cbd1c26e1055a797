"""Does whoever asked for one mail a day get one, with everything in it?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core import mail as post_box
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews import actions
from reviews.mail import digest
from reviews.models import Mail, Preferences
from tests import factories as make
from tests.mail.worker import work

TOMORROW = make.NOW + timedelta(days=1)


def editor_of_the_day() -> Any:
    editor = make.editor()
    Preferences.objects.get_or_create(user=editor, defaults={"daily_digest": True})
    return editor


def waits(number: int) -> None:
    make.submitted(now=make.NOW, title=f"Waiting {number}", slug=f"waiting-{number}")


def arrived() -> list[Any]:
    work()
    return [sent for sent in post_box.outbox if sent.to == ["editor@example.org"]]


def test_a_day_of_events_is_one_mail_that_names_each_with_its_link() -> None:
    editor_of_the_day()
    for number in range(3):
        waits(number)
    assert arrived() == []
    digest.make(now=make.NOW)
    [sent] = arrived()
    assert sent.subject == "3 things at the desk of Imprimatur"
    for mail in Mail.objects.filter(kind="submitted", recipient=make.editor()):
        assert f"{mail.subject}:\n{mail.link}" in sent.body
        assert (mail.status, mail.attempts) == ("sent", 0)


def test_what_comes_after_the_digest_of_the_day_waits_for_the_next_one() -> None:
    editor_of_the_day()
    waits(1)
    assert digest.make(now=make.NOW) == 1
    waits(2)
    assert digest.make(now=make.NOW + timedelta(hours=5)) == 0
    assert len(arrived()) == 1
    assert digest.make(now=TOMORROW) == 1
    assert arrived()[-1].subject == "Waits for a reviewer: Waiting 2"


def test_without_news_there_is_no_digest() -> None:
    editor_of_the_day()
    assert digest.make(now=make.NOW) == 0
    assert arrived() == []


def test_whoever_changed_their_mind_still_gets_what_waited() -> None:
    editor = editor_of_the_day()
    waits(1)
    Preferences.objects.filter(user=editor).update(daily_digest=False)
    digest.make(now=make.NOW)
    [sent] = arrived()
    assert sent.subject == "Waits for a reviewer: Waiting 1"  # alone, it is sent as it was written


def test_whoever_left_gets_no_digest_and_the_list_of_mails_says_why() -> None:
    editor = editor_of_the_day()
    waits(1)
    editor.is_active = False
    editor.save()
    assert digest.make(now=make.NOW) == 0
    assert "not active" in Mail.objects.failed().get().fault
    assert digest.make(now=TOMORROW) == 0


def test_a_very_long_day_is_cut_and_says_how_much_is_left() -> None:
    editor_of_the_day()
    review = make.claimed(now=make.NOW)
    for number in range(digest.LONGEST + 2):
        Mail.objects.create(
            key=f"part-{number}", kind="test", recipient=make.editor(), address="editor@example.org", link="/",
            subject=f"Part {number}", text="x", review=review, made_at=make.NOW, for_digest=True,
        )  # fmt: skip
    digest.make(now=make.NOW)
    [sent] = arrived()
    assert f"Part {digest.LONGEST - 4}:" in sent.body
    assert "3 more are not listed here." in sent.body
    assert not Mail.objects.for_a_digest().exists()


def test_ten_people_take_no_more_queries_than_one() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert digest.make(now=make.NOW) > 0
        return len([query for query in captured if query["sql"].startswith("SELECT")])

    editor_of_the_day()
    waits(1)
    one = queries()
    for number in range(9):
        Preferences.objects.create(user=make.editor(username=f"editor-{number}"), daily_digest=True)
    actions.release(review=make.claimed(now=make.NOW), by=make.reviewer(), now=make.NOW)
    assert queries() <= one + 1
