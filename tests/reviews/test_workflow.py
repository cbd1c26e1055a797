"""Which verb may be said from which state by whom? The whole table, written out, without a database."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reviews import actions, workflow
from reviews.exceptions import NotPermitted, TransitionNotAllowed
from reviews.workflow import CLOSED, OPEN, PENDING, Role, State

README = Path(__file__).resolve().parents[2] / "README.md"

LETTERS = {
    "w": Role.WRITER,
    "s": Role.SUBMITTER,
    "e": Role.ELIGIBLE,
    "r": Role.REVIEWER,
    "d": Role.EDITOR,
    "y": Role.SYSTEM,
}
# A cell: who may say it there, and where it leads (":" and the target). A dot: nobody, whoever they are.
TABLE = """
verb            | (none)       | submitted       | under_review         | approved     | changes_requested | withdrawn | superseded
submit          | wd:submitted | .               | .                    | .            | .                 | .         | .
claim           | .            | e:under_review  | .                    | .            | .                 | .         | .
assign          | .            | d:under_review  | d:under_review       | .            | .                 | .         | .
release         | .            | .               | rd:submitted         | .            | .                 | .         | .
request_changes | .            | .               | r:changes_requested  | .            | .                 | .         | .
sign_off        | .            | .               | e:under_review       | .            | .                 | .         | .
approve         | .            | .               | y:approved           | .            | .                 | .         | .
withdraw        | .            | sd:withdrawn    | sd:withdrawn         | .            | .                 | .         | .
supersede       | .            | y:superseded    | y:superseded         | y:superseded | .                 | .         | .
roll_back       | .            | .               | .                    | .            | .                 | .         | d:approved
"""


def cells() -> list[tuple[str, State | None, Role, State | None]]:
    """(verb, state, role, where it leads or None where it is refused), for every combination there is."""
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]
    states = [None if name == "(none)" else State(name) for name in head[1:]]
    found = []
    for verb, *row in rows:
        for state, cell in zip(states, row, strict=True):
            who, _, target = cell.partition(":")
            for letter, role in LETTERS.items():
                found.append((verb, state, role, State(target) if target and letter in who else None))
    return found


CELLS = cells()


def test_the_table_names_every_verb_state_and_role() -> None:
    assert {verb for verb, *_ in CELLS} == set(workflow.TRANSITIONS)
    assert {state for _, state, *_ in CELLS} == {None, *State}
    assert {role for _, _, role, _ in CELLS} == set(Role)


@pytest.mark.parametrize(("verb", "state", "role", "target"), CELLS)
def test_a_verb_leads_where_the_table_says_or_is_refused(
    verb: str, state: State | None, role: Role, target: State | None
) -> None:
    if target:
        assert workflow.check(verb, state=state, actor_roles=[role]).target == target
        return
    with pytest.raises((NotPermitted, TransitionNotAllowed)):
        workflow.check(verb, state=state, actor_roles=[role])


@pytest.mark.parametrize(("verb", "state", "role", "target"), CELLS)
def test_a_verb_is_offered_exactly_where_it_is_allowed(
    verb: str, state: State | None, role: Role, target: State | None
) -> None:
    assert (verb in workflow.available(state=state, actor_roles=[role])) is (target is not None)


@pytest.mark.parametrize(("verb", "state"), {(verb, state): None for verb, state, *_ in CELLS})
def test_nobody_is_told_they_lack_a_right_where_the_state_is_the_reason(
    verb: str, state: State | None
) -> None:
    """Somebody with no role at all: a wrong state is called that, a right one asks who they are."""
    fits = state in workflow.TRANSITIONS[verb].sources
    with pytest.raises(NotPermitted if fits else TransitionNotAllowed):
        workflow.check(verb, state=state, actor_roles=[])


@pytest.mark.parametrize("verb", workflow.TRANSITIONS)
def test_a_refusal_says_where_the_review_stands_and_who_may(verb: str) -> None:
    transition = workflow.TRANSITIONS[verb]
    wrong = next(state for state in State if state not in transition.sources)
    with pytest.raises(TransitionNotAllowed, match=re.escape(f"“{wrong.label}”")) as refused:
        workflow.check(verb, state=wrong, actor_roles=set(Role))
    assert (refused.value.verb, refused.value.state) == (verb, wrong)
    needed = str(refused.value).partition("needs it to be ")[2]
    assert {state for state in State if f"“{state.label}”" in needed} == transition.sources - {None}
    assert ("without an open review" in needed) is (None in transition.sources)
    some_source = next(iter(transition.sources))
    with pytest.raises(NotPermitted) as not_permitted:
        workflow.check(verb, state=some_source, actor_roles=[])
    assert {role for role in Role if role.label in str(not_permitted.value)} == transition.actors


def test_several_roles_give_the_rights_of_each() -> None:
    both = workflow.available(state=State.UNDER_REVIEW, actor_roles={Role.EDITOR, Role.ELIGIBLE})
    assert both == ["assign", "release", "sign_off", "withdraw"]


def test_a_state_may_be_named_by_its_stored_word() -> None:
    assert (
        workflow.check("claim", state="submitted", actor_roles=[Role.ELIGIBLE]).target == State.UNDER_REVIEW
    )


def test_the_states_are_open_or_closed_and_what_is_pending_is_open_or_waits_for_changes() -> None:
    assert {State.SUBMITTED, State.UNDER_REVIEW} == OPEN
    assert set(State) == OPEN | CLOSED
    assert not OPEN & CLOSED
    assert {State.CHANGES_REQUESTED} == PENDING - OPEN


def test_every_state_can_be_reached_and_every_open_one_left() -> None:
    reached = {transition.target for transition in workflow.TRANSITIONS.values()}
    left = {source for t in workflow.TRANSITIONS.values() for source in t.sources if source != t.target}
    assert reached == set(State)
    assert left >= OPEN


def test_every_verb_that_a_person_says_is_an_action() -> None:
    said = {verb for verb, t in workflow.TRANSITIONS.items() if t.actors != {Role.SYSTEM}}
    assert said <= set(actions.__all__)


def test_the_diagram_draws_every_arrow_of_the_table() -> None:
    arrows = re.findall(r"^    (\S+) --> (\w+): (.+)$", workflow.mermaid(), flags=re.MULTILINE)
    wanted = {(state.value if state else "[*]", target.value, verb.replace("_", " "))
              for verb, state, _, target in CELLS if target}  # fmt: skip
    assert set(arrows) == wanted
    assert len(arrows) == len(wanted)


def test_the_readme_shows_the_diagram_of_the_table() -> None:
    blocks = re.findall(
        r"^```mermaid\n(.*?)\n```$", README.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    assert workflow.mermaid() in blocks
