"""Which verb leads from which state to which, and who may say it? Pure rules: no database, request or clock."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import TextChoices

from reviews.exceptions import NotPermitted, TransitionNotAllowed


class State(TextChoices):
    SUBMITTED = "submitted", "Submitted"
    UNDER_REVIEW = "under_review", "Under review"
    APPROVED = "approved", "Approved"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    WITHDRAWN = "withdrawn", "Withdrawn"
    SUPERSEDED = "superseded", "Superseded"


OPEN = frozenset({State.SUBMITTED, State.UNDER_REVIEW})
CLOSED = frozenset(State) - OPEN
PENDING = OPEN | {State.CHANGES_REQUESTED}  # unapproved text that may be shown to the public


class Role(TextChoices):
    """What a person is to one review. Somebody may be several of these at once."""

    WRITER = "writer", "a writer of the article"
    SUBMITTER = "submitter", "the person who submitted it"
    ELIGIBLE = "eligible", "an eligible reviewer"
    REVIEWER = "reviewer", "the reviewer who has it"
    EDITOR = "editor", "an editor"
    SYSTEM = "system", "the rules themselves"


@dataclass(frozen=True)
class Transition:
    """``sources`` are the states it starts from (None: no open review), ``target`` where it leads."""

    sources: frozenset[State | None]
    target: State
    actors: frozenset[Role]


def _from(*sources: State | None, to: State, by: set[Role]) -> Transition:
    return Transition(frozenset(sources), to, frozenset(by))


TRANSITIONS: dict[str, Transition] = {
    "submit": _from(None, to=State.SUBMITTED, by={Role.WRITER, Role.EDITOR}),
    "claim": _from(State.SUBMITTED, to=State.UNDER_REVIEW, by={Role.ELIGIBLE}),
    "assign": _from(State.SUBMITTED, State.UNDER_REVIEW, to=State.UNDER_REVIEW, by={Role.EDITOR}),
    "release": _from(State.UNDER_REVIEW, to=State.SUBMITTED, by={Role.REVIEWER, Role.EDITOR}),
    "request_changes": _from(State.UNDER_REVIEW, to=State.CHANGES_REQUESTED, by={Role.REVIEWER}),
    "sign_off": _from(State.UNDER_REVIEW, to=State.UNDER_REVIEW, by={Role.ELIGIBLE}),
    "approve": _from(State.UNDER_REVIEW, to=State.APPROVED, by={Role.SYSTEM}),
    "withdraw": _from(State.SUBMITTED, State.UNDER_REVIEW, to=State.WITHDRAWN, by={Role.SUBMITTER, Role.EDITOR}),
    "supersede": _from(
        State.SUBMITTED, State.UNDER_REVIEW, State.APPROVED, to=State.SUPERSEDED, by={Role.SYSTEM},
    ),
    "roll_back": _from(State.SUPERSEDED, to=State.APPROVED, by={Role.EDITOR}),
}  # fmt: skip

VERBS = {
    "submit": "submitted",
    "claim": "claimed",
    "assign": "assigned",
    "release": "given back",
    "request_changes": "sent back with changes",
    "sign_off": "signed",
    "approve": "approved",
    "withdraw": "withdrawn",
    "supersede": "superseded",
    "roll_back": "made live again",
}  # fmt: skip


def check(verb: str, *, state: State | str | None, actor_roles: Collection[Role]) -> Transition:
    """The transition, if ``verb`` is allowed. Raises TransitionNotAllowed for the state, NotPermitted for the person."""
    transition = TRANSITIONS[verb]
    current = State(state) if state is not None else None
    if current not in transition.sources:
        raise TransitionNotAllowed(verb=verb, state=current, sentence=_wrong_state(verb, current))
    if not transition.actors & set(actor_roles):
        actors = " or ".join(role.label for role in Role if role in transition.actors)
        raise NotPermitted(f"This can only be {VERBS[verb]} by {actors}.")
    return transition


def available(*, state: State | str | None, actor_roles: Collection[Role]) -> list[str]:
    """The verbs that somebody with these roles may say now, in the order of the table."""
    current = State(state) if state is not None else None
    return [v for v, t in TRANSITIONS.items() if current in t.sources and t.actors & set(actor_roles)]


def _wrong_state(verb: str, state: State | None) -> str:
    needed = " or ".join(f"“{s.label}”" if s else "without an open review" for s in TRANSITIONS[verb].sources)
    now = f"is “{state.label}”" if state else "is not open"
    return f"This review {now} and cannot be {VERBS[verb]}: that needs it to be {needed}. Open it again to see where it stands."


def mermaid() -> str:
    """The state diagram of the README, drawn from the table (Mermaid ``stateDiagram-v2``)."""
    lines = ["stateDiagram-v2"]
    for verb, transition in TRANSITIONS.items():
        for source in sorted(transition.sources, key=lambda s: list(State).index(s) if s else -1):
            start = source.value if source else "[*]"
            lines.append(f"    {start} --> {transition.target.value}: {verb.replace('_', ' ')}")
    return "\n".join(lines)
