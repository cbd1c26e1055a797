"""What if the same thing is asked for twice in one moment? It happens once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from readers.correspondence import actions, posting
from readers.correspondence.exceptions import LinkSpent
from readers.correspondence.models import Consent, Issue, Letter, Post, Subscription
from tests import factories as make
from tests.correspondence.kept import a_letter
from tests.faults.conftest import Moment, at_once, committed

__all__ = ["at_once", "committed"]

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def faults(outcomes: list[Any]) -> list[Any]:
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


def ask(nonce: str) -> None:
    actions.ask(
        nonce=nonce, address="reader@example.net", topics=[], wording="Yes", source_page="/newsletter/",
        visitor="v", now=timezone.now(),
    )  # fmt: skip


def test_one_form_that_arrives_four_times_at_once_counts_once(at_once: Moment) -> None:
    assert faults(at_once(*[lambda: ask("one")] * 4)) == []
    assert Consent.objects.count() == 1
    assert Post.objects.count() == 1


def test_one_letter_that_arrives_four_times_at_once_is_one_letter(at_once: Moment) -> None:
    article = make.approved_article()
    publication = article.publication
    write = {"kind": "question", "nonce": "one", "message": "Why?", "revision": publication.live_revision}
    outcomes = at_once(*[lambda: actions.write(**write, visitor="v", now=timezone.now())] * 4)
    assert faults(outcomes) == []
    assert Letter.objects.count() == 1


def test_two_requests_for_one_address_confirmed_at_once_make_one_subscription(at_once: Moment) -> None:
    ask("one")
    ask("two")
    first, second = Consent.objects.values_list("pk", flat=True)
    outcomes = at_once(
        *(lambda pk=pk: actions.confirm(consent=pk, now=timezone.now()) for pk in (first, second, first))
    )
    assert [type(fault) for fault in faults(outcomes)] == [LinkSpent]
    assert Subscription.objects.count() == 1


def test_two_commands_at_once_make_one_issue_and_two_workers_send_it_once(at_once: Moment) -> None:
    ask("one")
    actions.confirm(consent=Consent.objects.get().pk, now=timezone.now())
    make.approved_article()
    now = timezone.now()
    assert faults(at_once(*[lambda: actions.build(now=now)] * 3)) == []
    assert Issue.objects.count() == 1
    [post] = Post.objects.exclude(issue=None)
    sent = at_once(*[lambda: posting.send_all([post.pk], now=now)] * 3)
    assert sorted(sent) == [0, 0, 1]
    assert len(mail.outbox) == 1


def test_two_editors_who_answer_at_once_send_one_answer(at_once: Moment) -> None:
    letter, editor = a_letter(make.approved_article()), make.editor()
    outcomes = at_once(
        *[lambda: actions.answer(letter=letter, by=editor, text="Because.", now=timezone.now())] * 3
    )
    assert len(faults(outcomes)) == 2
    assert Post.objects.count() == 1
