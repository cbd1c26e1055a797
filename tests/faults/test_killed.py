"""What is left when the site is killed in the middle of an act? Either all of that act or nothing of it."""

from __future__ import annotations

import os
import random
from collections import Counter

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from articles import append_only
from articles.models import Article
from readers.correspondence.models import Consent, Post, Subscription
from reviews import record
from reviews.models import LedgerEntry, Mail, Notice, Publication, Review, SignOff
from reviews.workflow import TRANSITIONS, State
from tests.faults import labour

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
ACTS, KILLS = (int(number) for number in os.environ.get("FAULTS", "60/6").split("/"))
MOVES = {verb: move.target for verb, move in TRANSITIONS.items() if verb != "sign_off"}


def test_a_site_killed_at_any_moment_has_done_each_act_wholly_or_not_at_all(committed: None) -> None:
    """FAULTS=1000/40 does a thousand acts and kills forty times."""
    labour.begin()
    chance, done = random.Random(), 0  # another moment at each run; what is wrong is told by the rows
    for life in range(KILLS):
        done += labour.work_until_killed(seed=chance.randrange(10**9), acts=ACTS // KILLS, chance=chance)
        assert [fault for fault in record.faults() if fault is not None] == [], life
        nothing_is_half_done()
    assert append_only.missing(connection) == []
    assert done >= ACTS - KILLS
    assert {"submit", "claim"} <= set(LedgerEntry.objects.values_list("verb", flat=True))


def nothing_is_half_done() -> None:
    told: dict[int, str] = {}
    counted: Counter[str] = Counter()
    for verb, review in LedgerEntry.objects.order_by("number").values_list("verb", "review_id"):
        counted[verb] += 1
        if verb in MOVES and review is not None:
            told[review] = MOVES[verb]
    assert told == dict(Review.objects.values_list("pk", "state"))
    assert counted["sign_off"] == SignOff.objects.count()
    assert (
        sum(counted[v] for v in ("retract", "correct", "express_concern", "reinstate"))
        == Notice.objects.count()
    )
    for publication in Publication.objects.exclude(live_revision=None).select_related("approval"):
        approval = publication.approval
        assert approval is not None
        assert (approval.state, approval.revision_id) == (State.APPROVED, publication.live_revision_id)
    for article in Article.objects.all():
        assert list(article.revisions.order_by("number").values_list("number", flat=True)) == list(
            range(1, article.revision_number + 1)
        )
    every_letter_is_in_somebodys_hands()


def every_letter_is_in_somebodys_hands() -> None:
    """What an act owes was written with it: each mail that waits has its task, each reader who was asked has their letter."""
    in_hand = {key for task in DBTaskResult.objects.all() for key in (task.args_kwargs["args"] or [[]])[0]}
    assert set(Mail.objects.to_send().values_list("pk", flat=True)) <= in_hand
    assert Post.objects.filter(consent__isnull=False).count() == Consent.objects.count()
    assert Subscription.objects.count() == Consent.objects.filter(confirmed_at__isnull=False).count()
