"""Does every subscriber hear of each change once, and only of what is true when the mail leaves?"""

from __future__ import annotations

import email
import email.policy
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils import timezone

from readers.correspondence import actions, posting, tokens
from readers.correspondence.exceptions import NotSendable
from readers.correspondence.models import Issue, Post, Subscription
from reviews import actions as desk
from tests import factories as make
from tests.correspondence.newsletter import deliver, subscribed
from tests.mail.worker import work


@pytest.fixture
def subscription() -> Subscription:
    found = subscribed()
    mail.outbox.clear()
    return found


def issue() -> list[Any]:
    actions.build(now=timezone.now())
    return deliver()


def parsed(message: Any) -> Any:
    """The message as its reader's program sees it: from the bytes that leave the house."""
    return email.message_from_bytes(message.message().as_bytes(), policy=email.policy.default)


def test_what_was_approved_updated_corrected_and_retracted_is_told_under_its_heading(
    subscription: Subscription,
) -> None:
    article = make.approved_article(title="Sleep better")
    [message] = issue()
    assert "NEW: Sleep better\nApproved, signed on" in message.body
    make.approved(article=make.edited(article))
    assert "UPDATED: Sleep better" in issue()[0].body
    desk.correct(article=article, by=make.editor(), reason="The dose was wrong.")
    [message] = issue()
    assert "CORRECTED: Sleep better" in message.body
    assert "The dose was wrong." in message.body
    desk.retract(article=article, by=make.editor(), reason="The data were invented.")
    [message] = issue()
    assert "RETRACTED: Retracted: Sleep better\nRetracted\n\nThe data were invented." in message.body
    assert "signed on" not in message.body


def test_a_second_run_sends_nothing_twice(subscription: Subscription) -> None:
    make.approved_article()
    assert len(issue()) == 1
    assert issue() == []
    assert actions.build(now=timezone.now()) is None
    assert Issue.objects.count() == 1


def test_what_was_there_before_the_confirmation_is_no_news() -> None:
    make.approved_article()
    subscribed()
    mail.outbox.clear()
    assert issue() == []


def test_a_signed_typo_a_renewal_and_a_pending_text_are_no_news(subscription: Subscription) -> None:
    article = make.approved_article()
    issue()
    make.approved(article=make.edited(article, significance="minor"))
    make.submitted(title="Not signed yet")
    assert issue() == []


def test_only_the_chosen_topics_are_told(subscription: Subscription) -> None:
    subscription.topics.add(make.category(name="Pain"))
    make.approved_article(title="About sleep")
    assert issue() == []
    make.approved_article(title="About pain", category=make.category(name="Pain"))
    [message] = issue()
    assert "About pain" in message.body
    assert "About sleep" not in message.body


def test_nobody_hears_who_did_not_confirm(subscription: Subscription) -> None:
    from tests.correspondence.newsletter import ask

    ask(address="never@example.net")
    deliver()
    make.approved_article()
    assert [message.to for message in issue()] == [[subscription.address]]


def test_whoever_leaves_between_making_and_sending_gets_nothing(subscription: Subscription) -> None:
    make.approved_article()
    actions.build(now=timezone.now())
    Client().post(f"/newsletter/unsubscribe/{tokens.to_leave(subscription.fingerprint)}/")
    assert deliver() == []
    assert Post.objects.get(issue__isnull=False).dropped_at is not None


def test_what_was_retracted_between_making_and_sending_is_not_recommended(subscription: Subscription) -> None:
    article = make.approved_article(title="Sleep better")
    actions.build(now=timezone.now())
    desk.retract(article=article, by=make.editor(), reason="Invented.")
    assert deliver() == []
    assert "RETRACTED: Retracted: Sleep better" in issue()[0].body


def test_a_text_that_was_tampered_with_is_not_sent_as_signed(subscription: Subscription) -> None:
    from django.db import connection

    article = make.approved_article()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE articles_revision DISABLE TRIGGER USER")
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'articles_revision'"
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("UPDATE articles_revision SET title = 'Other' WHERE article_id = %s", [article.pk])
    assert issue() == []


