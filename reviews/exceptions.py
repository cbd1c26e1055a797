"""What do the rules of review refuse? Each error carries its facts and says them in a sentence."""

from __future__ import annotations

from datetime import datetime

from articles.exceptions import AppendOnlyError, EditConflict, EditorialError, InvalidArticle, NotPermitted

__all__ = [
    "AppendOnlyError",
    "EditConflict",
    "EditorialError",
    "IncompleteSignOff",
    "InvalidArticle",
    "NotPermitted",
    "NotReady",
    "ReasonMissing",
    "StaleEvidence",
    "StaleRevision",
    "TooManyAttempts",
    "TransitionNotAllowed",
    "WaiverMissing",
]


class TransitionNotAllowed(EditorialError):
    """The verb exists, but not from this state."""

    def __init__(self, *, verb: str, state: str | None, sentence: str) -> None:
        self.verb, self.state = verb, state
        super().__init__(sentence)


class WaiverMissing(NotPermitted):
    """An interest was declared, and no editor has said why it does not stand in the way."""


class TooManyAttempts(NotPermitted):
    """Not now: too much was wrong a moment ago. ``until`` says when it may be tried again."""

    def __init__(self, said: str, *, until: datetime) -> None:
        self.until = until
        super().__init__(f"{said} Try again from {until:%H:%M} UTC on.")


class NotReady(EditorialError):
    """The revision does not pass the readiness checks. ``findings`` are sentences that name the place."""

    def __init__(self, findings: list[str]) -> None:
        self.findings = findings
        super().__init__("This article is not ready to be submitted. " + " ".join(findings))


class StaleRevision(EditorialError):
    """The digest in the request is not that of the text under review."""

    def __init__(self, *, seen: str, current: str, undone: str = "Nothing was signed.") -> None:
        self.seen, self.current = seen, current
        super().__init__(
            f"The text that you read is not the text under review. {undone} "
            "Open the review again, read what changed, then decide."
        )


class StaleEvidence(EditorialError):
    """Something was published about a cited work after the signer opened the page."""

    def __init__(self) -> None:
        super().__init__(
            "Something was recorded about a cited source since you opened this page. Nothing was signed. "
            "Open the review again, look at its sources, then decide."
        )


class IncompleteSignOff(EditorialError):
    """An answer, the interests or the statement is missing. ``missing`` names each in a sentence."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__("Nothing was signed. " + " ".join(missing))


class ReasonMissing(EditorialError):
    """An act that others will ask about needs its reason in words."""
