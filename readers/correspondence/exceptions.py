"""What is refused to readers, in which words, and with which status?"""

from __future__ import annotations

from collections.abc import Mapping

from articles.exceptions import EditorialError


class Refused(EditorialError):
    """Nothing was kept; the form comes back with all that was typed. ``status`` and ``headers`` are those of the answer (RFC 9110)."""

    status = 422
    headers: Mapping[str, str] = {}


class FormForged(Refused):
    status = 403

    def __init__(self) -> None:
        super().__init__(
            "Nothing was sent, because we could not tell that this form came from our page. "
            "What you wrote is still here: please send it once more."
        )


class FormStale(Refused):
    status = 409

    def __init__(self) -> None:
        super().__init__(
            "Nothing was sent, because this page was open for more than a day. "
            "What you wrote is still here: please send it once more."
        )


class FormTooFast(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Nothing was sent, because the form came back faster than people write. "
            "What you wrote is still here: please send it once more."
        )


class TooOften(Refused):
    status = 429

    def __init__(self, *, wait: int) -> None:
        self.headers = {"Retry-After": str(wait)}
        super().__init__(
            "Nothing was sent, because much was sent from your network in the last hour. "
            "What you wrote is still here: please wait a while, then send it once more."
        )


class LinkUnknown(Refused):
    status = 404

    def __init__(self) -> None:
        super().__init__(
            "This link is not one of ours, or not all of it arrived. Copy the whole link from the mail."
        )


class LinkSpent(Refused):
    """Used already, or older than two days."""

    status = 410

    def __init__(self, *, is_used: bool) -> None:
        self.is_used = is_used
        super().__init__(
            "This link was used already. If it was you, your subscription stands and there is nothing left to do."
            if is_used
            else "This link was good for two days, and they are over. Nothing was subscribed. Ask for the newsletter again."
        )


class NotSendable(EditorialError):
    """Something that every mail needs is missing."""