def test_every_issue_can_be_left_with_one_click_as_the_standard_says(subscription: Subscription) -> None:
    make.approved_article()
    [message] = issue()
    seen = parsed(message)
    leave = f"https://example.org/newsletter/unsubscribe/{tokens.to_leave(subscription.fingerprint)}/"
    web, post = seen["List-Unsubscribe"].strip().split(", ")
    assert web == f"<{leave}>"
    assert post.startswith("<mailto:editors@localhost?subject=unsubscribe%20")
    assert seen["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert b"=?utf-8?" not in message.message().as_bytes().split(b"\n\n")[0]
    text, html = seen.iter_parts()
    for part, kind in ((text, "text/plain"), (html, "text/html")):
        assert part.get_content_type() == kind
        assert leave in part.get_content()
        assert "1 Test Street, Testtown" in part.get_content()


def test_a_mail_reports_nothing_about_its_reader(subscription: Subscription) -> None:
    article = make.approved_article()
    html = parsed(issue()[0]).get_body(("html",)).get_content()
    assert "<img" not in html
    assert "url(" not in html
    assert f'href="https://example.org{article.get_absolute_url()}"' in html


def test_words_of_others_are_text_in_a_mail(subscription: Subscription) -> None:
    make.approved_article(title="A <b>bold</b> & plain title")
    [message] = issue()
    assert message.subject.endswith("A <b>bold</b> & plain title")
    assert "A &lt;b&gt;bold&lt;/b&gt; &amp; plain title" in message.alternatives[0][0]
    assert "A <b>bold</b> & plain title" in message.body


def test_without_a_postal_address_nothing_is_made_or_sent(subscription: Subscription) -> None:
    make.approved_article()
    with override_settings(POSTAL_ADDRESS=""):
        with pytest.raises(NotSendable):
            actions.build(now=timezone.now())
        with pytest.raises(CommandError, match="Set POSTAL_ADDRESS") as refused:
            call_command("send_newsletter")
        assert refused.value.returncode == 1
    assert not Issue.objects.exists()
    actions.build(now=timezone.now())
    with override_settings(POSTAL_ADDRESS=""):
        assert deliver() == []
    Post.objects.owed().update(not_before=timezone.now())
    assert len(deliver()) == 1


def test_without_a_secure_way_out_nothing_is_made_or_sent(subscription: Subscription) -> None:
    make.approved_article()
    with override_settings(SITE_URL="http://example.org"):
        with pytest.raises(CommandError, match="Set SITE_URL to an address that begins with https://"):
            call_command("send_newsletter")
        assert not Issue.objects.exists()
        with override_settings(DEBUG=True):
            assert actions.build(now=timezone.now()) is not None


def test_the_command_says_what_it_did(subscription: Subscription, capsys: pytest.CaptureFixture[str]) -> None:
    make.approved_article()
    call_command("send_newsletter")
    assert "goes to 1 subscriber." in capsys.readouterr().out
    work()  # mail to the desk goes out as well
    assert len([message for message in mail.outbox if message.to == [subscription.address]]) == 1
    call_command("send_newsletter")
    assert "Nothing is new" in capsys.readouterr().out


def test_a_mail_that_could_not_be_sent_is_tried_again_later(subscription: Subscription) -> None:
    make.approved_article()
    actions.build(now=timezone.now())
    post, now = Post.objects.get(issue__isnull=False), timezone.now()
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=1):
        assert posting.send_all([post.pk], now=now) == 0
    post.refresh_from_db()
    assert (post.attempts, post.sent_at) == (1, None)
    assert "ConnectionRefusedError" in post.fault
    assert posting.send_all([post.pk], now=now) == 0  # its pause is not over
    assert posting.send_all([post.pk], now=now + timedelta(minutes=3)) == 1
    assert posting.send_all([post.pk], now=now + timedelta(days=1)) == 0
    post.refresh_from_db()
    assert (post.attempts, post.fault) == (2, "")


def test_after_five_attempts_it_stays_and_says_why(subscription: Subscription) -> None:
    make.approved_article()
    actions.build(now=timezone.now())
    post, now = Post.objects.get(issue__isnull=False), timezone.now()
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=1):
        for days in range(9):
            posting.send_all([post.pk], now=now + timedelta(days=days))
    assert Post.objects.failed().get().attempts == 5
    assert not mail.outbox


def test_what_a_killed_worker_held_is_taken_up_by_the_next_one_with_the_same_message_id(
    subscription: Subscription,
) -> None:
    make.approved_article()
    actions.build(now=timezone.now())
    now = timezone.now()
    post = Post.objects.get(issue__isnull=False)
    Post.objects.filter(pk=post.pk).update(taken_at=now, attempts=1)
    assert posting.send_all([post.pk], now=now + timedelta(minutes=10)) == 0
    assert posting.send_all([], now=now + timedelta(minutes=20)) == 1
    [message] = mail.outbox
    assert message.extra_headers["Message-ID"].startswith(f"<post-{post.pk}-")


def test_many_subscribers_cost_no_more_questions_while_an_issue_is_made() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (2, 12):
        now = timezone.now()
        for n in range(number):
            Subscription.objects.create(
                address=f"r{n}.{number}@example.net",
                fingerprint=f"{number}-{n}",
                confirmed_at=now,
                told_up_to=0,
            )
        make.approved_article()
        Subscription.objects.update(told_up_to=0)
        with CaptureQueriesContext(connection) as captured:
            actions.build(now=now)
        counts.append(len(captured))
    assert counts[0] == counts[1]
