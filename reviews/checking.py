"""What does a reviewer check beside the checklist? The claims against their sources, and whether the sources stand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from articles import evidence
from articles.models import Revision

SUPPORTED = "Yes"


@dataclass(frozen=True)
class ClaimToCheck:
    """``number`` counts the marked claims of the text from 1; ``keys`` are those of the sources it rests on."""

    number: int
    text: str
    keys: list[str]

    @property
    def question(self) -> str:
        """As it is answered in a sign-off."""
        sources = " ".join(f"[@{key}]" for key in self.keys)
        return f"Claim {self.number}, “{self.text}” {sources}: do its sources support it?"


def claims_of(revision: Revision) -> list[ClaimToCheck]:
    return [
        ClaimToCheck(number, claim["text"], claim["keys"])
        for number, claim in enumerate(revision.claims, start=1)
    ]


def noticed(revision: Revision) -> set[int]:
    """The notices in force today about the works that the text cites."""
    known = evidence.known_of([source["key"] for source in revision.sources])
    return {notice.pk for some in known.values() for notice in some}


def unchecked(revision: Revision, ticked: Collection[int]) -> list[str]:
    """A sentence for each claim that was not ticked; and for a tick that belongs to none."""
    claims = claims_of(revision)
    left = [
        f"Check claim {claim.number}, “{claim.text[:80]}”, against its sources and tick it, or ask for changes."
        for claim in claims
        if claim.number not in ticked
    ]
    if set(ticked) - {claim.number for claim in claims}:
        left.append(f"The text has {len(claims)} marked claim(s), and another one was ticked. Read it again.")
    return left


def answers(revision: Revision) -> list[dict[str, str]]:
    """The ticks as answers of a sign-off, each with the claim as it was worded that day."""
    return [{"question": claim.question, "answer": SUPPORTED} for claim in claims_of(revision)]
