"""Who hears of it when somebody's way to the desk has changed? That person, by a mail."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.contrib.auth.models import User
from django.urls import reverse

from reviews.mail import outbox, people


def tell(user: User, what: str, *, now: datetime) -> None:
    """The person, whatever they chose: if it was not them, they must hear of it at once."""
    outbox.write(
        [
            outbox.Letter(
                kind="access_changed", event=f"access-{now.isoformat()}-{secrets.token_hex(4)}", to=to,
                link=reverse("admin:factors"), context={"what": what, "at": f"{now:%-d %B %Y at %H:%M} UTC"},
                for_digest=False,
            )
            for to in people.person(user.pk, why="it is about your own account")
        ],
        now=now,
    )  # fmt: skip


def tell_former_address(user: User, *, former: str, by: User, now: datetime) -> None:
    """Where the person was reached until now: whoever has their mail sent elsewhere could be somebody else."""
    context = {
        "what": f"Mail about your account {user.get_username()} goes to another address from now on. {by} changed it.",
        "at": f"{now:%-d %B %Y at %H:%M} UTC",
    }
    to = people.Recipient(
        address=former, name=user.get_username(), why="this was the address of your account"
    )
    letter = outbox.Letter(
        kind="access_changed",
        event=f"address-{now.isoformat()}",
        to=to,
        link=reverse("admin:me"),
        context=context,
    )
    outbox.write([letter], now=now)


def tell_security(what: str, *, event: str, now: datetime) -> None:
    """Those who watch over the site."""
    outbox.write(
        [
            outbox.Letter(
                kind="access_alarm", event=event, to=to, link=reverse("admin:factor_resets"),
                context={"what": what, "at": f"{now:%-d %B %Y at %H:%M} UTC"}, for_digest=False,
            )
            for to in people.security_contact()
        ],
        now=now,
    )  # fmt: skip
