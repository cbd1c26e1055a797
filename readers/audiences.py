"""For whom is a page written, and what must be said to them?"""

from __future__ import annotations

from dataclasses import dataclass

from articles.addresses import address_of
from articles.markdown import CLINICIANS, EVERYONE, PATIENTS
from articles.models import Revision

PURPOSE = "Educational purpose only."
DISCLAIMERS = {
    EVERYONE: f"{PURPOSE} This page informs. It cannot know your history, and it does not replace the advice of a clinician "
    "who does.",
    PATIENTS: f"{PURPOSE} This page can help you to prepare for a conversation with your clinician. It does not replace "
    "that conversation. Do not start, stop or change a treatment because of what you read here.",
    CLINICIANS: f"{PURPOSE} This page summarises published evidence. It does not replace your own judgement, the product "
    "information, or the guidelines that apply where you work.",
}


@dataclass(frozen=True)
class Choice:
    """One entry of “Written for”."""

    name: str
    address: str
    is_current: bool


def choices(revision: Revision, *, slug: str, current: str) -> list[Choice]:
    """The audiences to choose between; none when the text is the same for all."""
    if len(revision.audiences) < 2:
        return []
    return [Choice(name, address(slug, name), name == current) for name in revision.audiences]


def address(slug: str, audience: str) -> str:
    return address_of("article", slug) if audience == EVERYONE else address_of("article_for", slug, audience)
