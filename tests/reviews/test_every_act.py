"""What holds for every act at the desk, whichever it is?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from reviews import actions, workflow
from reviews.exceptions import EditorialError, NotPermitted, ReasonMissing, TransitionNotAllowed
from reviews.models import LedgerEntry
from reviews.workflow import State
from tests import factories as make
from tests.reviews import acts
from tests.reviews.acts import Act

pytestmark = pytest.mark.django_db

every_act = pytest.mark.parametrize("act", acts.ALL, ids=lambda act: act.verb)
DOABLE_AGAIN = {"waive_conflict", "ask_for_draft"}  # saying it twice is two remarks, not one act done double
QUIET_AGAIN = {
    "publish_pending",
    "comment",
    "answer_comment",
    "resolve_comment",
    "mark_for_re_review",
    "flag_retracted_source",
    "record_source_notices",
    "schedule",
    "go_live",
    "keep_credential",
    "keep_person",
    "ask_for_waiver",
}  # done is done
OF_NO_ARTICLE = {
    "ask_for_factor_reset",
    "confirm_factor_reset",
    "refuse_factor_reset",
    "reset_factors_alone",
    "flag_retracted_source",
    "keep_credential",
    "merge_sources",
    "record_source_notices",
    "register",
    "supersede_source",
}  # cited by many


def test_every_action_is_among_the_acts() -> None:
    assert {act.verb for act in acts.ALL} == set(actions.__all__)


@every_act
def test_the_right_person_may_do_it_and_the_ledger_says_so(act: Act) -> None:
    situation = act.situation()
    before = LedgerEntry.objects.count()
    act.do(**situation, now=make.NOW + timedelta(days=9))
    entries = LedgerEntry.objects.filter(number__gt=before).order_by("number")
    assert tuple(entry.verb for entry in entries) == act.entries
    assert {entry.actor for entry in entries} == {act.person()}
    assert {entry.at for entry in entries} == {make.NOW + timedelta(days=9)}
    assert None not in {entry.article for entry in entries if entry.verb not in OF_NO_ARTICLE}


@pytest.mark.parametrize(
    ("act", "entry"),
    [(act, n) for act in acts.ALL for n in range(len(act.entries))],
    ids=lambda v: getattr(v, "verb", v),
)
def test_if_an_entry_of_the_ledger_cannot_be_written_nothing_happened(
    act: Act, entry: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    situation, person = act.situation(), act.person()
    before = acts.everything()
    break_the_ledger(monkeypatch, after=entry)
    with pytest.raises(OSError, match="disk"):
        act.do(by=person, **situation)
    assert acts.everything() == before


def break_the_ledger(monkeypatch: pytest.MonkeyPatch, *, after: int) -> None:
    """So many more entries can be written, then none."""
    save, left = LedgerEntry.save, iter(range(after))

    def fail(entry: LedgerEntry, *args: Any, **kwargs: Any) -> None:
        if next(left, None) is None:
            raise OSError("The disk is full.")
        save(entry, *args, **kwargs)

    monkeypatch.setattr(LedgerEntry, "save", fail)


@every_act
def test_a_stranger_may_not_and_changes_nothing(act: Act) -> None:
    situation, stranger = act.situation(), make.stranger()
    before = acts.everything()
    with pytest.raises(NotPermitted) as refused:
        act.do(by=stranger, **situation)
    assert refused.value.reasons
    assert acts.everything() == before


@every_act
def test_an_account_that_was_closed_may_do_nothing(act: Act) -> None:
    situation, person = act.situation(), act.person()
    person.is_active = False
    person.save()
    before = acts.everything()
    with pytest.raises(NotPermitted):
        act.do(by=person, **situation)
    assert acts.everything() == before


@every_act
def test_somebody_who_is_not_logged_in_may_do_nothing(act: Act) -> None:
    situation = act.situation()
    before = acts.everything()
    with pytest.raises(NotPermitted):
        act.do(by=AnonymousUser(), **situation)  # type: ignore[arg-type]
    assert acts.everything() == before


@every_act
def test_the_same_request_sent_twice_acts_once(act: Act) -> None:
    situation = act.situation()
    act.do(**situation)
    before = acts.everything()
    if act.verb in QUIET_AGAIN:
        act.do(**situation)
    elif act.verb not in DOABLE_AGAIN:
        with pytest.raises(EditorialError):
            act.do(**situation)
    else:
        return
    assert acts.everything() == before


@pytest.mark.parametrize(
    "act", [a for a in acts.ALL if a.verb in acts.WITH_A_REASON], ids=lambda act: act.verb
)
@pytest.mark.parametrize("blank", ["", "   ", "\n\t"])
def test_an_act_that_needs_a_reason_is_refused_without_one(act: Act, blank: str) -> None:
    situation = act.situation() | {"reason": blank}
    before = acts.everything()
    with pytest.raises(ReasonMissing, match="needs a reason"):
        act.do(**situation)
    assert acts.everything() == before


WORDS = [
    (act, name)
    for act in acts.ALL
    for name in {
        "submit": ["note"], "release": ["reason"], "withdraw": ["reason"], "sign_off": ["interests"],
        "comment": ["text", "quote"], "answer_comment": ["text"],
    }.get(act.verb, ["reason"] if act.verb in acts.WITH_A_REASON else [])
]  # fmt: skip


@pytest.mark.parametrize(("act", "name"), WORDS, ids=lambda value: getattr(value, "verb", value))
@pytest.mark.parametrize("hostile", ["a\x00b", "a\ud800b", "a" * 20_001], ids=["nul", "surrogate", "endless"])
def test_what_no_database_can_keep_is_refused_in_a_sentence(act: Act, name: str, hostile: str) -> None:
    situation = act.situation() | {name: hostile}
    before = acts.everything()
    with pytest.raises(EditorialError, match=r"not text|the most that is kept"):
        act.do(**situation)
    assert acts.everything() == before


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (act, state)
        for act in acts.ALL
        for state in State
        if act.verb in acts.WITH_A_REVIEW and state not in workflow.TRANSITIONS[act.verb].sources
    ],
    ids=lambda value: getattr(value, "verb", value),
)
def test_a_review_in_the_wrong_state_is_refused_as_such_and_stays_as_it_was(act: Act, state: State) -> None:
    review = make.review_at(state)
    rest = {
        "assign": {"reviewer": make.reviewer()},
        "request_changes": {"digest": review.revision.digest, "reason": acts.REASON},
        "sign_off": {
            "digest": review.revision.digest,
            "answers": make.yes_to_all(review),
            "interests": "None",
        },
        "roll_back": {"reason": acts.REASON},
    }.get(act.verb, {})
    before = acts.everything()
    with pytest.raises(TransitionNotAllowed) as refused:
        act.do(review=review, **rest)
    assert refused.value.state == state
    assert acts.everything() == before


@every_act
def test_an_act_believes_the_database_and_not_the_copy_in_the_caller_s_hands(act: Act) -> None:
    """A caller's object is a name for a row: what else it says is looked up anew."""
    situation = act.situation()
    for thing in situation.values():
        for name, lie in {
            "state": "approved",
            "required_sign_offs": 0,
            "archived_at": make.NOW,
            "checklist": [],
        }.items():
            if hasattr(thing, name):
                setattr(thing, name, lie)
    before = LedgerEntry.objects.count()
    act.do(**situation)
    entries = LedgerEntry.objects.filter(number__gt=before).order_by("number")
    assert tuple(entry.verb for entry in entries) == act.entries
